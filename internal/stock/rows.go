package stock

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"runup/internal/judge"
	"runup/internal/store"
)

type row struct {
	ID        string `gorm:"primaryKey"`
	Area      string
	Equipment string
	Checklist string
	Item      string
	What      string
	Count     *float64
	Par       *float64
	Until     string
	Reason    string
	Verdict   string
	PutRight  string // JSON, or nothing
	CheckID   string
	SeenAt    store.Instant
	Position  int64
	Acted     string
	ActedBy   string
	ActedAt   *store.Instant
	ActedNote string
}

func (row) TableName() string { return "stock_line" }

// What entries write, in the order of the values.
var (
	lineKey     = []string{"id"}
	lineColumns = []string{
		"area", "equipment", "checklist", "item", "what", "count", "par", "until", "reason", "verdict", "put_right", "check_id", "seen_at",
		"position", "acted", "acted_by", "acted_at", "acted_note",
	}
)

func one(tx *store.Tx, id string) (*row, error) {
	var rows []row
	if err := tx.Where("id = ?", id).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("stock: read: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}

// lines answers the first of those that are still asked for.
func lines(tx *store.Tx, q *gorm.DB, limit int) ([]Line, error) {
	var rows []row
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("stock: list: %w", err)
	}
	list := []Line{}
	for _, r := range rows {
		if len(list) == limit {
			break
		}
		asked, err := r.asked(tx)
		if err != nil {
			return nil, err
		}
		if !asked {
			continue
		}
		l, err := r.line()
		if err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

func (r row) line() (Line, error) {
	l := Line{
		ID: r.ID, Area: r.Area, Equipment: r.Equipment, Checklist: r.Checklist, Item: r.Item, What: r.What, Count: r.Count, Par: r.Par,
		Until: r.Until, Reason: r.Reason, Verdict: judge.Verdict(r.Verdict), Check: r.CheckID, SeenAt: r.SeenAt.Time(),
	}
	if r.ActedAt != nil {
		l.Acted = &Acted{Action: r.Acted, By: r.ActedBy, At: r.ActedAt.Time(), Note: r.ActedNote}
	}
	if r.PutRight == "" {
		return l, nil
	}
	l.PutRight = &PutRight{}
	if err := json.Unmarshal([]byte(r.PutRight), l.PutRight); err != nil {
		return Line{}, fmt.Errorf("stock: %s: %w", r.ID, err)
	}
	return l, nil
}
