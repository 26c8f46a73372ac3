// Package stock keeps what checks saw of supplies and of whatever has a date: one line an item, as its newest check found it,
// and what somebody has done about it since.
//
// Two lists come of it, over all checks of a department: what is to be restocked or ordered, and what expires when.
package stock

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/judge"
)

// Why a line is on the restock list.
const (
	BelowPar = "below-par" // fewer were counted than there are to be
	Failing  = "failing"   // it failed, expired or was out of tolerance
	Replaced = "put-right" // it was put right from the store, which is now one short
)

// What somebody can do about a line.
const (
	Order   = "ordered"
	Restock = "restocked"
	Reopen  = "reopened" // undoes either
)

// Line is one item of stock, as its newest check found it.
type Line struct {
	ID        string
	Area      string
	Equipment string
	Checklist string
	Item      string // or point/item
	What      string // to order
	Count     *float64
	Par       *float64 // how many there are to be
	Until     string   // the last good day, YYYY-MM-DD
	Reason    string   // why it is to be restocked; "" when all is well
	Verdict   judge.Verdict
	PutRight  *PutRight
	Check     string
	SeenAt    time.Time
	Acted     *Acted
}

// PutRight is what a check found wrong and put right on the spot, in its own words.
type PutRight struct {
	Found string `json:"found"`
	Did   string `json:"did"`
}

// Acted is what was done about a line last.
type Acted struct {
	Action string
	By     string
	At     time.Time
	Note   string
}

// State says in one word where the line stands: wanted, ordered, restocked or fine.
func (l Line) State() string {
	switch {
	case l.Acted != nil:
		return l.Acted.Action
	case l.Reason != "":
		return "wanted"
	}
	return "fine"
}

// Quantity is how many are to be ordered, nil where no number says so.
func (l Line) Quantity() *float64 {
	if l.Reason == "" || l.Count == nil || l.Par == nil || *l.Count >= *l.Par {
		return nil
	}
	n := *l.Par - *l.Count
	return &n
}

// Found is what one check found of one line. It stands in the check's entry.
type Found struct {
	Item     string        `json:"item"`
	What     string        `json:"what"`
	Count    *float64      `json:"count,omitempty"`
	Par      *float64      `json:"par,omitempty"`
	Until    string        `json:"until,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	Verdict  judge.Verdict `json:"verdict"`
	PutRight *PutRight     `json:"putRight,omitempty"`
}

// Find picks the lines of stock out of a judged check: what says what to order, what is counted, and what has a date. An
// item that was not seen this time stays as it was.
func Find(d *checklist.Definition, readings map[string]judge.Reading, items []judge.Item) []Found {
	var list []Found
	for _, judged := range items {
		item := d.Item(judged.Item())
		if item == nil || !isStock(item) || judged.Verdict == judge.NotEvaluated || judged.Verdict == judge.NotApplicable {
			continue
		}
		list = append(list, find(item, judged, readings[judged.ID]))
	}
	return list
}

func isStock(item *checklist.Item) bool {
	return item.Restock != "" || item.Kind == checklist.Count || item.Kind == checklist.Date
}

func find(item *checklist.Item, judged judge.Item, r judge.Reading) Found {
	f := Found{Item: judged.ID, What: what(item), Until: judged.Until, Verdict: judged.Verdict, Par: par(item, judged)}
	if r.PutRight != nil {
		f.PutRight = &PutRight{Found: r.PutRight.Found, Did: r.PutRight.Did}
	}
	if n, ok := r.Value.(float64); ok && item.Kind == checklist.Count {
		f.Count = &n
	}
	f.Reason = f.why(item)
	return f
}

// what is to be ordered, in the checklist's own words.
func what(item *checklist.Item) string {
	switch {
	case item.Restock != "":
		return item.Restock
	case item.Prompt != "":
		return item.Prompt
	}
	return item.ID
}

// par is how many there are to be: the checklist's number, or the low edge of what the department set.
func par(item *checklist.Item, judged judge.Item) *float64 {
	if item.Kind != checklist.Count {
		return nil
	}
	if e := judged.Limits; e != nil {
		if e.ToleranceLow != nil {
			return e.ToleranceLow
		}
		return e.SuspensionLow
	}
	return item.AtLeast
}

// why says why the line is to be restocked. A service or an examination that is due is no thing that one can order: such a
// date stands on the list of what expires.
func (f Found) why(item *checklist.Item) string {
	supply := item.Restock != "" || item.Kind == checklist.Count
	switch {
	case f.Count != nil && f.Par != nil && *f.Count < *f.Par:
		return BelowPar
	case supply && (f.Verdict == judge.Fail || f.Verdict == judge.OutOfTolerance):
		return Failing
	case supply && f.PutRight != nil:
		return Replaced
	}
	return ""
}
