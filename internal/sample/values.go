package sample

import (
	"encoding/json"
	"fmt"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/store"
)

// localValues answers what the physicists of the sample department set, so that the checklist can pass on this equipment:
// where seals began, local limits, and a reference for every item that is held against one.
func (d Doing) localValues() ([]baseline.Setting, error) {
	var list []baseline.Setting
	for _, item := range d.Definition.Items() {
		if s, ok := d.local(item); ok && d.fits(item) {
			list = append(list, s)
		}
	}
	return list, d.compute(list)
}

func (d Doing) local(item *checklist.Item) (baseline.Setting, bool) {
	s := baseline.Setting{Checklist: d.Definition.ID, Item: item.ID, Reason: "Commissioning of the sample department"}
	switch {
	case item.Kind == checklist.CompareToLast:
		s.Text = firstSeen
	case item.Limits != nil && item.Limits.Local:
		s.Limits = localLimits(item)
	case item.Limits != nil && item.Limits.Baseline():
		v := d.usual(item)
		s.Number = &v
	default:
		return s, false
	}
	return s, true
}

// around answers local limits: the middle half of what is plausible.
func around(item *checklist.Item) *checklist.Limits {
	low, high := 0.0, 100.0
	if p := item.Plausible; p != nil && p.Min != nil && p.Max != nil {
		quarter := (*p.Max - *p.Min) / 4
		low, high = *p.Min+quarter, *p.Max-quarter
	}
	return &checklist.Limits{Type: checklist.Absolute, ToleranceLow: &low, ToleranceHigh: &high}
}

// compute replaces the reference of each computed item by what is computed from readings at their middle.
func (d Doing) compute(list []baseline.Setting) error {
	d.Held = baseline.Held{References: map[string]judge.Reference{}, LastSeen: map[string]string{}}
	for _, s := range list {
		d.Held.References[s.Item] = judge.Reference{Value: s.Number, Limits: s.Limits}
	}
	result, err := d.judge(nil)
	if err != nil {
		return err
	}
	for i := range list {
		if item := d.Definition.Item(list[i].Item); item.Kind != checklist.Computed || list[i].Number == nil {
			continue
		}
		for _, judged := range result.Items {
			if judged.ID == list[i].Item && judged.Computed != nil {
				v := rounded(*judged.Computed)
				list[i].Number = &v
			}
		}
	}
	return nil
}

// judge judges readings as the server will; nil are passing ones.
func (d Doing) judge(readings map[string]any) (judge.Result, error) {
	if readings == nil {
		readings = d.Passing()
	}
	text, err := json.Marshal(readings)
	if err != nil {
		return judge.Result{}, fmt.Errorf("sample: readings: %w", err)
	}
	points := make([]string, len(d.Equipment.Points))
	for i, p := range d.Equipment.Points {
		points[i] = p.ID
	}
	instruments := map[string]judge.Instrument{}
	for kind, id := range d.Test {
		instruments[id] = judge.Instrument{Kind: kind, CalibrationDue: d.At.AddDate(1, 0, 0).Format("2006-01-02")}
	}
	return judge.Check(d.Definition, judge.Given{
		Readings: judge.ReadReadings(text), At: d.At, Features: d.Equipment.Features, Points: points,
		References: d.Held.References, LastSeen: d.Held.LastSeen, Instruments: instruments,
	}), nil
}

// setLocalValues puts what the equipment needs, as one physicist, and confirms it as another.
func setLocalValues(tx *store.Tx, equipmentID string, list []baseline.Setting) error {
	for _, s := range list {
		if _, err := baseline.Set(tx, equipmentID, s); err != nil {
			return fmt.Errorf("sample: %s of %s on %s: %w", s.Item, s.Checklist, equipmentID, err)
		}
	}
	return nil
}
