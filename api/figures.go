package api

import (
	"context"
	"fmt"
	"time"

	. "runup/api/wire"
	"runup/internal/figures"
	"runup/internal/judge"
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
	var found []figures.Times
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) { found, err = figures.ByTime(tx, from, to); return err })
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(t figures.Times) string { return t.Severity + "." + t.Equipment })
	return ListTimes200JSONResponse{Items: present(items, presentTimes), Next: next}, err
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
	c := found.Climbing
	return ListInterrupts200JSONResponse{
		Items: present(items, presentCalls), Next: next,
		Climbing: Climbing{RungsOpened: c.Opened, RungsEmpty: c.Empty, Fallbacks: c.Fallbacks, Repairs: c.Repairs},
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

func presentTimes(t figures.Times) Times {
	return Times{
		Severity: Severity(t.Severity), Equipment: unless(t.Equipment, ""), Opened: t.Opened, Acknowledge: presentSpread(t.ToAck),
		Act: presentSpread(t.ToAct), Release: presentSpread(t.ToRelease), Close: presentSpread(t.ToClose),
	}
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
