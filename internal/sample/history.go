package sample

import (
	"context"
	"fmt"
	"slices"
	"time"

	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/occurrence"
	"runup/internal/schedule"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// TabletName is what people call the tablet that made most of the history.
const TabletName = "Lower floor, control room"

// otherTablet is the one on which somebody now and then does what was done already.
const otherTablet = "Upper floor, clinic"

// planned is when the plan is looked at each day.
const planned = 5*time.Hour + 10*time.Minute

// enrolled is a tablet and the token it comes with.
type enrolled struct {
	*client.Tablet
	by auth.Principal
}

// history lives through the days between the clock's beginning and today, with tablets of the department's own.
func (f *founding) history() error {
	var err error
	if f.tablet, err = f.enrol(TabletName); err != nil {
		return fmt.Errorf("tablet: %w", err)
	}
	if f.other, err = f.enrol(otherTablet); err != nil {
		return fmt.Errorf("tablet: %w", err)
	}
	days, treatment := f.days()
	f.begun = days[0]
	for _, day := range days {
		if err := f.plan(day); err != nil {
			return fmt.Errorf("%s: %w", day.Format(time.DateOnly), err)
		}
		ago := len(treatment) - 1 - slices.Index(treatment, day)
		if ago == len(treatment) {
			ago = -1 // nobody is treated
		}
		if err := f.liveThrough(day, ago); err != nil {
			return fmt.Errorf("%s: %w", day.Format(time.DateOnly), err)
		}
	}
	return nil
}

// days answers the midnights before today, and those among them on which patients are treated.
func (f *founding) days() (all, treatment []time.Time) {
	first, calendar := f.Clock.Now().In(f.zone), schedule.Usual()
	for n := range f.Clock.days {
		day := time.Date(first.Year(), first.Month(), first.Day()+n, 0, 0, 0, 0, f.zone)
		all = append(all, day)
		if calendar.Treats(schedule.DayOf(day, f.zone)) {
			treatment = append(treatment, day)
		}
	}
	return all, treatment
}

// plan is the night's work: what is due in the weeks to come.
func (f *founding) plan(day time.Time) error {
	f.Clock.step(day.Add(planned).UTC())
	return f.DB.Write(f.ctx, store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, f.zone) })
}

func (f *founding) enrol(name string) (enrolled, error) {
	t := client.New()
	admin, _ := named(f.people, ada)
	code, err := device.Issue(f.ctx, f.DB, actorOf(admin), device.Issuing{})
	if err != nil {
		return enrolled{}, err
	}
	key, err := device.ParseKey(t.PublicKey())
	if err != nil {
		return enrolled{}, err
	}
	d, err := device.Enrol(f.ctx, f.DB, device.Enrolment{Code: code.Text, Name: name, Key: key})
	t.Enrolled(d.ID)
	return enrolled{Tablet: t, by: auth.Principal{Actor: d.Actor(), Kind: auth.Tablet, Device: &d}}, err
}

// liveThrough is one day. ago counts treatment days back from the newest; -1 is a day without treatment, on which nothing
// happens but what the diary says.
func (f *founding) liveThrough(day time.Time, ago int) error {
	page := f.diary(ago)
	if ago < 0 {
		page = f.weekend(day)
	}
	if ago < 0 && page.before == nil {
		return nil
	}
	if err := f.arrive(day); err != nil {
		return err
	}
	m := &morning{founding: f, day: day, ago: ago}
	if page.before != nil {
		if err := page.before(m); err != nil {
			return err
		}
	}
	if err := m.begin(); err != nil {
		return err
	}
	for _, change := range page.changes {
		if err := change(m); err != nil {
			return err
		}
	}
	if err := m.send(); err != nil {
		return err
	}
	stories := page.after
	if f.Clock.days >= Quarter && day.Weekday() == time.Friday {
		stories = append(slices.Clone(stories), (*morning).reviewed)
	}
	for i, after := range stories {
		f.Clock.step(day.Add(noon + time.Duration(i)*15*time.Minute).UTC())
		if err := after(m); err != nil {
			return err
		}
	}
	return nil
}

// noon is when what the morning brought up is dealt with.
const noon = 12*time.Hour + 20*time.Minute

// onDuty is who comes in the morning and picks up a tablet.
var onDuty = []string{sam, amir, terry, tara, rosa, rhys, priya}

// arrive lets everybody meet the server once a day on the tablets, so that nobody's PIN grows stale.
func (f *founding) arrive(day time.Time) error {
	f.Clock.step(day.Add(6*time.Hour + 25*time.Minute).UTC())
	for _, t := range []enrolled{f.tablet, f.other} {
		for _, who := range onDuty {
			if err := f.Auth.LetIn(f.ctx, who, &t.by); err != nil {
				return fmt.Errorf("%s signs in: %w", who, err)
			}
		}
	}
	return nil
}

// push sends operations from a tablet, and takes nothing but acceptance for an answer.
func (f *founding) push(ctx context.Context, t enrolled, ops ...client.Op) ([]tablet.Result, error) {
	batch := tablet.Batch{}
	for _, op := range ops {
		batch.Ops = append(batch.Ops, tablet.Op(op))
	}
	results, err := f.Tablets.Push(ctx, t.by, batch)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if r.Outcome != tablet.IsAccepted {
			return nil, fmt.Errorf("%w: %+v", errUnsettled, r)
		}
	}
	return results, nil
}
