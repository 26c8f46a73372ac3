package escalation

import "runup/internal/store"

type row struct {
	ID            string `gorm:"primaryKey"`
	Ref           string
	Kind          string
	Severity      string
	State         string
	Version       int64
	Equipment     string
	Area          string
	Checklist     string
	Item          string
	Source        string
	Device        string
	OpenedAt      store.Instant
	Owner         string
	Rung          int
	Report        string
	About         string
	StateSince    store.Instant
	SeveritySince store.Instant
	ClosedAt      *store.Instant
	VerbalUntil   *store.Instant // when an authorisation by telephone stops counting, while one counts
	Work          store.JSON[work]

	// What is counted of it.
	Worst          string // the severity it ever had
	AcknowledgedAt *store.Instant
	ActedAt        *store.Instant
	Reason         string // why it is closed
	ClosedBy       string
	Returned       bool
}

func (row) TableName() string { return "escalation" }

// eventRow is one line of a timeline. Op is the operation that brought it.
type eventRow struct {
	Escalation string `gorm:"primaryKey"`
	Position   int64  `gorm:"primaryKey"`
	Kind       string
	At         store.Instant
	ByStaff    string
	CheckID    string
	Op         string
	Severity   string
	Note       string
	Flags      store.JSON[[]string]
	Act        string // by which an act is known again; "" of what was no act
	Given      int64  // the version its actor had before their eyes; 0 when they did not say
	Words      string // what happened, for a reader
}

func (eventRow) TableName() string { return "escalation_event" }

// What entries write, in the order of the values.
var (
	columns = []string{
		"id", "ref", "kind", "severity", "state", "version", "equipment", "area", "checklist", "item", "source", "device",
		"opened_at", "owner", "rung", "report", "state_since", "severity_since", "work", "about", "worst",
	}
	eventColumns = []string{"escalation", "position", "kind", "at", "by_staff", "check_id", "op", "severity", "note", "flags", "act", "given", "words"}
)

func (r row) escalation(events []eventRow) Escalation {
	e := Escalation{
		ID: r.ID, Ref: r.Ref, Kind: r.Kind, Severity: r.Severity, State: r.State, Version: r.Version, Equipment: r.Equipment,
		Area: r.Area, Checklist: r.Checklist, Item: r.Item, Source: r.Source, Device: r.Device, Report: r.Report, About: r.About, OpenedAt: r.OpenedAt.Time(),
		Owner: r.Owner, Rung: r.Rung, StateSince: r.StateSince.Time(), SeveritySince: r.SeveritySince.Time(), ClosedAt: r.ClosedAt.TimePtr(),
		HandedTo: r.Work.V.HandedTo, PostMaintenance: r.Work.V.Post, RecurrenceOf: r.Work.V.RecurrenceOf, LaterPass: r.Work.V.LaterPass,
		Verbal: r.Work.V.Verbal, Closed: r.Work.V.Closed, Checks: []string{}, Timeline: make([]Happening, len(events)),
	}
	known := map[string]bool{"": true}
	for i, v := range events {
		e.Timeline[i] = Happening{Position: v.Position, At: v.At.Time(), Kind: v.Kind, By: v.ByStaff, Check: v.CheckID, Note: v.Note, Words: v.Words}
		if !known[v.CheckID] {
			known[v.CheckID] = true
			e.Checks = append(e.Checks, v.CheckID)
		}
	}
	return e
}

func (r row) raised() Raised {
	return Raised{ID: r.ID, Ref: r.Ref, Severity: r.Severity, State: r.State}
}
