package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	. "runup/api/wire"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/store"
)

// ListOccurrences answers what is due and what became of it, the earliest first.
func (s *service) ListOccurrences(ctx context.Context, r ListOccurrencesRequestObject) (ListOccurrencesResponseObject, error) {
	p, span := r.Params, spanOf(r.Params.After, r.Params.Limit)
	from, to, err := s.period(p.From, p.To)
	if err != nil {
		return nil, err
	}
	after, err := placeOf(span.after)
	if err != nil {
		return nil, err
	}
	filter := occurrence.Filter{
		Area: or(p.Area, ""), Equipment: or(p.Equipment, ""), Checklist: or(p.Checklist, ""), State: occurrence.State(or(p.State, "")), From: from, To: to,
	}
	if from == nil && to == nil && p.State == nil {
		yesterday := schedule.DayOf(s.now(), s.Zone).Plus(-1).Begins(s.Zone)
		filter.From = &yesterday
	}
	var found []occurrence.Occurrence
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = occurrence.List(tx, filter, after, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(o occurrence.Occurrence) string { return fmt.Sprintf("%d.%s", o.OpensAt.UnixMilli(), o.ID) })
	return ListOccurrences200JSONResponse{Items: present(items, presentOccurrence), Next: next}, err
}

// placeOf reads the place in a list that goes by time and id; "" is its beginning.
func placeOf(after string) (*occurrence.Place, error) {
	if after == "" {
		return nil, nil
	}
	ms, id, ok := strings.Cut(after, ".")
	at, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || !ok || id == "" {
		return nil, problem.New("invalid", "There is no such page.").With(problem.Field{Pointer: "query/after", Detail: "must be the next of the page before"})
	}
	return &occurrence.Place{OpensAt: time.UnixMilli(at), ID: id}, nil
}

// GetOccurrence answers one occurrence.
func (s *service) GetOccurrence(ctx context.Context, r GetOccurrenceRequestObject) (GetOccurrenceResponseObject, error) {
	var o occurrence.Occurrence
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		o, err = occurrence.ByID(tx, r.OccurrenceID)
		return err
	})
	return GetOccurrence200JSONResponse(presentOccurrence(o)), err
}

// ExemptOccurrence records that a check is not needed.
func (s *service) ExemptOccurrence(ctx context.Context, r ExemptOccurrenceRequestObject) (ExemptOccurrenceResponseObject, error) {
	x := occurrence.Exempting{Kind: string(or(r.Body.Kind, "")), Reason: r.Body.Reason, All: or(r.Body.All, false)}
	if r.Body.Until != nil {
		until := time.Time(*r.Body.Until)
		x.Until = &until
	}
	var o occurrence.Occurrence
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		o, err = occurrence.Declare(tx, s.Zone, r.OccurrenceID, x)
		return err
	})
	return ExemptOccurrence200JSONResponse(presentOccurrence(o)), err
}

// ResolveOccurrence records which of the contested checks counts.
func (s *service) ResolveOccurrence(ctx context.Context, r ResolveOccurrenceRequestObject) (ResolveOccurrenceResponseObject, error) {
	var o occurrence.Occurrence
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		o, err = occurrence.Resolve(tx, r.OccurrenceID, r.Body.Check, r.Body.Reason)
		return err
	})
	return ResolveOccurrence200JSONResponse(presentOccurrence(o)), err
}

// UseToday makes the gating checks of a piece of equipment due at once.
func (s *service) UseToday(ctx context.Context, r UseTodayRequestObject) (UseTodayResponseObject, error) {
	var open []occurrence.Occurrence
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		open, err = occurrence.Use(tx, s.Zone, r.EquipmentID, r.Body.Reason)
		return err
	})
	return UseToday200JSONResponse{Equipment: r.EquipmentID, Items: present(open, presentOccurrence)}, err
}

// GetCalendar answers the department's days.
func (s *service) GetCalendar(ctx context.Context, _ GetCalendarRequestObject) (GetCalendarResponseObject, error) {
	var c occurrence.Calendar
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		c, err = occurrence.CurrentCalendar(tx)
		return err
	})
	return GetCalendar200JSONResponse(presentCalendar(c)), err
}

// PutCalendar sets the department's days.
func (s *service) PutCalendar(ctx context.Context, r PutCalendarRequestObject) (PutCalendarResponseObject, error) {
	c := occurrence.Calendar{Nation: string(r.Body.Nation)}
	for _, day := range r.Body.TreatmentDays {
		c.TreatmentDays = append(c.TreatmentDays, string(day))
	}
	for _, day := range r.Body.Days {
		c.Days = append(c.Days, occurrence.OneOff{Date: day.Date, Open: day.Open, Reason: day.Reason})
	}
	if hours := r.Body.ClinicalHours; hours != nil {
		c.Clinic = &occurrence.Clinic{Opens: hours.Opens, Closes: hours.Closes}
	}
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		c, err = occurrence.SetCalendar(tx, c)
		return err
	})
	return PutCalendar200JSONResponse(presentCalendar(c)), err
}

// ListCompletion answers how much of what was planned was done.
func (s *service) ListCompletion(ctx context.Context, r ListCompletionRequestObject) (ListCompletionResponseObject, error) {
	p := r.Params
	from, to, err := s.period(p.From, p.To)
	if err != nil {
		return nil, err
	}
	if from == nil {
		here := s.now().In(s.Zone)
		first := time.Date(here.Year(), here.Month()-11, 1, 0, 0, 0, 0, s.Zone)
		from = &first
	}
	var found []occurrence.Completion
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = occurrence.Completed(tx, occurrence.Filter{Area: or(p.Area, ""), Equipment: or(p.Equipment, ""), From: from, To: to})
		return err
	})
	items, next := page(found, spanOf(p.After, p.Limit), func(c occurrence.Completion) string { return c.Equipment + "." + c.Month })
	return ListCompletion200JSONResponse{Items: present(items, presentCompletion), Next: next}, err
}

func presentOccurrence(o occurrence.Occurrence) Occurrence {
	out := Occurrence{
		ID: o.ID, Checklist: o.Checklist, Equipment: o.Equipment, Area: o.Area, Day: o.Day, Origin: OccurrenceOrigin(o.Origin),
		Why: unless(o.Why, ""), Source: unless(o.Source, ""), OpensAt: Time(o.OpensAt), DueAt: Time(o.DueAt), MissedAt: Time(o.MissedAt),
		ClosesAt: Time(o.ClosesAt), Gating: o.Gating, State: OccurrenceState(o.State), Verdict: unless(string(o.Verdict), ""),
		DoneAt: At(o.DoneAt), ReceivedAt: At(o.ReceivedAt), Late: o.Late, Checks: []string{}, Results: present(o.Results, presentResult),
	}
	for _, r := range o.Results {
		out.Checks = append(out.Checks, r.Check)
	}
	if x := o.Exemption; x != nil {
		out.Exemption = &Exemption{Kind: x.Kind, Reason: x.Reason, By: unless(x.By, ""), Name: unless(x.Name, ""), At: Time(x.At), Until: At(x.Until)}
	}
	if x := o.Resolution; x != nil {
		out.Resolution = &ContestResolved{Check: x.Check, Reason: x.Reason, By: x.By, Name: x.Name, At: Time(x.At)}
	}
	return out
}

func presentResult(r occurrence.Result) OccurrenceResult {
	return OccurrenceResult{
		Check: r.Check, Verdict: string(r.Verdict), Gate: r.Gate, Complete: r.Complete, Void: r.Void, DoneAt: Time(r.DoneAt),
		ReceivedAt: Time(r.ReceivedAt), By: unless(r.By, ""),
	}
}

func presentCalendar(c occurrence.Calendar) Calendar {
	hours := or(c.Clinic, occurrence.Assumed)
	out := Calendar{
		Nation: Nation(c.Nation), TreatmentDays: []Weekday{}, Days: []OneOffDay{},
		ClinicalHours: ClinicalHours{Opens: hours.Opens, Closes: hours.Closes, Assumed: c.Clinic == nil},
	}
	for _, day := range c.TreatmentDays {
		out.TreatmentDays = append(out.TreatmentDays, Weekday(day))
	}
	for _, day := range c.Days {
		out.Days = append(out.Days, OneOffDay{Date: day.Date, Open: day.Open, Reason: day.Reason})
	}
	return out
}

func presentCompletion(c occurrence.Completion) Completion {
	return Completion{
		Equipment: c.Equipment, Month: c.Month, Planned: c.Planned, Done: c.Done, Late: c.Late, Missed: c.Missed, Exempt: c.Exempt,
		Awaiting: c.Awaiting, Open: c.Open,
	}
}
