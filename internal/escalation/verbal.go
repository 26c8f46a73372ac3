package escalation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// VerbalWords are what a telephone authorisation is put in: short, read back, and fit for a message. What somebody says in
// other words is kept as they said it, and never stands in a message.
var VerbalWords = []string{
	"treat with the energies that passed", "treat patients already on treatment", "treat palliative patients only", "use with a second person present",
	"use after a repeat measurement that agrees", "use for imaging only", "use without the feature that failed",
}

// interlock marks the items that no telephone call overrides: those whose id names an interlock or an emergency-off.
var interlock = regexp.MustCompile(`(^|[-/])(interlocks?|emergency-off|emergency-stop|e-stop)($|-)`)

// Interlock reports whether an item of a treatment or imaging unit is an interlock, by its id.
func Interlock(item string) bool { return interlock.MatchString(item) }

// In hours a telephone authorisation is confirmed within four hours, otherwise by ten on the next working morning.
//
// Requirement: users.md R7.
const (
	confirmWithin  = 4 * time.Hour
	officeOpens    = 8
	officeCloses   = 18
	morningConfirm = 10
)

// authorise records what somebody said by telephone: the equipment may be used within it, until then.
func (m *matter) authorise(a Action) error {
	who, err := m.authorises(a)
	if err != nil {
		return err
	}
	if v := m.was.Work.Verbal; v != nil && v.Confirmed == nil {
		return problem.New("guard", "An authorisation by telephone has not been confirmed by who gave it.").Do("Have that one confirmed first.")
	}
	days, err := occurrence.Days(m.tx)
	if err != nil {
		return err
	}
	m.now.Work.Verbal = &Verbal{Staff: who.ID, By: m.tx.Actor.Staff, Words: a.Words, Until: a.Until.UTC(), ConfirmBy: confirmBy(days, m.tx.Now, a.Zone).UTC()}
	m.words = fmt.Sprintf("%s authorised by telephone: %s, until %s.", who.Name, a.Words, a.Until.In(a.Zone).Format("15:04"))
	return m.move(equipment.Change{
		Status: equipment.Restricted, Reason: m.why(a.Note, "authorised by telephone"), Restriction: a.Words, Until: &m.now.Work.Verbal.Until,
	})
}

// authorises checks that there is something to authorise, and that this person may.
func (m *matter) authorises(a Action) (staff.Person, error) {
	if err := need("/words", a.Words, "what they said, in words of the list"); err != nil {
		return staff.Person{}, err
	}
	if a.Until == nil || !a.Until.After(m.tx.Now) || a.Until.After(endOfDay(m.tx.Now, a.Zone)) {
		return staff.Person{}, wrong("/until", "until a time today")
	}
	p, err := person(m.tx, a.Staff, "/staff")
	if err != nil {
		return p, err
	}
	switch {
	case m.Severity != checklist.DoNotUse || m.thing == nil || m.thing.Status.InUse():
		return p, problem.Newf("guard", "%s keeps nothing out of use.", m.Ref)
	case p.ID == m.tx.Actor.Staff:
		return p, problem.New("forbidden", "Nobody authorises by telephone to themselves.")
	case slices.Contains(m.now.Work.Repairers, p.ID):
		return p, problem.New("forbidden", "Whoever repaired it does not return it to use, by telephone neither.").Do("Phone a colleague of theirs who may.")
	}
	return p, m.answersForAll(proven(p))
}

// answersForAll: whoever is phoned answers for everything that keeps the equipment out of use, not only for what they are asked
// about.
func (m *matter) answersForAll(who store.Actor) error {
	if err := m.answersFor(who); err != nil {
		return err
	}
	others, err := keeping(m.tx, m.thing.ID, m.ID)
	for _, r := range others {
		if err := (&matter{row: r, tx: m.tx, was: r.standing(), now: r.standing(), thing: m.thing}).answersFor(who); err != nil {
			return err
		}
	}
	return err
}

// answersFor: on the telephone authorises who may return such equipment to use; of what is no treatment or imaging unit also a
// superintendent or physicist, who answer for the department.
func (m *matter) answersFor(who store.Actor) error {
	if m.thing.Radiological() && Interlock(m.Item) {
		return problem.Newf("guard", "No telephone call stands in for an interlock or an emergency-off: %s.", m.Ref).Do("Have it repaired and re-checked.")
	}
	if !m.thing.Radiological() && staff.Allows(who, staff.CloseDoNotUse) {
		return nil
	}
	return m.mayReturn(who)
}

// confirm is the word of who was phoned, by their own sign-in.
func (m *matter) confirm(Action) error {
	v := m.was.Work.Verbal
	switch {
	case v == nil:
		return problem.Newf("guard", "Nobody authorised anything by telephone about %s.", m.Ref)
	case v.Staff != m.tx.Actor.Staff:
		return problem.New("forbidden", "Only who was phoned confirms what they said.")
	case v.Confirmed != nil:
		return problem.New("guard", "It has been confirmed already.")
	}
	said, at := *v, m.tx.Now
	said.Confirmed = &at
	m.now.Work.Verbal = &said
	m.words = "Confirmed what they said by telephone: " + v.Words + "."
	return nil
}

// ends is when an authorisation by telephone stops counting: when it was meant to, and sooner when nobody has confirmed it.
func (v Verbal) ends() time.Time {
	if v.Confirmed == nil && v.ConfirmBy.Before(v.Until) {
		return v.ConfirmBy
	}
	return v.Until
}

// why says in words why it stopped counting.
func (v Verbal) why() string {
	if v.Confirmed == nil && v.ConfirmBy.Before(v.Until) {
		return "who was phoned did not confirm it in time"
	}
	return "the time that was authorised by telephone is over"
}

func endOfDay(now time.Time, zone *time.Location) time.Time {
	return schedule.DayOf(now, zone).Plus(1).Begins(zone)
}

// confirmBy is when a telephone authorisation must be confirmed, by the department's own working days.
func confirmBy(calendar schedule.Calendar, now time.Time, zone *time.Location) time.Time {
	day, local := schedule.DayOf(now, zone), now.In(zone)
	if calendar.Works(day) && local.Hour() >= officeOpens && local.Hour() < officeCloses {
		return now.Add(confirmWithin)
	}
	if !calendar.Works(day) || local.Hour() >= officeOpens {
		day = day.Plus(1)
	}
	for !calendar.Works(day) {
		day = day.Plus(1)
	}
	y, month, d := day.Begins(zone).In(zone).Date()
	return time.Date(y, month, d, morningConfirm, 0, 0, 0, zone)
}

// lapse is what the server found.
type lapse struct {
	Why string `json:"why"`
}

// Lapses reports whether an authorisation by telephone has stopped counting somewhere, for a loop that would rather not write.
func Lapses(tx *store.Tx) (bool, error) {
	rows, err := lapsing(tx)
	return len(rows) > 0, err
}

func lapsing(tx *store.Tx) ([]row, error) {
	var rows []row
	if err := tx.Where("verbal_until <= ?", store.At(tx.Now)).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("escalation: lapsing: %w", err)
	}
	return rows, nil
}

// Lapse ends what stopped counting: equipment that was used on somebody's word by telephone is withdrawn again. Where nobody
// confirmed that word, the matter waits for an answer again and people are called. It is the server's own act, and only ever
// towards safety.
//
// Requirement: users.md 3, R7.
func Lapse(tx *store.Tx) error {
	rows, err := lapsing(tx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := lapseOne(tx, r); err != nil {
			return fmt.Errorf("escalation: lapse: %w", err)
		}
	}
	return nil
}

func lapseOne(tx *store.Tx, r row) error {
	m, err := take(tx, r.ID)
	if err != nil {
		return err
	}
	v := *m.was.Work.Verbal
	v.Over = true
	m.now.Work.Verbal = &v
	m.words = strings.ToUpper(v.why()[:1]) + v.why()[1:] + "."
	if m.thing != nil && m.thing.Status == equipment.Restricted && m.thing.StatusEscalation == m.ID {
		err = m.move(equipment.Change{Status: equipment.Withdrawn, Reason: m.why("", v.why())})
	}
	if err != nil {
		return err
	}
	if m.moves != nil && v.Confirmed == nil {
		m.now.State, m.now.Owner, m.now.Work.HandedTo = IsOpen, "", ""
	}
	if _, err := Lapsed.Append(tx, m.Area, m.ID, act(lapse{Why: v.why()}, m.stood("", 0))); err != nil {
		return err
	}
	if err := m.settle(); err != nil {
		return err
	}
	return settled(tx, r.ID, m.was)
}
