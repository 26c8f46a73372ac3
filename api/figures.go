package api

import (
	"context"
	"fmt"
	"time"

	. "runup/api/wire"
	"runup/internal/escalation"
	"runup/internal/figures"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/store"
)

// since reads a period, which goes back so many days when nothing else is asked for.
func (s *service) since(from, to *string, days int) (start, end *time.Time, err error) {
	start, end, err = s.period(from, to)
	if err == nil && start == nil {
		back := s.now().AddDate(0, 0, -days)
		start = &back
	}
	return start, end, err
}

// ListTimes answers how long people's answers took.
func (s *service) ListTimes(ctx context.Context, r ListTimesRequestObject) (ListTimesResponseObject, error) {
	from, to, err := s.since(r.Params.From, r.Params.To, 90)
	if err != nil {
		return nil, err
	}
	by := figures.By(or(r.Params.By, "equipment"))
	var found []figures.Times
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) { found, err = figures.ByTime(tx, s.Zone, by, from, to); return err })
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(t figures.Times) string { return t.Severity + "." + t.Of })
	return ListTimes200JSONResponse{Items: present(items, func(t figures.Times) Times { return presentTimes(t, by) }), Next: next}, err
}

// mostMonths is what one answer reports of.
const mostMonths = 60

// ListMonths answers what a department reports of each month.
func (s *service) ListMonths(ctx context.Context, r ListMonthsRequestObject) (ListMonthsResponseObject, error) {
	begin, end, err := s.period(r.Params.From, r.Params.To)
	if err != nil {
		return nil, err
	}
	now := s.now().In(s.Zone)
	from := first(begin, time.Date(now.Year(), now.Month()-11, 1, 0, 0, 0, 0, s.Zone))
	to := first(end, now.Add(time.Millisecond))
	if !from.Before(*to) || to.After(from.AddDate(0, mostMonths, 1)) {
		return nil, problem.New("invalid", "The period cannot be answered.").With(problem.Field{Pointer: "query/to", Detail: "must be after from, by 60 months at most"})
	}
	var found []figures.Month
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) { found, err = figures.Months(tx, s.Zone, *from, *to); return err })
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(m figures.Month) string { return m.Month })
	return ListMonths200JSONResponse{Items: present(items, presentMonth), Next: next}, err
}

// ListInterrupts answers how often people were called, by shift.
func (s *service) ListInterrupts(ctx context.Context, r ListInterruptsRequestObject) (ListInterruptsResponseObject, error) {
	from, to, err := s.since(r.Params.From, r.Params.To, 28)
	if err != nil {
		return nil, err
	}
	var found figures.Interrupted
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) { found, err = figures.Interrupts(tx, s.Zone, from, to); return err })
	items, next := page(found.Shifts, spanOf(r.Params.After, r.Params.Limit), func(f figures.Shift) string { return fmt.Sprint(f.Day, ".", f.From) })
	return ListInterrupts200JSONResponse{
		Items: present(items, presentCalls), Next: next,
		Climbing: presentClimbing(found.Climbing),
	}, err
}

// ListTrend answers the readings of one item.
func (s *service) ListTrend(ctx context.Context, r ListTrendRequestObject) (ListTrendResponseObject, error) {
	from, to, err := s.since(r.Params.From, r.Params.To, 90)
	if err != nil {
		return nil, err
	}
	t := figures.Trend{Equipment: r.Params.Equipment, Checklist: r.Params.Checklist, Item: r.Params.Item, From: from, To: to}
	var found []figures.Point
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) { found, err = figures.Trends(tx, t); return err })
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(p figures.Point) string { return p.Check + "." + p.Item })
	return ListTrend200JSONResponse{Items: present(items, presentPoint), Next: next}, err
}

func presentTimes(t figures.Times, by figures.By) Times {
	all := presentAnswers(t.Answers)
	out := Times{
		Severity: Severity(t.Severity), Opened: all.Opened, Acknowledge: all.Acknowledge, Act: all.Act, Release: all.Release, Close: all.Close,
		ClinicalHours: presentAnswers(t.InHours), OtherHours: presentAnswers(t.OtherHours),
	}
	*map[figures.By]**string{figures.ByEquipment: &out.Equipment, figures.ByKind: &out.Kind, figures.BySite: &out.Site}[by] = unless(t.Of, "")
	return out
}

func presentAnswers(a figures.Answers) Answers {
	return Answers{
		Opened: a.Opened, Acknowledge: presentSpread(a.ToAck), Act: presentSpread(a.ToAct), Release: presentSpread(a.ToRelease), Close: presentSpread(a.ToClose),
	}
}

func presentMonth(m figures.Month) Month {
	return Month{
		Month: m.Month, Opened: m.Opened, ClosedByLateRecord: m.Belated,
		Times:    present(m.Answers, func(t figures.Times) Times { return presentTimes(t, figures.ByEquipment) }),
		Advice:   Fatigue{Closed: m.Advice.Closed, Unchanged: m.Advice.Unchanged},
		Calls:    Calls{Interrupts: m.Calls.Interrupts, Shifts: m.Calls.Shifts, Most: m.Calls.Most},
		Climbing: presentClimbing(m.Climbing),
	}
}

func presentClimbing(c escalation.Climbing) Climbing {
	return Climbing{RungsOpened: c.Opened, RungsEmpty: c.Empty, Fallbacks: c.Fallbacks, Repairs: c.Repairs, Loops: c.Loops, Expired: c.Expired}
}

func presentSpread(f figures.Spread) Spread {
	if f.N == 0 {
		return Spread{}
	}
	median, p90 := f.Median.Seconds(), f.P90.Seconds()
	return Spread{N: f.N, MedianSeconds: &median, P90Seconds: &p90}
}

func presentCalls(f figures.Shift) ShiftInterrupts {
	hour := func(h int) string { return fmt.Sprintf("%02d:00", h) }
	return ShiftInterrupts{Day: f.Day, From: hour(f.From), To: hour(f.To), Interrupts: f.Interrupts, People: f.People, Most: f.Most}
}

func presentPoint(p figures.Point) TrendPoint {
	return TrendPoint{
		Check: p.Check, Item: p.Item, DoneAt: Time(p.DoneAt), ReceivedAt: Time(p.ReceivedAt), Value: p.Value, Verdict: Verdict(p.Verdict),
		Limits: presentEdges(p.Limits), Provisional: p.Provisional, Revisions: p.Revisions, Flags: some(p.Flags),
	}
}

func presentEdges(e *judge.Edges) *TrendLimits {
	if e == nil {
		return nil
	}
	return &TrendLimits{
		Baseline: e.Reference, SuspensionLow: e.SuspensionLow, ToleranceLow: e.ToleranceLow, ToleranceHigh: e.ToleranceHigh, SuspensionHigh: e.SuspensionHigh,
	}
}
