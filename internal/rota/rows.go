package rota

import (
	"runup/internal/schedule"
	"runup/internal/store"
)

// The columns that an entry writes, in the order of their values.
var (
	byPosition   = []string{"position"}
	sheetColumns = []string{"sheet", "from_day", "to_day", "weekly", "shifts", "hash", "note", "state", "drafted_by", "drafted_at", "by_manager",
		"agreed_by", "agreed_at", "agreed_position", "begins_day", "ends_day"}
	byID            = []string{"id"}
	overrideColumns = []string{"position", "instead_of", "person", "area", "duty", "from_at", "to_at", "reason", "set_by", "set_at", "ended_at", "ended_by"}
	oneRow          = []string{"one"}
	settingsColumns = []string{"needs", "duties", "early", "set_by", "set_at", "position"}
)

// forGood is the last day of what has none. Days are kept as text, which is in their order.
const forGood = "9999-12-31"

type sheetRow struct {
	Position       int64 `gorm:"primaryKey"`
	Sheet          string
	FromDay        string
	ToDay          string
	Weekly         store.JSON[[]Weekly]
	Shifts         store.JSON[[]Shift]
	Hash           string
	Note           string
	State          string
	DraftedBy      string
	DraftedAt      store.Instant
	ByManager      bool
	AgreedBy       string
	AgreedAt       *store.Instant
	AgreedPosition int64
	BeginsDay      string
	EndsDay        string
}

func (sheetRow) TableName() string { return "rota_sheet" }

func (r sheetRow) sheet() Sheet {
	return Sheet{
		Content:  Content{Sheet: r.Sheet, From: r.FromDay, To: r.ToDay, Weekly: r.Weekly.V, Shifts: r.Shifts.V},
		Position: r.Position, Hash: r.Hash, Note: r.Note, State: r.State, DraftedBy: r.DraftedBy, DraftedAt: r.DraftedAt.Time(), ByManager: r.ByManager,
		AgreedBy: r.AgreedBy, AgreedAt: r.AgreedAt.TimePtr(), AgreedWith: r.AgreedPosition, Begins: day(r.BeginsDay), Ends: day(r.EndsDay),
	}
}

// day reads a day that was checked before it was kept.
func day(text string) schedule.Day {
	d, _ := schedule.ParseDay(text)
	return d
}

type overrideRow struct {
	ID        string `gorm:"primaryKey"`
	Position  int64
	InsteadOf string
	Person    string
	Area      string
	Duty      string
	FromAt    store.Instant
	ToAt      store.Instant
	Reason    string
	SetBy     string
	SetAt     store.Instant
	EndedAt   *store.Instant
	EndedBy   string
}

func (overrideRow) TableName() string { return "rota_override" }

func (r overrideRow) override() Override {
	return Override{
		ID: r.ID, Position: r.Position, InsteadOf: r.InsteadOf, Person: r.Person, Area: r.Area, Duty: r.Duty, From: r.FromAt.Time(), To: r.ToAt.Time(),
		Reason: r.Reason, SetBy: r.SetBy, SetAt: r.SetAt.Time(), EndedAt: r.EndedAt.TimePtr(), EndedBy: r.EndedBy,
	}
}

type settingsRow struct {
	One    int64 `gorm:"primaryKey"`
	Needs  store.JSON[[]Need]
	Duties store.JSON[[]Duty]
	Early  store.JSON[Early]
}

func (settingsRow) TableName() string { return "rota_settings" }
