package occurrence

import (
	"fmt"
	"slices"

	"runup/internal/equipment"
	"runup/internal/schedule"
)

// why names what changed, so that what is exempt for it says why.
func (p *plan) why(q equipment.Equipment, r row) string {
	s := p.scheduled[r.Checklist]
	day, err := schedule.ParseDay(r.Day)
	switch {
	case q.Status == equipment.Decommissioned:
		return fmt.Sprintf("%s was decommissioned.", q.ID)
	case s == nil || !s.inForce:
		return fmt.Sprintf("The checklist %s is no longer in force.", r.Checklist)
	case !slices.Contains(s.definition.EquipmentKinds, q.Kind):
		return fmt.Sprintf("The checklist %s is no longer for equipment of kind %s.", r.Checklist, q.Kind)
	case s.schedule != nil && err == nil && s.closed(p.calendar, day):
		return fmt.Sprintf("The department's calendar: %s.", p.calendar.Why(day))
	}
	return fmt.Sprintf("The schedule of %s changed.", r.Checklist)
}

// closed reports whether it is the calendar that leaves the day out.
func (s *scheduled) closed(c schedule.Calendar, day schedule.Day) bool {
	return s.schedule.On == schedule.TreatmentDays && !c.Treats(day) || s.schedule.On == schedule.WorkingDays && !c.Works(day)
}
