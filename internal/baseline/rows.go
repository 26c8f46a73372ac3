package baseline

import (
	"runup/internal/checklist"
	"runup/internal/store"
)

type baselineRow struct {
	Equipment  string `gorm:"primaryKey"`
	Checklist  string `gorm:"primaryKey"`
	Item       string `gorm:"primaryKey"`
	Number     *float64
	Text       string
	Limits     store.JSON[*checklist.Limits]
	Unit       string
	SetBy      string
	ApprovedBy string
	Reason     string
	FromAt     store.Instant
	SetAt      store.Instant
	ApprovedAt *store.Instant
	Position   int64
}

func (baselineRow) TableName() string { return "baseline" }

func (r baselineRow) baseline() Baseline {
	return Baseline{
		Equipment: r.Equipment, Checklist: r.Checklist, Item: r.Item, Number: r.Number, Text: r.Text, Limits: r.Limits.V,
		Unit: r.Unit, SetBy: r.SetBy, ApprovedBy: r.ApprovedBy, Reason: r.Reason, From: r.FromAt.Time(),
		SetAt: r.SetAt.Time(), ApprovedAt: r.ApprovedAt.TimePtr(), Position: r.Position,
	}
}

type seenRow struct {
	Equipment string `gorm:"primaryKey"`
	Checklist string `gorm:"primaryKey"`
	Item      string `gorm:"primaryKey"`
	Value     string
	SeenAt    store.Instant
	Position  int64
}

func (seenRow) TableName() string { return "last_seen" }

// What entries write, in the order of the values.
var (
	itemKey         = []string{"equipment", "checklist", "item"}
	baselineColumns = []string{"number", "text", "limits", "unit", "set_by", "approved_by", "reason", "from_at", "set_at", "approved_at", "position"}
	historyColumns  = []string{"position", "equipment", "checklist", "item", "number", "text", "limits", "unit", "set_by", "approved_by", "reason", "from_at", "set_at", "approved_at"}
	seenColumns     = []string{"value", "seen_at", "position"}
)
