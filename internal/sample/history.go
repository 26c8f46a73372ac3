package sample

import (
	"fmt"
	"time"

	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/judge"
	"runup/internal/occurrence"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// routine is what the department's own tablet recorded each working day.
var routine = []struct {
	checklist, equipment, by string
	begins                   time.Duration // of the day
	takes                    time.Duration
}{
	{"run-up-linac", "linac-1", amir, 6*time.Hour + 35*time.Minute, 24 * time.Minute},
	{"run-up-linac", "linac-2", terry, 6*time.Hour + 41*time.Minute, 27 * time.Minute},
	{"hoist-pre-use", "hoist-1", sam, 7*time.Hour + 12*time.Minute, 6 * time.Minute},
	{"medicines-fridge", "medicines-fridge-1", sam, 7*time.Hour + 24*time.Minute, 4 * time.Minute},
}

// TabletName is what people call the tablet that made the history.
const TabletName = "Lower floor, control room"

// sent is when the tablet came back into the network each day.
const sent = 7*time.Hour + 40*time.Minute

// planned is when the plan is looked at each day.
const planned = 5*time.Hour + 10*time.Minute

// history lives through the working days between the clock's beginning and today, with a tablet of the department's own.
func (f *founding) history() error {
	t, d, err := f.enrol()
	if err != nil {
		return fmt.Errorf("tablet: %w", err)
	}
	by := auth.Principal{Actor: d.Actor(), Kind: auth.Tablet, Device: &d}
	first := f.Clock.Now().In(f.zone)
	for n := range historyDays {
		day := time.Date(first.Year(), first.Month(), first.Day()+n, 0, 0, 0, 0, f.zone)
		if err := f.plan(day); err != nil {
			return fmt.Errorf("%s: %w", day.Format(time.DateOnly), err)
		}
		if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
			continue
		}
		if err := f.liveThrough(day, t, by); err != nil {
			return fmt.Errorf("%s: %w", day.Format(time.DateOnly), err)
		}
	}
	return nil
}

// plan is the night's work: what is due in the weeks to come.
func (f *founding) plan(day time.Time) error {
	f.Clock.step(day.Add(planned).UTC())
	return f.DB.Write(f.ctx, store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, f.zone) })
}

func (f *founding) enrol() (*client.Tablet, device.Device, error) {
	t := client.New()
	admin, _ := named(f.people, ada)
	code, err := device.Issue(f.ctx, f.DB, actorOf(admin), device.Issuing{})
	if err != nil {
		return nil, device.Device{}, err
	}
	key, err := device.ParseKey(t.PublicKey())
	if err != nil {
		return nil, device.Device{}, err
	}
	d, err := device.Enrol(f.ctx, f.DB, device.Enrolment{Code: code.Text, Name: TabletName, Key: key})
	t.Enrolled(d.ID)
	return t, d, err
}

// liveThrough is one working day: checks are done in a room without signal and sent together afterwards.
func (f *founding) liveThrough(day time.Time, t *client.Tablet, by auth.Principal) error {
	f.Clock.step(day.Add(sent).UTC())
	var ops []tablet.Op
	err := f.DB.Read(f.ctx, store.ServerActor(), func(tx *store.Tx) error {
		doings, err := Doings(tx, day)
		if err != nil {
			return err
		}
		for _, r := range routine {
			for _, d := range doings {
				if d.Definition.ID == r.checklist && d.Equipment.ID == r.equipment {
					p, _ := named(f.people, r.by)
					op := t.Completed(client.Check{
						Checklist: d.Definition.ID, Hash: d.Definition.Hash(), Equipment: d.Equipment.ID, PerformedBy: p.ID, Auth: "pin",
						Verdict: string(judge.Pass), StartedAt: day.Add(r.begins), FinishedAt: day.Add(r.begins + r.takes), Readings: d.Passing(),
					})
					ops = append(ops, tablet.Op(op))
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := f.push(ops, by); err != nil {
		return err
	}
	return f.signIn(by)
}

// signIn lets everybody of the routine meet the server once a day on that tablet, so that nobody's PIN grows stale.
func (f *founding) signIn(by auth.Principal) error {
	seen := map[string]bool{}
	for _, r := range routine {
		if seen[r.by] {
			continue
		}
		seen[r.by] = true
		if _, err := f.Auth.SignIn(f.ctx, auth.SignIn{Username: r.by, PIN: PIN, By: &by}); err != nil {
			return fmt.Errorf("%s signs in: %w", r.by, err)
		}
	}
	return nil
}

func (f *founding) push(ops []tablet.Op, by auth.Principal) error {
	results, err := f.Tablets.Push(f.ctx, by, tablet.Batch{Ops: ops})
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Outcome != "accepted" || r.Verdict != judge.Pass {
			return fmt.Errorf("%w: %+v", errUnsettled, r)
		}
	}
	return nil
}
