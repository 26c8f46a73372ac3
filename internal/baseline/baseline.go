// Package baseline keeps what a reading is held against on one piece of equipment: reference values, local limits, and for
// seals and the like what was seen last.
//
// A physicist sets a value with a reason and it judges at once; until another physicist puts the same value it is
// provisional. What stood before stays readable by its position in the logbook.
package baseline

import (
	"time"

	"runup/internal/checklist"
)

// Baseline is the reference, the local limits or the last value seen of one item on one piece of equipment.
type Baseline struct {
	Equipment  string
	Checklist  string
	Item       string // the item's id, or point/item in a check that goes round points
	Number     *float64
	Text       string // for an item that is compared with what was seen last: where it began
	Limits     *checklist.Limits
	Unit       string
	SetBy      string
	ApprovedBy string // the second physicist
	Reason     string
	From       time.Time
	SetAt      time.Time
	ApprovedAt *time.Time
	Position   int64
	LastSeen   string // the newest accepted value of an item that is compared with it
	LastSeenAt *time.Time
}

// Provisional reports whether no second physicist has confirmed the value yet. It judges all the same.
func (b Baseline) Provisional() bool { return b.SetBy != "" && b.ApprovedBy == "" }

// ID names the baseline in the feed.
func (b Baseline) ID() string { return idOf(b.Equipment, b.Checklist, b.Item) }

func idOf(equipment, checklist, item string) string {
	return equipment + "/" + checklist + "/" + item
}
