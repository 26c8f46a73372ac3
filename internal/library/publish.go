package library

import (
	"fmt"

	"runup/internal/checklist"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Propose puts a version forward. Nothing is done with it until another person approves exactly its hash.
// A version that waits or is in force already is answered as it is.
func Propose(tx *store.Tx, d *checklist.Definition) (Edition, error) {
	if err := staff.May(tx.Actor, staff.Publish); err != nil {
		return Edition{}, err
	}
	if reserved[d.ID] {
		return Edition{}, problem.New("invalid", "The checklist cannot be proposed like this.").
			With(problem.Field{Pointer: "/id", Detail: "is an address of the library itself; choose another"})
	}
	known, err := Version(tx, d.ID, d.Hash())
	if err == nil && known.State != Retired {
		return known, nil
	}
	if err != nil && !problem.Is(err, "not-found") {
		return Edition{}, err
	}
	return propose(tx, d, FromPerson)
}

// reserved are ids that would hide behind the library's own addresses.
var reserved = map[string]bool{"variance": true, "programme": true}

func propose(tx *store.Tx, d *checklist.Definition, origin string) (Edition, error) {
	base, err := baseOf(tx, d)
	if err != nil {
		return Edition{}, err
	}
	body := &logbook.Act[proposed, foundOrigin]{Act: proposed{Definition: string(d.JSON())}, Found: foundOrigin{Origin: origin, Base: base}}
	if _, err := ProposedKind.Append(tx, "", d.ID, body); err != nil {
		return Edition{}, fmt.Errorf("library: propose: %w", err)
	}
	return Version(tx, d.ID, d.Hash())
}

// baseOf answers what a version started from: what it says itself, else the version of the same id that ships with Runup.
func baseOf(tx *store.Tx, d *checklist.Definition) (Base, error) {
	if d.BasedOn != nil {
		return Base{ID: d.BasedOn.ID, Hash: d.BasedOn.Hash}, nil
	}
	s, err := onShelf(tx)
	if err != nil || s.ever[Base{ID: d.ID, Hash: d.Hash()}] || s.now[d.ID] == "" {
		return Base{}, err
	}
	return Base{ID: d.ID, Hash: s.now[d.ID]}, nil
}

// Approve brings a proposed version into force in place of the one before. localised says whether some equipment has
// every local value it asks for; who answers a request calls baseline.Approve, which knows.
func Approve(tx *store.Tx, id, hash string, localised func(*checklist.Definition) (bool, error)) (Edition, error) {
	if err := staff.May(tx.Actor, staff.Publish); err != nil {
		return Edition{}, err
	}
	e, err := Version(tx, id, hash)
	if err != nil {
		return Edition{}, err
	}
	d, err := e.Definition()
	if err != nil {
		return Edition{}, err
	}
	if e.InForce() && e.ApprovedBy == tx.Actor.Staff {
		return e, nil // their own last action, sent again
	}
	if err := approvable(tx.Actor, e, d); err != nil {
		return Edition{}, err
	}
	state, err := stateOf(d, localised)
	if err != nil {
		return Edition{}, err
	}
	body := &logbook.Act[published, foundState]{Act: published{Hash: hash}, Found: foundState{State: state}}
	if _, err := PublishedKind.Append(tx, "", id, body); err != nil {
		return Edition{}, fmt.Errorf("library: approve: %w", err)
	}
	return Version(tx, id, hash)
}

func approvable(actor store.Actor, e Edition, d *checklist.Definition) error {
	if e.State != Proposed {
		return problem.Newf("guard", "This version of %s is %s; only a proposed one is approved.", e.ID, e.State).
			Do("Propose it again if it should come into force.")
	}
	if e.ProposedBy == actor.Staff {
		return problem.New("second-person", "Whoever proposed a version does not approve it.")
	}
	if Radiological(d) {
		return staff.May(actor, staff.PublishRadiological)
	}
	return nil
}

func stateOf(d *checklist.Definition, localised func(*checklist.Definition) (bool, error)) (string, error) {
	ready, err := localised(d)
	if err != nil || ready {
		return Published, err
	}
	return NeedsLocalValues, nil
}

// Localise records that a version in force no longer lacks local values. Only baseline calls it.
func Localise(tx *store.Tx, e Edition) error {
	if _, err := LocalisedKind.Append(tx, "", e.ID, &logbook.Act[localised, none]{Act: localised{Hash: e.Hash}}); err != nil {
		return fmt.Errorf("library: localise: %w", err)
	}
	return nil
}
