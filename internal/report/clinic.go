package report

import "time"

// Clinic is when patients are treated: between two times of day on treatment days. Both times are local values.
type Clinic struct {
	Opens, Closes time.Duration // after midnight, by the department's clock
	Treats        func(day time.Time) bool
}

// Usual is a department's clinic until it says otherwise: Monday to Friday, 08:00 to 18:30.
var Usual = Clinic{Opens: 8 * time.Hour, Closes: 18*time.Hour + 30*time.Minute, Treats: func(day time.Time) bool {
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}}

// Open reports whether patients may be on a couch at that time, which is in the department's zone.
func (c Clinic) Open(at time.Time) bool {
	hour, minute, second := at.Clock()
	clock := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second
	return c.Treats(at) && clock >= c.Opens && clock < c.Closes
}
