package sample

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/occurrence"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// morning is one day's work: what is due, shared out among those who are on duty.
type morning struct {
	*founding
	day       time.Time
	ago       int
	tasks     []*task
	elsewhere []*task // done on the other tablet
}

// task is one check that is to be done, and then was.
type task struct {
	due        occurrence.Occurrence
	doing      Doing
	by         string
	supervisor string
	begins     time.Time
	ends       time.Time
	readings   map[string]any
	note       string
	op         client.Op
	result     tablet.Result
}

// begin shares out what opens today. Everybody does one thing after the other, from half past six on or when it opens.
func (m *morning) begin() error {
	return m.DB.Read(m.ctx, store.ServerActor(), func(tx *store.Tx) error {
		due, err := dueOn(tx, m.day)
		if err != nil {
			return err
		}
		doings, err := Doings(tx, m.day.Add(7*time.Hour))
		if err != nil {
			return err
		}
		free := map[string]time.Time{}
		for _, o := range due {
			i := slices.IndexFunc(doings, func(d Doing) bool { return d.Definition.ID == o.Checklist && d.Equipment.ID == o.Equipment })
			if i < 0 || o.State == occurrence.Exempt {
				continue
			}
			m.tasks = append(m.tasks, m.share(o, doings[i], free))
		}
		return nil
	})
}

// dueOn answers what opens on a day and nobody has done: what gates first, then by when it is due.
func dueOn(tx *store.Tx, day time.Time) ([]occurrence.Occurrence, error) {
	next := day.AddDate(0, 0, 1)
	list, err := occurrence.List(tx, occurrence.Filter{From: &day, To: &next}, nil, 1000)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b occurrence.Occurrence) int {
		if a.Gating != b.Gating {
			return map[bool]int{true: -1, false: 1}[a.Gating]
		}
		return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.Checklist, b.Checklist))
	})
	return list, nil
}

func (m *morning) share(o occurrence.Occurrence, d Doing, free map[string]time.Time) *task {
	t := &task{due: o, by: m.performer(d)}
	t.begins = m.day.Add(6*time.Hour + 31*time.Minute)
	for _, earliest := range []time.Time{o.OpensAt.Add(time.Minute), free[t.by]} {
		if t.begins.Before(earliest) {
			t.begins = earliest
		}
	}
	t.ends = t.begins.Add(time.Minute + time.Duration(len(d.Definition.Items()))*10*time.Second)
	free[t.by] = t.ends.Add(30 * time.Second)
	d.At, d.Shift = t.begins, m.drifted(d)
	t.doing, t.readings = d, d.Passing()
	return t
}

// performer answers who does a check: the support worker what support workers do, the linacs one person each, and otherwise
// whoever's role it is. Two mornings a week somebody else has the support worker's round.
func (m *morning) performer(d Doing) string {
	roles := d.Definition.PerformedBy.Roles
	may := func(role string) bool { return slices.Contains(roles, role) }
	switch {
	case may(staff.SupportWorker) && (m.day.Weekday() != time.Thursday || !may(staff.AssistantPractitioner)):
		return sam
	case d.Equipment.ID == "linac-2" && may(staff.Technologist):
		return terry
	case may(staff.AssistantPractitioner) && d.Equipment.Kind != "ct":
		return amir
	case may(staff.Technologist) && d.Equipment.Kind != "ct":
		return terry
	case may(staff.Radiographer):
		return rhys
	}
	return priya
}

// find answers a task of today, nil when it is not due.
func (m *morning) find(checklist, equipment string) *task {
	for _, t := range m.tasks {
		if t.due.Checklist == checklist && t.due.Equipment == equipment {
			return t
		}
	}
	return nil
}

// lasting is how long a tablet is out of signal at most: it comes back into the corridor every half hour.
const lasting = 30 * time.Minute

// send lets the tablet come back into the network again and again while the morning's work is done.
func (m *morning) send() error {
	slices.SortStableFunc(m.tasks, func(a, b *task) int { return a.ends.Compare(b.ends) })
	for rest := m.tasks; len(rest) > 0; {
		back := rest[0].ends.Add(lasting)
		n := slices.IndexFunc(rest, func(t *task) bool { return t.ends.After(back) })
		if n < 0 {
			n = len(rest)
		}
		if err := m.sendUntil(rest[:n], rest[n-1].ends.Add(4*time.Minute)); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return m.sendElsewhere()
}

// sendElsewhere sends what was done on the other tablet, which finds the network last.
func (m *morning) sendElsewhere() error {
	for _, t := range m.elsewhere {
		if now := t.ends.Add(6 * time.Minute).UTC(); now.After(m.Clock.Now()) {
			m.Clock.step(now)
		}
		if err := m.seal(m.other, t); err != nil {
			return err
		}
		if _, err := m.push(m.ctx, m.other, t.op); err != nil {
			return err
		}
	}
	return nil
}

func (m *morning) sendUntil(tasks []*task, now time.Time) error {
	ops := make([]client.Op, len(tasks))
	for i, t := range tasks {
		if err := m.seal(m.tablet, t); err != nil {
			return err
		}
		ops[i] = t.op
	}
	m.Clock.step(now.UTC())
	results, err := m.push(m.ctx, m.tablet, ops...)
	for i, r := range results {
		tasks[i].result = r
	}
	return err
}

// seal finishes a check on a tablet, which judges it too.
func (m *morning) seal(on enrolled, t *task) error {
	judged, err := t.doing.judge(t.readings)
	if err != nil {
		return err
	}
	t.op = on.Completed(client.Check{
		Checklist: t.due.Checklist, Hash: t.doing.Definition.Hash(), Equipment: t.due.Equipment, PerformedBy: m.id(t.by), Auth: "pin",
		SupervisedBy: m.id(t.supervisor), Verdict: string(judged.Verdict), StartedAt: t.begins, FinishedAt: t.ends, Readings: t.readings,
		Note: t.note, More: map[string]any{"occurrence": orNil(t.due.ID)},
	})
	return nil
}

func orNil(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// id answers a person's id; nobody's is "".
func (f *founding) id(username string) string {
	p, _ := named(f.people, username)
	return p.ID
}

// answer gives an item of the check another answer than a good morning's.
func (t *task) answer(item string, value any) { t.readings[item] = map[string]any{"value": value} }

// item finds an item of the check, or says that the library no longer has it.
func (t *task) item(id string) (*checklist.Item, error) {
	item := t.doing.Definition.Item(id)
	if item == nil {
		return nil, fmt.Errorf("%s has no item %s", t.due.Checklist, id)
	}
	return item, nil
}
