// Package library keeps the checklists of the department: every version ever proposed, addressed by its hash, and which
// one is in force.
//
// A version is one text and never changes. Somebody proposes it, another person approves exactly that hash, and only then
// may checks be made with it. The versions shipped with Runup are proposed by Runup and wait for a person like any other.
package library

import (
	"strings"
	"time"

	"runup/internal/checklist"
)

// The states of a version.
const (
	Proposed         = "proposed"           // waits for another person's approval
	Published        = "published"          // in force
	NeedsLocalValues = "needs-local-values" // in force, but no equipment has the local values it asks for yet
	Retired          = "retired"            // no longer in force; what was recorded with it stays readable
)

// Edition is one version of a checklist.
type Edition struct {
	ID         string
	Hash       string // sha256 hex of Text: the version's identity
	Text       []byte // the one JSON text. Shared: never changed
	State      string
	ProposedBy string // "" when Runup ships it
	ProposedAt time.Time
	ApprovedBy string
	ApprovedAt *time.Time // the last time it came into force
	ChangedAt  time.Time  // since when it is in its state
	RetiredBy  string     // "" when another version took its place
	RetiredWhy string
	Origin     string // who put it forward: a person, Runup or the department's folder
	Base       Base   // of the library's, what a local version started from; zero when it started from nothing
	Position   int64
}

// Where a version came from.
const (
	FromPerson = "person"
	FromRunup  = "shipped"
	FromFolder = "folder"
)

// Base names the version that another one was made from.
type Base struct {
	ID   string `json:"id"`
	Hash string `json:"hash"`
}

// InForce reports whether checks should be made with this version.
func (e Edition) InForce() bool { return e.State == Published || e.State == NeedsLocalValues }

// Usable reports whether the version has ever been in force, so that a check made with it can be judged.
func (e Edition) Usable() bool { return e.ApprovedAt != nil }

// Definition answers the parsed text. It is shared and never changed.
func (e Edition) Definition() (*checklist.Definition, error) { return parsed.of(e.Hash, e.Text) }

// Radiological reports whether a checklist belongs to the quality control of radiation: a physicist publishes those.
func Radiological(d *checklist.Definition) bool { return strings.HasPrefix(d.Record, "radiological") }
