package occurrence

import (
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/store"
)

// Clinic is when patients may be on a couch on a treatment day, as HH:MM by the department's clock. It is a local value.
type Clinic struct {
	Opens  string `json:"opens"`
	Closes string `json:"closes"`
}

// Assumed is the clinic of a department that has not set its own.
var Assumed = Clinic{Opens: "08:00", Closes: "18:30"}

// clockLayout is a time of day; as text such times compare in their order.
const clockLayout = "15:04"

type clinicRow struct {
	One    int64 `gorm:"primaryKey"`
	Opens  string
	Closes string
}

func (clinicRow) TableName() string { return "clinic" }

// keep writes the hours where there are any; once set, they are only ever replaced.
func (c *Clinic) keep(tx *store.Tx) error {
	if c == nil {
		return nil
	}
	return tx.Upsert("clinic", calendarKey, []string{"opens", "closes"}, 1, c.Opens, c.Closes)
}

// currentClinic answers the hours, nil until the department has set them.
func currentClinic(tx *store.Tx) (*Clinic, error) {
	var rows []clinicRow
	if err := tx.Where("one = 1").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("occurrence: clinic: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &Clinic{Opens: rows[0].Opens, Closes: rows[0].Closes}, nil
}

// ClinicOpen reports whether patients may be on a couch at a time, which is in the department's zone.
func ClinicOpen(tx *store.Tx, at time.Time) (bool, error) {
	c, err := CurrentCalendar(tx)
	return err == nil && c.Hours().Open(at), err
}

// Hours are when patients may be on a couch.
type Hours struct {
	days   schedule.Calendar
	clinic Clinic
}

// Hours answers them for asking about many times.
func (c Calendar) Hours() Hours {
	h := Hours{days: c.days(), clinic: Assumed}
	if c.Clinic != nil {
		h.clinic = *c.Clinic
	}
	return h
}

// Open reports whether patients may be on a couch at a time, which is in the department's zone.
func (h Hours) Open(at time.Time) bool {
	clock := at.Format(clockLayout)
	return h.days.Treats(schedule.DayOf(at, at.Location())) && h.clinic.Opens <= clock && clock < h.clinic.Closes
}

func (c *Clinic) check(p *problem.Error) *problem.Error {
	if c == nil {
		return p
	}
	for _, is := range []struct{ pointer, clock string }{{"/clinicalHours/opens", c.Opens}, {"/clinicalHours/closes", c.Closes}} {
		if _, err := time.Parse(clockLayout, is.clock); err != nil || len(is.clock) != len(clockLayout) {
			p = p.With(problem.Field{Pointer: is.pointer, Detail: "must be a time of day like 08:00"})
		}
	}
	if c.Closes <= c.Opens {
		p = p.With(problem.Field{Pointer: "/clinicalHours/closes", Detail: "must be later than it opens"})
	}
	return p
}
