package escalation

import (
	"fmt"
	"slices"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// mayReturn answers nil when somebody may return the equipment to use, as far as this matter goes.
//
// Requirement: design.md, People and powers: treatment and imaging units, dosimetric or after repair, by a physicist; other
// findings on them by a physicist or superintendent; hoists, monitors and the like by anybody registered who is authorised
// for that class.
func (m *matter) mayReturn(who store.Actor) error {
	if !m.thing.Radiological() {
		return mayReturnOther(m.tx, who, *m.thing)
	}
	dosimetric, err := m.dosimetric()
	if err != nil {
		return err
	}
	if dosimetric || m.now.Work.Repaired || m.thing.Repaired {
		return staff.May(who, staff.ReturnDosimetric)
	}
	return staff.May(who, staff.ReturnTreatment)
}

// dosimetric reports whether what failed was measured. An item that is not in force any more counts as if it was.
func (m *matter) dosimetric() (bool, error) {
	if m.Checklist == "" {
		return false, nil
	}
	e, err := library.Current(m.tx, m.Checklist)
	if problem.Is(err, "not-found") {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	d, err := e.Definition()
	if err != nil {
		return false, err
	}
	item := d.Item((judge.Item{ID: m.Item}).Item())
	return item == nil || item.Limits != nil || item.Kind == checklist.Number || item.Kind == checklist.Computed, nil
}

// mayReturnOther asks for an authorisation, not as a trainee, for any checklist of such equipment.
func mayReturnOther(tx *store.Tx, who store.Actor, q equipment.Equipment) error {
	if err := staff.May(who, staff.ReturnOther); err != nil {
		return err
	}
	held, err := staff.AuthorisationsOf(tx, who.Staff)
	if err != nil {
		return err
	}
	for _, a := range held {
		if a.Capacity == staff.Trainee || !a.Holds(tx.Now) || a.Equipment != "" && a.Equipment != q.ID {
			continue
		}
		e, err := library.Current(tx, a.Checklist)
		if problem.Is(err, "not-found") {
			continue
		}
		if err != nil {
			return err
		}
		if d, err := e.Definition(); err != nil || isFor(d, q.Kind) {
			return err
		}
	}
	return problem.Newf("forbidden", "You are not authorised for equipment like %s, so you do not return it to use.", q.Name)
}

func isFor(d *checklist.Definition, kind string) bool { return slices.Contains(d.EquipmentKinds, kind) }

// wanted is a re-check that must be there.
type wanted struct {
	checklist string // "" is any
	equipment string
	item      string // that must have passed; "" is the whole check
	after     time.Time
	work      *work    // of the matter it is wanted for, nil for none
	but       []string // who repaired it does not show that it is well
}

// late reports whether a check was done late enough.
func (w wanted) late(c check.Recheck) bool {
	if w.work == nil {
		return c.DoneAt.After(w.after)
	}
	return w.work.shows(c)
}

// recheck finds the check on which closing rests: the newest of the checklist, done after it last failed and after it was
// handed back, that passed and may open the gate. What must pass after work must pass whole. given names one, where somebody did.
func (m *matter) recheck(given string) (string, error) {
	w := wanted{checklist: m.Checklist, equipment: m.Equipment, after: m.now.Work.after(), work: &m.now.Work, but: m.now.Work.Repairers}
	if m.Source != "" {
		w.equipment = m.Source
	}
	post := m.now.Work.Post
	if m.Severity != checklist.DoNotUse && post != m.Checklist {
		w.item = m.Item
	}
	if post == "" || post == m.Checklist {
		return w.find(m.tx, given)
	}
	main, err := w.find(m.tx, "")
	if err != nil {
		return "", err
	}
	w.checklist, w.item = post, ""
	after, err := w.find(m.tx, "")
	if err == nil && given != "" && given != main && given != after {
		err = problem.New("guard", "The re-check that is named is not the one that counts.")
	}
	return main, err
}

// find answers the check that will do, or what is in the way.
func (w wanted) find(tx *store.Tx, given string) (string, error) {
	list, err := check.Since(tx, w.checklist, w.equipment, w.after, 0)
	if err != nil {
		return "", err
	}
	why := "None was done since it failed and was last worked on."
	for _, c := range list {
		passed, there := w.passed(c)
		if !there || !w.late(c) {
			continue
		}
		if !passed {
			return "", noRecheck(w, "The newest did not pass.")
		}
		switch {
		case !c.Gate:
			why = "One passed, and whoever did it was not authorised, not verified or not countersigned, or stopped early."
		case slices.Contains(w.but, c.PerformedBy) || slices.Contains(w.but, c.Responsible):
			why = "One passed, by somebody who repaired it."
		case given != "" && given != c.ID:
			why = "The one that is named is not it."
		default:
			return c.ID, nil
		}
	}
	return "", noRecheck(w, why)
}

// passed reports whether a check passed as far as it was asked for, and whether it looked at all.
func (w wanted) passed(c check.Recheck) (passed, there bool) {
	if w.item == "" {
		return c.Verdict == judge.Pass, true
	}
	item, there := c.Item(w.item)
	return item.Verdict == judge.Pass, there
}

func noRecheck(w wanted, why string) error {
	what := w.checklist
	if what == "" {
		what = "any checklist"
	}
	return problem.Newf("guard", "There is no passing re-check by %s on %s. %s", what, w.equipment, why).
		Do("Have it checked again by somebody authorised who did not repair it.")
}

// returnable answers nil when the actor may return the equipment to use now: with the power for what this matter found, a
// passing re-check, and nothing else in the way. given names the re-check.
func (m *matter) returnable(given string) error {
	if m.thing == nil {
		return nil
	}
	if err := m.mayReturn(m.tx.Actor); err != nil {
		return err
	}
	if slices.Contains(m.now.Work.Repairers, m.tx.Actor.Staff) {
		return problem.New("forbidden", "Whoever repaired it does not return it to use.").Do("Ask a colleague who may.")
	}
	if m.now.Work.With || m.thing.Status == equipment.WithEngineer {
		return problem.Newf("guard", "%s is with %s.", m.thing.Name, nameOf(m.now.Work.Engineer)).Do("Have it handed back first.")
	}
	id, err := m.recheck(given)
	m.check = id
	return err
}

// holding finds what else keeps equipment out of use, apart from one matter: another do-not-use that is open, or one that was
// closed otherwise than by a release, or made milder, since the equipment was last in full use and has not passed since.
func holding(tx *store.Tx, q equipment.Equipment, but string) error {
	open, err := keeping(tx, q.ID, but)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return problem.Newf("guard", "%s may not be used until %s is closed too.", q.Name, open[0].Ref).Do("Close that one first.")
	}
	if q.HeldSince == nil {
		return nil
	}
	var rows []row
	err = tx.Where("equipment = ? AND id <> ? AND (state <> 'closed' OR closed_at >= ?)", q.ID, but, store.At(*q.HeldSince)).Order("id").Find(&rows).Error
	if err != nil {
		return fmt.Errorf("escalation: holding: %w", err)
	}
	for _, r := range rows {
		if err := unreleased(tx, r, *q.HeldSince); err != nil {
			return err
		}
	}
	return nil
}

// unreleased answers what is in the way when a matter took equipment out of use and nobody released it: whoever makes it milder,
// or closes it when it is, has not returned anything.
func unreleased(tx *store.Tx, r row, held time.Time) error {
	w := r.Work.V
	released := r.Severity == checklist.DoNotUse && w.Closed != nil && w.Closed.Recheck != ""
	if w.Worst != checklist.DoNotUse || released || w.FailingAt.Before(held) {
		return nil
	}
	m, err := take(tx, r.ID)
	if err != nil {
		return err
	}
	return m.returnable("")
}

// performed reports whether somebody did a check that opened or joined the matter.
func (m *matter) performed(person string) (bool, error) {
	var ids []string
	if err := m.tx.Model(&eventRow{}).Where("escalation = ? AND check_id <> '' AND kind IN ('opened', 'joined')", m.ID).Pluck("check_id", &ids).Error; err != nil {
		return false, fmt.Errorf("escalation: performers: %w", err)
	}
	checks, err := check.ByIDs(m.tx, ids)
	if err != nil {
		return false, err
	}
	for _, c := range checks {
		if c.PerformedBy == person {
			return true, nil
		}
	}
	return false, nil
}
