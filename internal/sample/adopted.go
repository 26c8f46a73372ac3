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

// adopted is a checklist that the department makes its own: what it does not have is left out, a photo of damage is asked for, and
// why is said. The superintendent proposes it, a physicist approves it.
func adopted(m *morning) error {
	var own *checklist.Definition
	err := m.as(sofia, func(tx *store.Tx) error {
		shipped, err := library.Current(tx, "linen-and-clinical-stock")
		if err != nil {
			return err
		}
		if own, err = ours(shipped, "bolus", "Bolus is ordered and counted by the mould room"); err != nil {
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

// damage is asked for when there is some. Photos are off unless a checklist asks.
var damage = checklist.Item{ID: "damage", Kind: checklist.Photo, Prompt: "Photo of what came damaged or wrong.", Optional: true}

// ours answers a local version of a checklist that lacks one item and has a photo more.
func ours(e library.Edition, item, reason string) (*checklist.Definition, error) {
	d := &checklist.Definition{}
	if err := json.Unmarshal(e.Text, d); err != nil {
		return nil, fmt.Errorf("%s: %w", e.ID, err)
	}
	for i := range d.Sections {
		d.Sections[i].Items = slices.DeleteFunc(d.Sections[i].Items, func(other checklist.Item) bool { return other.ID == item })
	}
	last := &d.Sections[len(d.Sections)-1]
	last.Items = append(last.Items, damage)
	d.Version += " local"
	d.BasedOn = &checklist.BasedOn{ID: e.ID, Hash: e.Hash, Differences: []checklist.Difference{
		{Item: item, Change: checklist.LeftOut, Reason: reason}, {Item: damage.ID, Change: checklist.Added, Reason: "The supplier asks for a picture"},
	}}
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
