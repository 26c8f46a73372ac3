package occurrence

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// Calendar is the department's days: whose bank holidays it keeps, on which weekdays it treats, and which days are otherwise.
type Calendar struct {
	Nation        string   `json:"nation"`
	TreatmentDays []string `json:"treatmentDays"` // MO to SU, in the order of the week
	Days          []OneOff `json:"days"`          // by date
	Clinic        *Clinic  `json:"clinicalHours,omitempty"`
}

// OneOff is a day on which the department is open or closed against the rule.
type OneOff struct {
	Date   string `json:"date"` // YYYY-MM-DD
	Open   bool   `json:"open"`
	Reason string `json:"reason"`
}

// CalendarSet is the entry that sets the calendar.
var CalendarSet = logbook.Define("calendar.set", applyCalendar)

type calendarRow struct {
	One           int64 `gorm:"primaryKey"`
	Nation        string
	TreatmentDays store.JSON[[]string]
	Days          store.JSON[[]OneOff]
}

func (calendarRow) TableName() string { return "calendar" }

var (
	calendarKey     = []string{"one"}
	calendarColumns = []string{"nation", "treatment_days", "days", "set_by", "set_at", "position"}
	week            = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
)

func applyCalendar(tx *store.Tx, e logbook.Entry, b *logbook.Act[Calendar, struct{}]) error {
	c := b.Act
	err := tx.Upsert("calendar", calendarKey, calendarColumns, 1, c.Nation, store.Of(c.TreatmentDays), store.Of(c.Days), e.Actor, store.At(e.At), e.Position)
	if err != nil {
		return err
	}
	if err := c.Clinic.keep(tx); err != nil {
		return err
	}
	return logbook.Move(tx, e, "calendar", "department", "")
}

// CurrentCalendar answers the calendar in force: England and Wales, Monday to Friday, until somebody has set another.
func CurrentCalendar(tx *store.Tx) (Calendar, error) {
	var rows []calendarRow
	if err := tx.Where("one = 1").Find(&rows).Error; err != nil {
		return Calendar{}, fmt.Errorf("occurrence: calendar: %w", err)
	}
	if len(rows) == 0 {
		return Calendar{Nation: schedule.EnglandAndWales, TreatmentDays: slices.Clone(week[:5]), Days: []OneOff{}}, nil
	}
	clinic, err := currentClinic(tx)
	return Calendar{Nation: rows[0].Nation, TreatmentDays: rows[0].TreatmentDays.V, Days: rows[0].Days.V, Clinic: clinic}, err
}

// Days answers the calendar in force as schedules go by it.
func Days(tx *store.Tx) (schedule.Calendar, error) {
	c, err := CurrentCalendar(tx)
	return c.days(), err
}

// SetCalendar puts another calendar in force. What has not opened yet is planned anew by it.
func SetCalendar(tx *store.Tx, c Calendar) (Calendar, error) {
	if err := staff.May(tx.Actor, staff.Calendar); err != nil {
		return Calendar{}, err
	}
	before, err := CurrentCalendar(tx)
	if err != nil {
		return Calendar{}, err
	}
	c = c.ordered()
	if c.Clinic == nil {
		c.Clinic = before.Clinic // whoever leaves them out means the days only
	}
	if err := c.check(); err != nil || reflect.DeepEqual(before, c) {
		return before, err
	}
	if _, err := CalendarSet.Append(tx, "", "department", &logbook.Act[Calendar, struct{}]{Act: c}); err != nil {
		return Calendar{}, fmt.Errorf("occurrence: set calendar: %w", err)
	}
	return c, nil
}

func (c Calendar) ordered() Calendar {
	at := func(day string) int { return slices.Index(week, day) }
	c.TreatmentDays = append([]string{}, c.TreatmentDays...)
	slices.SortFunc(c.TreatmentDays, func(a, b string) int { return at(a) - at(b) })
	c.TreatmentDays = slices.Compact(c.TreatmentDays)
	c.Days = append([]OneOff{}, c.Days...)
	for i := range c.Days {
		c.Days[i].Reason = strings.TrimSpace(c.Days[i].Reason)
	}
	slices.SortStableFunc(c.Days, func(a, b OneOff) int { return strings.Compare(a.Date, b.Date) })
	return c
}

// mostReason bounds what is told to everybody who asks what is due.
const mostReason = 500

func (c Calendar) check() error {
	p := problem.New("invalid", "The calendar cannot be kept like this.")
	if !schedule.KnownNation(c.Nation) {
		p = p.With(problem.Field{Pointer: "/nation", Detail: "must be england-and-wales, scotland or northern-ireland"})
	}
	for i, day := range c.TreatmentDays {
		if !slices.Contains(week, day) {
			p = p.With(problem.Field{Pointer: fmt.Sprintf("/treatmentDays/%d", i), Detail: "must be one of MO, TU, WE, TH, FR, SA, SU"})
		}
	}
	for i, day := range c.Days {
		at := fmt.Sprintf("/days/%d", i)
		if _, err := schedule.ParseDay(day.Date); err != nil {
			p = p.With(problem.Field{Pointer: at + "/date", Detail: err.Error()})
		}
		if i > 0 && c.Days[i-1].Date == day.Date {
			p = p.With(problem.Field{Pointer: at + "/date", Detail: "stands twice: " + day.Date})
		}
		if day.Reason == "" || utf8.RuneCountInString(day.Reason) > mostReason {
			p = p.With(problem.Field{Pointer: at + "/reason", Detail: "must say why, briefly"})
		}
	}
	p = c.Clinic.check(p)
	if len(p.Fields) > 0 {
		return p
	}
	return nil
}

// days is the calendar as schedules go by it.
func (c Calendar) days() schedule.Calendar {
	d := schedule.Calendar{Nation: c.Nation, OneOff: map[schedule.Day]schedule.OneOff{}}
	for _, day := range c.TreatmentDays {
		d.Treatment = append(d.Treatment, time.Weekday((slices.Index(week, day)+1)%7))
	}
	for _, one := range c.Days {
		if day, err := schedule.ParseDay(one.Date); err == nil {
			d.OneOff[day] = schedule.OneOff{Open: one.Open, Reason: one.Reason}
		}
	}
	return d
}
