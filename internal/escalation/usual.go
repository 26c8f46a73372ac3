package escalation

import (
	"reflect"
	"regexp"

	"runup/internal/checklist"
	"runup/internal/ladder"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/staff"
	"runup/internal/store"
)

var policyNames = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+){0,8}$`)

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

var (
	mails = []string{notify.Email}
	both  = []string{notify.Email, notify.SMS}
	shown = []string{notify.InApp}
)

func duties(ids ...string) (list []ladder.Target) {
	for _, id := range ids {
		list = append(list, ladder.Target{Kind: ladder.Duty, ID: id})
	}
	return list
}

func roles(ids ...string) (list []ladder.Target) {
	for _, id := range ids {
		list = append(list, ladder.Target{Kind: ladder.Role, ID: id})
	}
	return list
}

// usual is the ladder of a severity where a department has set none.
//
// Requirement: escalation.md 4.5, the intervals; design.md "Escalation", the tell list.
func usual(severity string) ladder.Policy {
	p := ladder.Policy{Name: ladder.Usual, Severity: severity, Fallback: roles(staff.Superintendent, staff.Physicist), Tell: tells(severity)}
	onDuty := duties("radiographer", "radiographer-in-charge", "superintendent")
	seniors := duties("superintendent", "superintendent-on-call", "duty-physicist")
	engineering := duties("on-call-engineer", "physics-lead")
	top := append(duties("head-of-service", "superintendent-on-call"), p.Fallback...)
	climb := func(times ...int) {
		p.Rungs = []ladder.Rung{
			{After: 0, To: onDuty, Channels: mails}, {After: times[0], To: seniors, Channels: both},
			{After: times[1], To: engineering, Channels: both}, {After: times[2], To: top, Channels: both},
		}
	}
	switch severity {
	case checklist.DoNotUse:
		climb(2*minute, 5*minute, 10*minute)
		p.Again, p.ActWithin = 10*minute, 30*minute
	case checklist.BeforeUse, checklist.PutRight:
		climb(15*minute, 30*minute, hour)
		p.Again, p.ActWithin = hour, hour
	case checklist.Advice:
		p.Rungs = []ladder.Rung{
			{After: 0, To: onDuty, Channels: mails}, {After: 4 * hour, To: onDuty, Channels: mails},
			{After: day, To: duties("duty-physicist"), Channels: mails},
			{After: 2 * day, To: roles(staff.Superintendent, staff.Physicist), Channels: []string{notify.InApp, notify.Email}},
		}
		p.Again, p.ActWithin = day, 2*day
	default:
		p.Rungs = []ladder.Rung{{After: 0, To: append(duties("superintendent"), roles(staff.Superintendent)...), Channels: append(shown, notify.Email)}}
	}
	return p
}

// ofEngine is the name of the ladder for trouble with Runup itself.
const ofEngine = "engine"

// engine is the ladder for trouble with Runup itself where a department has set none: whoever looks after it, and whoever is
// called when nobody else is there, because somebody may not have been told. What such a matter becomes when a person raises it
// climbs by the usual ladder of that severity.
//
// Requirement: escalation.md 4.10.4.
func engine() ladder.Policy {
	fallback := roles(staff.Superintendent, staff.Physicist)
	to := append(roles(staff.Administrator), fallback...)
	return ladder.Policy{
		Name: ofEngine, Severity: checklist.PutRight, Again: hour, ActWithin: day, Fallback: fallback, Tell: []ladder.Tell{},
		Rungs: []ladder.Rung{{After: 0, To: to, Channels: mails}, {After: 15 * minute, To: to, Channels: both}},
	}
}

// shipped are the ladders that come with Runup.
func shipped() []ladder.Policy {
	list := make([]ladder.Policy, 0, len(severities)+1)
	for _, severity := range severities {
		list = append(list, usual(severity))
	}
	return append(list, engine())
}

// tells are those who hear of it whatever anybody answers: physics of every radiological failure, the radiation protection
// supervisor of every warning device, the supervising registrant of what was done by staff who are not registered.
func tells(severity string) []ladder.Tell {
	if severity == checklist.Information {
		return []ladder.Tell{}
	}
	return []ladder.Tell{
		{Of: ladder.Radiological, To: physicists(), Channels: mails},
		{Of: ladder.WarningDevice, To: append(duties("rps"), roles(staff.Superintendent)...), Channels: mails},
		{Of: ladder.Unregistered, To: []ladder.Target{{Kind: ladder.Registrant}}, Channels: mails},
	}
}

// physicists are those of whom the first who is there speaks for physics.
func physicists() []ladder.Target {
	return append(duties("duty-physicist", "physics-lead"), roles(staff.Physicist)...)
}

func same(a, b ladder.Policy) bool { return reflect.DeepEqual(a, b) }

// showFaster is how many times faster the ladders of a demonstration are: minutes become seconds.
const showFaster = 60

// Pace has the ladders that come with Runup climb in seconds, to show them, or in their own time again. A ladder that a person set stays.
func Pace(tx *store.Tx, fast bool) error {
	rows, err := policies(tx)
	if err != nil {
		return err
	}
	for _, want := range shipped() {
		r, set := rows[[2]string{want.Name, want.Severity}]
		if fast {
			want = want.Faster(showFaster)
		}
		if set && r.SetBy != "" || !set && !fast || set && same(r.Content.V, want) {
			continue
		}
		if _, err := PolicySet.Append(tx, "", want.Name+"/"+want.Severity, &logbook.Act[ladder.Policy, struct{}]{Act: want}); err != nil {
			return err
		}
	}
	return nil
}
