// Package device knows the tablets: how one is enrolled with its own key, proves that it holds it, is shut out, and what
// it has sent.
//
// A tablet's private key never leaves it. Whatever it sends is signed, so a record says by itself where it came from.
// A tablet that was shut out may still send, and what it sends is set aside; so a stolen one gains nothing and one shut
// out by mistake loses nothing.
package device

import (
	"time"

	"runup/internal/store"
)

// Standing says whether a tablet's word counts.
type Standing string

// The standings of a tablet.
const (
	OK      Standing = "ok"
	ShutOut Standing = "revoked"
)

// Device is an enrolled tablet.
type Device struct {
	ID         string
	Name       string
	Areas      []string // nil is every area
	Key        *Key
	EnrolledAt time.Time
	EnrolledBy string // who issued its enrolment code
	RevokedAt  *time.Time
	RevokedBy  string
	Reason     string // why it was shut out
}

// Revoked reports whether the tablet was shut out.
func (d Device) Revoked() bool { return d.RevokedAt != nil }

// Standing answers whether the tablet's word counts.
func (d Device) Standing() Standing {
	if d.Revoked() {
		return ShutOut
	}
	return OK
}

// Sees reports whether the tablet is for this area.
func (d Device) Sees(area string) bool { return d.Actor().Sees(area) }

// Actor is the tablet acting by its own token, with no person behind it.
func (d Device) Actor() store.Actor {
	a := store.Actor{Device: d.ID, Proven: store.ProvenDevice, Areas: d.Areas}
	if d.Areas == nil {
		a.Areas = []string{"*"}
	}
	return a
}

// Contact is what was last heard of a tablet.
type Contact struct {
	LastSeenAt *time.Time
	Outbox     *int64 // how many operations it had not sent
	App        string // the version of its app
	SkewMs     *int64 // how far its clock is ahead of the server's
	// UnsentSince is since when, by the server's clock, it has had something that it could not send; nil when it has nothing, or
	// did not say.
	UnsentSince *time.Time
}
