package baseline

import (
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/store"
)

// Wider is a set of local limits that lets more pass than the figure that the library ships for the item.
type Wider struct {
	Baseline
	What string
}

// WiderThan answers the local limits on the actor's equipment that are wider than the figure a version's base has for the
// item: where a department took a figure's place into its own hands, what it then set is part of how it varies.
func WiderThan(tx *store.Tx, v library.Variance) ([]Wider, error) {
	list := []Wider{}
	if v.Base == nil {
		return list, nil
	}
	for _, item := range v.Definition.Items() {
		figure := v.Base.Item(item.ID)
		if item.Limits == nil || !item.Limits.Local || figure == nil || figure.Limits == nil || figure.Limits.Local {
			continue
		}
		found, err := wider(tx, v.Edition.ID, item.ID, figure.Limits)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

func wider(tx *store.Tx, checklistID, item string, figure *checklist.Limits) (list []Wider, err error) {
	set, err := merged(tx, "checklist = ? AND (item = ? OR item LIKE ?)", checklistID, item, "%/"+item)
	if err != nil {
		return nil, err
	}
	for _, b := range set {
		_, err := equipment.Visible(tx, b.Equipment)
		if problem.Is(err, "not-found") || b.Limits == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, d := range checklist.CompareLimits(figure, b.Limits) {
			if d.Change == checklist.Loosened || d.Change == checklist.Changed {
				list = append(list, Wider{Baseline: b, What: d.What})
			}
		}
	}
	return list, nil
}
