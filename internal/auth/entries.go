package auth

import (
	"time"

	"runup/internal/device"
	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry that tell of secrets, never holding one.
var (
	PasswordSet = logbook.Define("password.set", applyPasswordSet)
	PINSet      = logbook.Define("pin.set", applyPINSet)
	PINServed   = logbook.Define("pin.served", applyPINServed)
	Locked      = logbook.Define("account.locked", applyLocked)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{PasswordSet, PINSet, PINServed, Locked} }

// none is for acts that hold nothing, or in which the server found nothing of its own.
type none struct{}

// secretSet says that a secret was set, and nothing of it. Whose it is, is the entry's subject; by whom, its actor.
type secretSet struct {
	Demo bool `json:"demo,omitempty"`
}

// servedTo are the areas whose tablets check a person's PIN.
type servedTo struct {
	Areas []string `json:"areas"`
}

// foundLock is what locked an account.
type foundLock struct {
	By    string    `json:"by"` // "password" or "pin"
	Until time.Time `json:"until"`
}

func applyPasswordSet(*store.Tx, logbook.Entry, *logbook.Act[secretSet, none]) error { return nil }

func applyLocked(*store.Tx, logbook.Entry, *logbook.Act[none, foundLock]) error { return nil }

func applyPINSet(tx *store.Tx, e logbook.Entry, body *logbook.Act[secretSet, servedTo]) error {
	return moveTablets(tx, e, body.Found.Areas)
}

func applyPINServed(tx *store.Tx, e logbook.Entry, body *logbook.Act[none, servedTo]) error {
	return moveTablets(tx, e, body.Found.Areas)
}

// moveTablets tells the tablets of these areas that what they are owed of themselves has changed.
func moveTablets(tx *store.Tx, e logbook.Entry, areas []string) error {
	all, err := device.All(tx)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Revoked() || !share(areas, d.Actor().Areas) {
			continue
		}
		if err := logbook.Move(tx, e, "device", d.ID, ""); err != nil {
			return err
		}
	}
	return nil
}
