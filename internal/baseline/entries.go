package baseline

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"runup/internal/checklist"
	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry that change baselines.
var (
	SetKind       = logbook.Define("baseline.set", applySet)
	ConfirmedKind = logbook.Define("baseline.confirmed", applyConfirmed)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{SetKind, ConfirmedKind} }

type none struct{}

// set is a value as a physicist put it.
type set struct {
	Equipment string            `json:"equipment"`
	Checklist string            `json:"checklist"`
	Item      string            `json:"item"`
	Number    *float64          `json:"number,omitempty"`
	Text      string            `json:"text,omitempty"`
	Limits    *checklist.Limits `json:"limits,omitempty"`
	Unit      string            `json:"unit"`
	Reason    string            `json:"reason"`
	From      time.Time         `json:"from"`
}

// confirmed says that a second physicist put the same value as the entry at this position did.
type confirmed struct {
	Equipment string `json:"equipment"`
	Checklist string `json:"checklist"`
	Item      string `json:"item"`
	Position  int64  `json:"position"`
}

func applySet(tx *store.Tx, e logbook.Entry, body *logbook.Act[set, none]) error {
	s := body.Act
	err := tx.Upsert("baseline", itemKey, baselineColumns, s.Equipment, s.Checklist, s.Item,
		s.Number, s.Text, store.Of(s.Limits), s.Unit, e.Actor, "", s.Reason, store.At(s.From), store.At(e.At), nil, e.Position)
	if err != nil {
		return err
	}
	err = tx.Insert("baseline_history", historyColumns, e.Position, s.Equipment, s.Checklist, s.Item,
		s.Number, s.Text, store.Of(s.Limits), s.Unit, e.Actor, "", s.Reason, store.At(s.From), store.At(e.At), nil)
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "baseline", e.Subject, e.Area)
}

func applyConfirmed(tx *store.Tx, e logbook.Entry, body *logbook.Act[confirmed, none]) error {
	c := body.Act
	for _, table := range []string{"baseline", "baseline_history"} {
		res := tx.Table(table).Where("position = ?", c.Position).Updates(map[string]any{"approved_by": e.Actor, "approved_at": store.At(e.At)})
		if err := oneRow(res); err != nil {
			return err
		}
	}
	return logbook.Move(tx, e, "baseline", e.Subject, e.Area)
}

func oneRow(res *gorm.DB) error {
	if res.Error == nil && res.RowsAffected != 1 {
		return fmt.Errorf("baseline: %d rows changed instead of one", res.RowsAffected)
	}
	return res.Error
}

// Saw keeps the newest value of an item that the next check compares with. It is called by the apply of an accepted
// check; a check that arrives late does not displace what was seen after it, and a tablet whose clock is ahead counts as
// of its arrival, or nothing would be newer until the clock's day came.
func Saw(tx *store.Tx, e logbook.Entry, equipment, checklist, item, value string, at time.Time) error {
	if at.After(e.At) {
		at = e.At
	}
	var rows []seenRow
	err := tx.Where("equipment = ? AND checklist = ? AND item = ?", equipment, checklist, item).Find(&rows).Error
	if err != nil {
		return err
	}
	if len(rows) == 1 && rows[0].SeenAt.Time().After(at) {
		return nil
	}
	if err := tx.Upsert("last_seen", itemKey, seenColumns, equipment, checklist, item, value, store.At(at), e.Position); err != nil {
		return err
	}
	return logbook.Move(tx, e, "baseline", idOf(equipment, checklist, item), e.Area)
}
