package baseline

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/store"
)

// What an item still needs.
const (
	NeedsValue  = "value"  // a reference
	NeedsLimits = "limits" // the department's own
	NeedsText   = "text"   // what is there now, for an item that is compared with what was seen last
)

// Lacking is an item that judges nothing on a piece of equipment until a physicist has set it.
type Lacking struct {
	Equipment string
	Checklist string
	Item      string
	Prompt    string
	Unit      string
	Needs     string
}

// ID names it in a list.
func (l Lacking) ID() string { return idOf(l.Equipment, l.Checklist, l.Item) }

// Missing answers what the checklists in force still lack on the actor's equipment, or on one piece of it.
func Missing(tx *store.Tx, equipmentID string) ([]Lacking, error) {
	pieces, err := asked(tx, equipmentID)
	if err != nil {
		return nil, err
	}
	definitions, err := inForce(tx)
	if err != nil {
		return nil, err
	}
	list := []Lacking{}
	for _, q := range pieces {
		for _, d := range definitions {
			if !applies(d, q) {
				continue
			}
			h, err := For(tx, q.ID, d.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, lacking(d, q, h)...)
		}
	}
	return list, nil
}

// asked answers one piece of equipment, or all of the actor's that are not gone.
func asked(tx *store.Tx, id string) ([]equipment.Equipment, error) {
	if id != "" {
		q, err := equipment.Visible(tx, id)
		return []equipment.Equipment{q}, err
	}
	all, err := equipment.All(tx)
	return slices.DeleteFunc(all, func(q equipment.Equipment) bool {
		return q.Status == equipment.Decommissioned || !tx.Actor.Sees(q.Area)
	}), err
}

func inForce(tx *store.Tx) (list []*checklist.Definition, err error) {
	editions, err := library.All(tx)
	if err != nil {
		return nil, err
	}
	for _, e := range editions {
		if !e.InForce() {
			continue
		}
		d, err := e.Definition()
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func lacking(d *checklist.Definition, q equipment.Equipment, h Held) (list []Lacking) {
	for _, item := range d.Items() {
		needs := needsOf(item)
		if needs == "" || item.When != "" && !q.Has(item.When) {
			continue
		}
		for _, key := range unset(d, q, h, item) {
			list = append(list, Lacking{Equipment: q.ID, Checklist: d.ID, Item: key, Prompt: item.Prompt, Unit: item.Unit, Needs: needs})
		}
	}
	return list
}

func needsOf(item *checklist.Item) string {
	switch {
	case item.Kind == checklist.CompareToLast:
		return NeedsText
	case item.Limits == nil:
	case item.Limits.Local:
		return NeedsLimits
	case item.Limits.Baseline():
		return NeedsValue
	}
	return ""
}

// unset answers the keys under which an item has nothing yet. In a round one value may serve every point, so an item of
// which no point has its own is named once; a seal is each point's own.
func unset(d *checklist.Definition, q equipment.Equipment, h Held, item *checklist.Item) (keys []string) {
	has := func(key string) bool {
		_, reference := h.References[key]
		_, seen := h.LastSeen[key]
		return reference || seen
	}
	if has(item.ID) {
		return nil
	}
	if !d.EachPoint() || len(q.Points) == 0 {
		return []string{item.ID}
	}
	for _, p := range q.Points {
		if key := p.ID + "/" + item.ID; !has(key) {
			keys = append(keys, key)
		}
	}
	if len(keys) == len(q.Points) && item.Kind != checklist.CompareToLast {
		return []string{item.ID}
	}
	return keys
}

// Template answers a table of what is missing, to be filled in and imported.
func Template(tx *store.Tx, equipmentID string) ([]byte, error) {
	list, err := Missing(tx, equipmentID)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	out := csv.NewWriter(&text)
	out.UseCRLF = true
	_ = out.Write(tableColumns)
	for _, l := range list {
		row := make([]string, len(tableColumns))
		copy(row, []string{l.Equipment, l.Checklist, l.Item, plainCell(l.Prompt), l.Unit})
		_ = out.Write(row)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return nil, fmt.Errorf("baseline: template: %w", err)
	}
	return text.Bytes(), nil
}

// plainCell keeps a spreadsheet from running what a checklist asks.
func plainCell(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s != "" && strings.ContainsAny(s[:1], "=+-@'") {
		return "'" + s
	}
	return s
}
