package api

import (
	"context"
	"encoding/json"
	"strconv"

	. "runup/api/wire"
	"runup/internal/check"
	"runup/internal/escalation"
	"runup/internal/judge"
	"runup/internal/problem"
	"runup/internal/store"
)

// ListChecks answers the checks that were done, the newest first.
func (s *service) ListChecks(ctx context.Context, r ListChecksRequestObject) (ListChecksResponseObject, error) {
	p := r.Params
	from, to, err := s.period(p.From, p.To)
	if err != nil {
		return nil, err
	}
	span := spanOf(p.After, p.Limit)
	before, err := positionOf(span.after)
	if err != nil {
		return nil, err
	}
	filter := check.Filter{
		Checklist: or(p.Checklist, ""), Equipment: or(p.Equipment, ""), Verdict: string(or(p.Verdict, "")), PerformedBy: or(p.PerformedBy, ""),
		From: from, To: to, Reviewed: p.Reviewed, Unconfirmed: p.Awaiting != nil,
	}
	var found []check.Check
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = check.List(tx, filter, before, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(c check.Check) string { return strconv.FormatInt(c.Position, 10) })
	return ListChecks200JSONResponse{Items: present(items, presentCheck), Next: next}, err
}

// GetCheck answers one check.
func (s *service) GetCheck(ctx context.Context, r GetCheckRequestObject) (GetCheckResponseObject, error) {
	var c check.Check
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		c, err = check.ByID(tx, r.CheckID)
		return err
	})
	return GetCheck200JSONResponse(presentCheck(c)), err
}

// CountersignCheck confirms or rejects a check.
func (s *service) CountersignCheck(ctx context.Context, r CountersignCheckRequestObject) (CountersignCheckResponseObject, error) {
	var c check.Check
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		c, err = check.Countersign(tx, r.CheckID, string(r.Body.Decision), or(r.Body.Note, ""))
		return err
	})
	return CountersignCheck200JSONResponse(presentCheck(c)), err
}

// VoidCheck marks a check as entered in error.
func (s *service) VoidCheck(ctx context.Context, r VoidCheckRequestObject) (VoidCheckResponseObject, error) {
	var c check.Check
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) error {
		opened, err := escalation.Citing(tx, r.CheckID)
		if err == nil {
			c, err = check.Void(tx, r.CheckID, r.Body.Reason, opened)
		}
		return err
	})
	return VoidCheck200JSONResponse(presentCheck(c)), err
}

// ReviewChecks records a physicist's review.
func (s *service) ReviewChecks(ctx context.Context, r ReviewChecksRequestObject) (ReviewChecksResponseObject, error) {
	var list []check.Check
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		list, err = check.Review(tx, r.Body.Ids)
		return err
	})
	return ReviewChecks200JSONResponse{Items: present(list, presentCheck)}, err
}

// ListFeedback answers what was said of the caller's own checks.
func (s *service) ListFeedback(ctx context.Context, r ListFeedbackRequestObject) (ListFeedbackResponseObject, error) {
	span := spanOf(r.Params.After, r.Params.Limit)
	before, err := positionOf(span.after)
	if err != nil {
		return nil, err
	}
	var found []check.Feedback
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = check.FeedbackFor(tx, tx.Actor.Staff, before, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(f check.Feedback) string { return strconv.FormatInt(f.Position, 10) })
	return ListFeedback200JSONResponse{Items: present(items, presentFeedback), Next: next}, err
}

func presentFeedback(f check.Feedback) Feedback {
	return Feedback{
		Position: f.Position, Check: f.Check, Checklist: f.Checklist, Equipment: f.Equipment, DoneAt: Time(f.DoneAt),
		Decision: f.Decision, Note: f.Note, By: f.By, At: Time(f.At),
	}
}

// positionOf reads the place in a list that goes by position; "" is its beginning.
func positionOf(after string) (int64, error) {
	if after == "" {
		return 0, nil
	}
	position, err := strconv.ParseInt(after, 10, 64)
	if err != nil || position < 1 {
		return 0, problem.New("invalid", "There is no such page.").With(problem.Field{Pointer: "query/after", Detail: "must be the next of the page before"})
	}
	return position, nil
}

func presentCheck(c check.Check) Check {
	out := Check{
		ID: c.ID, Position: c.Position, Checklist: c.Checklist, Hash: c.Hash, Equipment: c.Equipment, Area: c.Area,
		Occurrence: unless(c.Occurrence, ""), PerformedBy: unless(c.PerformedBy, ""), PerformedByName: unless(c.PerformedByName, ""),
		Auth: c.Auth, Capacity: unless(c.Capacity, ""), ResponsibleOperator: unless(c.ResponsibleOperator, ""),
		SupervisedBy: unless(c.SupervisedBy, ""), Device: c.Device, StartedAt: At(c.StartedAt), FinishedAt: At(c.FinishedAt),
		ReceivedAt: Time(c.ReceivedAt), Verdict: Verdict(c.Verdict), TabletVerdict: unless(c.TabletVerdict, ""), Readings: c.Readings,
		Items: present(c.Items, presentItem), StoppedEarly: stoppedEarly(c.StoppedEarly), Note: c.Note, Photos: present(c.Photos, presentNamed), Flags: some(c.Flags),
		ReviewedBy: unless(c.ReviewedBy, ""), ReviewedAt: At(c.ReviewedAt), Revisions: present(c.Revisions, presentRevision),
	}
	if c.Current != nil {
		verdict := string(c.Current.Verdict)
		out.CurrentVerdict, out.CurrentHash = &verdict, &c.Current.Hash
	}
	if c.Second != nil {
		out.Second = presentSecond(c.Second)
	}
	return out
}

func presentSecond(s *check.Second) *SecondCheck {
	return &SecondCheck{
		Revision: s.Revision, PerformedBy: s.PerformedBy, DoneAt: Time(s.DoneAt), Hash: s.Hash, Verdict: Verdict(s.Verdict),
		TabletVerdict: unless(s.TabletVerdict, ""), Readings: s.Readings, Items: present(s.Items, presentItem), Note: s.Note,
	}
}

func stoppedEarly(text json.RawMessage) json.RawMessage {
	if len(text) == 0 {
		return json.RawMessage("null")
	}
	return text
}

func presentItem(i judge.Item) CheckItem {
	out := CheckItem{ID: i.ID, Verdict: Verdict(i.Verdict), Consequence: i.Consequence, Why: i.Why, Computed: i.Computed, Until: i.Until, Provisional: i.Provisional}
	if t := i.Tested; t != nil {
		out.Instrument = &Tested{ID: t.ID, CalibrationDue: t.CalibrationDue}
	}
	if i.Limits != nil {
		out.Limits = i.Limits
	}
	return out
}

func presentRevision(r check.Revision) Revision {
	return Revision{
		Revision: r.Revision, Position: r.Position, Kind: r.Kind, At: Time(r.At), By: unless(r.By, ""), Reason: r.Reason, Verdict: Verdict(r.Verdict),
		Counts: r.Counts, Why: r.Why, Decision: r.Decision, Note: r.Note, BaseRevision: r.Base, Parallel: r.Parallel, Readings: r.Readings,
	}
}
