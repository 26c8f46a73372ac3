package sample

import (
	"encoding/json"
	"fmt"
	"slices"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/library"
	"runup/internal/store"
)

// adopted is a checklist that the department makes its own: what it does not have is left out, and why is said. The
// superintendent proposes it, a physicist approves it.
func adopted(m *morning) error {
	var own *checklist.Definition
	err := m.as(sofia, func(tx *store.Tx) error {
		shipped, err := library.Current(tx, "linen-and-clinical-stock")
		if err != nil {
			return err
		}
		if own, err = without(shipped, "bolus", "Bolus is ordered and counted by the mould room"); err != nil {
			return err
		}
		_, err = library.Propose(tx, own)
		return err
	})
	if err != nil {
		return err
	}
	return m.as(priya, func(tx *store.Tx) error {
		_, err := baseline.Approve(tx, own.ID, own.Hash())
		return err
	})
}

// without answers a local version of a checklist that lacks one item.
func without(e library.Edition, item, reason string) (*checklist.Definition, error) {
	d := &checklist.Definition{}
	if err := json.Unmarshal(e.Text, d); err != nil {
		return nil, fmt.Errorf("%s: %w", e.ID, err)
	}
	for i := range d.Sections {
		d.Sections[i].Items = slices.DeleteFunc(d.Sections[i].Items, func(other checklist.Item) bool { return other.ID == item })
	}
	d.Version += " local"
	d.BasedOn = &checklist.BasedOn{ID: e.ID, Hash: e.Hash, Differences: []checklist.Difference{{Item: item, Change: checklist.LeftOut, Reason: reason}}}
	text, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.ID, err)
	}
	own, mistakes := checklist.ParseJSON(text)
	if len(mistakes) > 0 {
		return nil, fmt.Errorf("%s: %v", e.ID, mistakes)
	}
	return own, nil
}
