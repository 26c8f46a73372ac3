package escalation

import (
	"fmt"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/report"
	"runup/internal/store"
)

// Report files a report and opens what it calls for. Each report is a matter of its own: none is closed unread because
// another about the same thing was.
func Report(tx *store.Tx, f report.Filing) (report.Filed, []Raised, error) {
	filed, err := report.File(tx, f)
	if err != nil {
		return report.Filed{}, nil, err
	}
	raised, err := ForReport(tx, filed)
	return filed, raised, err
}

// ForReport opens what a report that is stored calls for.
func ForReport(tx *store.Tx, f report.Filed) ([]Raised, error) { return Open(tx, causesOf(f)) }

// causesOf makes one cause of what was reported and one of each thing that it protects.
func causesOf(f report.Filed) []Cause {
	c := Cause{
		Kind: Reported, Area: f.Opens.Area, Severity: f.Opens.Severity, Alarm: f.Opens.Alarm, Why: reportedAs(f.Said.Kind),
		Report: f.ID, Op: f.ID, At: f.At,
	}
	if f.Opens.Equipment != nil {
		c.Equipment = f.Opens.Equipment.ID
	}
	list := []Cause{c}
	for _, protected := range f.Opens.Protects {
		held := c
		held.Equipment, held.Area, held.Source = protected.ID, protected.Area, c.Equipment
		held.Severity, held.Alarm = checklist.BeforeUse, false
		list = append(list, held)
	}
	return list
}

func reportedAs(kind string) string { return "reported: " + kind }

// alarm alarms the unit's own screen.
func alarm(tx *store.Tx, e logbook.Entry, r row, ref string) error {
	return equipment.Alarmed(tx, e, r.Equipment, r.ID, ref)
}

// ofReport ties the report to its escalation, and alarms the unit's own screen where that was decided.
func ofReport(tx *store.Tx, e logbook.Entry, c Cause, ref string) error {
	if c.Source != "" {
		return nil
	}
	if err := report.Opened(tx, e, c.Report, e.Subject, ref); err != nil {
		return err
	}
	if !c.Alarm {
		return nil
	}
	return equipment.Alarmed(tx, e, c.Equipment, e.Subject, ref)
}

// follow lets what hangs on an escalation go with it: the report that opened it, and the alarm on a unit's screen, which ends
// when no do-not-use that is open stands behind it any more.
func follow(tx *store.Tx, e logbook.Entry, to map[string]any) error {
	_, moved := to["state"]
	_, weighed := to["severity"]
	if !moved && !weighed {
		return nil
	}
	var r row
	if err := tx.Where("id = ?", e.Subject).Take(&r).Error; err != nil {
		return fmt.Errorf("escalation: follow: %w", err)
	}
	if r.State == IsClosed || r.Severity != checklist.DoNotUse {
		if err := equipment.Quiet(tx, e, r.Equipment, r.ID); err != nil {
			return err
		}
	}
	if !moved || r.Report == "" || r.Source != "" {
		return nil
	}
	return report.Follow(tx, e, r.Report, r.State == IsClosed)
}
