package library

import (
	"fmt"
	"unicode/utf8"

	"runup/internal/checklist"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Retire takes a version out of force, or a proposal back. Nothing is deleted: the text stays readable, and checks made
// with a version that was in force are still accepted, judged by it and flagged. What is in force is retired by another
// person than the one who proposed it, as it was approved by another; a proposal its author may take back.
func Retire(tx *store.Tx, id, hash, reason string) (Edition, error) {
	if err := staff.May(tx.Actor, staff.Publish); err != nil {
		return Edition{}, err
	}
	e, err := Version(tx, id, hash)
	if err != nil {
		return Edition{}, err
	}
	if e.State == Retired && e.RetiredBy == tx.Actor.Staff {
		return e, nil // their own last action, sent again
	}
	d, err := e.Definition()
	if err != nil {
		return Edition{}, err
	}
	if err := retirable(tx.Actor, e, d, reason); err != nil {
		return Edition{}, err
	}
	body := &logbook.Act[retired, none]{Act: retired{Hash: hash, Reason: reason}}
	if _, err := RetiredKind.Append(tx, "", id, body); err != nil {
		return Edition{}, fmt.Errorf("library: retire: %w", err)
	}
	return Version(tx, id, hash)
}

func retirable(actor store.Actor, e Edition, d *checklist.Definition, reason string) error {
	if n := utf8.RuneCountInString(reason); n < 1 || n > 2000 {
		return problem.New("invalid", "A version is retired with a reason.").
			With(problem.Field{Pointer: "/reason", Detail: "must have 1 to 2000 characters"})
	}
	if e.State == Retired {
		return problem.Newf("guard", "This version of %s is retired already.", e.ID).Do("There is nothing left to do.")
	}
	if !e.InForce() {
		return nil
	}
	if e.ProposedBy == actor.Staff {
		return problem.New("second-person", "Whoever proposed a version does not retire it while it is in force.")
	}
	if Radiological(d) {
		return staff.May(actor, staff.PublishRadiological)
	}
	return nil
}
