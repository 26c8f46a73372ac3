package sample_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/occurrence"
	"runup/internal/sample/sampletest"
	"runup/internal/staff"
	"runup/internal/stock"
	"runup/internal/store"
)

// everyCheck reads the record through, the oldest first.
func everyCheck(t *testing.T, d *sampletest.Department) (all []check.Check) {
	t.Helper()
	d.Read(func(tx *store.Tx) error {
		for after := int64(0); ; {
			list, err := check.Oldest(tx, check.Filter{}, after, 500)
			if err != nil || len(list) == 0 {
				return err
			}
			all, after = append(all, list...), list[len(list)-1].Position
		}
	})
	return all
}

// TestQuarter_ShowsWhatADepartmentGoesThrough opens the department that a demo has, and looks for its stories.
func TestQuarter_ShowsWhatADepartmentGoesThrough(t *testing.T) {
	d := sampletest.OpenQuarter(t)
	all := everyCheck(t, d)
	if days := all[len(all)-1].FinishedAt.Sub(*all[0].FinishedAt).Hours() / 24; len(all) < 1300 || days < 80 {
		t.Errorf("%d checks in %.0f days", len(all), days)
	}
	t.Run("somebody treats without a flag against them", func(t *testing.T) { flags(t, all) })
	t.Run("a trainee's check has who answers for it", func(t *testing.T) { supervision(t, d, all) })
	t.Run("an output drifts and stays inside", func(t *testing.T) { drift(t, all) })
	t.Run("first and second readings are both there", func(t *testing.T) { repeats(t, all) })
	t.Run("what was due came to everything there is", func(t *testing.T) { states(t, d) })
	t.Run("stock is short and supplies expire", func(t *testing.T) { supplies(t, d) })
	t.Run("a local checklist says what it leaves out", func(t *testing.T) { own(t, d) })
	t.Run("a failed battery was repaired and given back", func(t *testing.T) { repaired(t, d) })
	t.Run("nothing is out of use", func(t *testing.T) { inUse(t, d) })
}

// flags counts them: nothing may stand against anybody but what the diary tells.
func flags(t *testing.T, all []check.Check) {
	n := map[string]int{}
	for _, c := range all {
		for _, f := range c.Flags {
			n[f]++
		}
	}
	told := map[string]int{judge.FlagPutRight: 3, check.FlagAwaiting: 1, check.FlagAmended: 1, check.FlagVoided: 1}
	for f, count := range n {
		if told[f] == 0 || count < told[f] {
			t.Errorf("%s: %d, told are %d", f, count, told[f])
		}
	}
	if len(n) != len(told) || n[check.FlagAwaiting] != 1 {
		t.Errorf("flags: %v", n)
	}
}

func supervision(t *testing.T, d *sampletest.Department, all []check.Check) {
	confirmed, later := 0, 0
	for _, c := range all {
		if c.PerformedBy != d.As("tara.trainee").Staff || slices.Contains(c.Flags, check.FlagAwaiting) {
			continue
		}
		confirmed++
		if slices.ContainsFunc(c.Revisions, func(r check.Revision) bool { return strings.Contains(r.Kind, "countersigned") }) {
			later++
		}
		if c.Capacity != staff.Trainee || c.ResponsibleOperator == c.PerformedBy || c.ResponsibleOperator == "" || c.SupervisedBy != c.ResponsibleOperator {
			t.Errorf("%s: as %q, %q answers, supervised by %q", c.Checklist, c.Capacity, c.ResponsibleOperator, c.SupervisedBy)
		}
	}
	if confirmed < 4 || later != 1 {
		t.Errorf("%d checks by the trainee are confirmed, %d of them later", confirmed, later)
	}
	d.Read(func(tx *store.Tx) error {
		said, err := check.FeedbackFor(tx, d.As("tara.trainee").Staff, 0, 10)
		if err != nil || len(said) == 0 {
			t.Errorf("what the trainee was told: %+v, %v", said, err)
		}
		return nil
	})
}

// drift holds the mean of the first weeks against the last ones.
func drift(t *testing.T, all []check.Check) {
	var values []float64
	for _, c := range all {
		if c.Equipment != "linac-2" || c.Checklist != "run-up-linac" {
			continue
		}
		var readings map[string]struct{ Value any }
		if err := json.Unmarshal(c.Readings, &readings); err != nil {
			t.Fatal(err)
		}
		v, _ := readings["output-6mv"].Value.(float64)
		values = append(values, v)
		if c.Verdict != judge.Pass {
			t.Errorf("%s: %s", c.FinishedAt, c.Verdict)
		}
	}
	if len(values) < 50 {
		t.Fatalf("%d run-ups of LA2", len(values))
	}
	first, last := mean(values[:10]), mean(values[len(values)-10:])
	if last-first < 1.5 || last > 103 {
		t.Errorf("from %.2f to %.2f", first, last)
	}
}

func mean(list []float64) (m float64) {
	for _, v := range list {
		m += v / float64(len(list))
	}
	return m
}

func repeats(t *testing.T, all []check.Check) {
	mistyped, again := 0, 0
	for _, c := range all {
		mistyped += strings.Count(string(c.Readings), `"mistyped":true`)
		again += strings.Count(string(c.Readings), `"reason":"set-up"`)
	}
	if mistyped == 0 || again == 0 {
		t.Errorf("%d mistyped, %d measured again", mistyped, again)
	}
}

func states(t *testing.T, d *sampletest.Department) {
	d.Read(func(tx *store.Tx) error {
		for state, least := range map[occurrence.State]int{
			occurrence.Done: 1200, occurrence.Missed: 4, occurrence.Exempt: 1, occurrence.Contested: 1, occurrence.Repeated: 1, occurrence.Awaiting: 1, occurrence.Upcoming: 150,
		} {
			list, err := occurrence.List(tx, occurrence.Filter{State: state}, nil, 5000)
			if err != nil || len(list) < least {
				t.Errorf("%s: %d, %v", state, len(list), err)
			}
		}
		list, err := occurrence.List(tx, occurrence.Filter{Equipment: "linac-1"}, nil, 5000)
		if !slices.ContainsFunc(list, func(o occurrence.Occurrence) bool {
			return o.Origin == occurrence.UseToday && o.State == occurrence.Done
		}) {
			t.Error("nobody was treated on a Saturday")
		}
		return err
	})
}

func inUse(t *testing.T, d *sampletest.Department) {
	d.Read(func(tx *store.Tx) error {
		all, err := equipment.All(tx)
		for _, q := range all {
			if q.Status != equipment.InService {
				t.Errorf("%s is %s", q.ID, q.Status)
			}
		}
		open, err2 := escalation.List(tx, escalation.Filter{Equipment: "hoist-1"}, "", 10)
		if len(open) > 0 || err2 != nil {
			t.Errorf("on the hoist: %+v, %v", open, err2)
		}
		return err
	})
}

func supplies(t *testing.T, d *sampletest.Department) {
	d.Read(func(tx *store.Tx) error {
		short, err := stock.ToRestock(tx, "", "", 100)
		soon, err2 := stock.Expiring(tx, "", tx.Now.AddDate(0, 0, 30).Format(time.DateOnly), "", 100)
		if len(short) == 0 || len(soon) < 2 || err != nil || err2 != nil {
			t.Errorf("%d short, %d expire soon; %v, %v", len(short), len(soon), err, err2)
		}
		return nil
	})
}

func own(t *testing.T, d *sampletest.Department) {
	d.Read(func(tx *store.Tx) error {
		e, err := library.Current(tx, "linen-and-clinical-stock")
		if err != nil {
			return err
		}
		def, err := e.Definition()
		if err == nil && (def.BasedOn == nil || len(def.BasedOn.Differences) != 2 || def.Item("bolus") != nil || def.Item("damage") == nil || e.State != library.Published) {
			t.Errorf("%s: %+v", e.State, def.BasedOn)
		}
		return err
	})
}

func repaired(t *testing.T, d *sampletest.Department) {
	d.Read(func(tx *store.Tx) error {
		list, err := escalation.List(tx, escalation.Filter{Equipment: "battery-1"}, "", 10)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		e := list[0]
		if e.State != escalation.IsClosed || e.Severity != "do-not-use" || e.Closed == nil || !e.Closed.Returned || e.Closed.Recheck == "" || len(e.Timeline) < 5 {
			t.Errorf("%+v", e)
		}
		return nil
	})
}
