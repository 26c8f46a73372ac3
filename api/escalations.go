package api

import (
	"context"
	"time"

	. "runup/api/wire"
	"runup/internal/escalation"
	"runup/internal/store"
)

// ListEscalations answers what needs an answer, the newest first.
func (s *service) ListEscalations(ctx context.Context, r ListEscalationsRequestObject) (ListEscalationsResponseObject, error) {
	p, span := r.Params, spanOf(r.Params.After, r.Params.Limit)
	filter := escalation.Filter{State: string(or(p.State, "")), Severity: string(or(p.Severity, "")), Equipment: or(p.Equipment, ""), Area: or(p.Area, "")}
	var found []escalation.Escalation
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = escalation.List(tx, filter, span.after, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(e escalation.Escalation) string { return e.ID })
	return ListEscalations200JSONResponse{Items: present(items, presentEscalation), Next: next}, err
}

// GetEscalation answers one escalation with its timeline.
func (s *service) GetEscalation(ctx context.Context, r GetEscalationRequestObject) (GetEscalationResponseObject, error) {
	var e escalation.Escalation
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = escalation.ByID(tx, r.EscalationID)
		return err
	})
	return GetEscalation200JSONResponse(presentEscalation(e)), err
}

// AcknowledgeEscalation records that the caller has taken it on.
func (s *service) AcknowledgeEscalation(ctx context.Context, r AcknowledgeEscalationRequestObject) (AcknowledgeEscalationResponseObject, error) {
	var e escalation.Escalation
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = escalation.Acknowledge(tx, r.EscalationID, r.Body.Version)
		return err
	})
	return AcknowledgeEscalation200JSONResponse(presentEscalation(e)), err
}

// ActOnEscalation records what was done about it.
func (s *service) ActOnEscalation(ctx context.Context, r ActOnEscalationRequestObject) (ActOnEscalationResponseObject, error) {
	a := takeAction(*r.Body)
	a.Zone = s.Zone
	var e escalation.Escalation
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = escalation.Act(tx, r.EscalationID, a)
		return err
	})
	return ActOnEscalation200JSONResponse(presentEscalation(e)), err
}

// CloseEscalation settles it, or records the first of two people's word.
func (s *service) CloseEscalation(ctx context.Context, r CloseEscalationRequestObject) (CloseEscalationResponseObject, error) {
	c := takeClosing(*r.Body)
	var done escalation.Outcome
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		done, err = escalation.Close(tx, r.EscalationID, c)
		return err
	})
	if err == nil {
		err = done.Waiting
	}
	return CloseEscalation200JSONResponse(presentEscalation(done.Escalation)), err
}

// ReopenEscalation opens a closed one again.
func (s *service) ReopenEscalation(ctx context.Context, r ReopenEscalationRequestObject) (ReopenEscalationResponseObject, error) {
	o := escalation.Reopening{Reason: r.Body.Reason, Version: or(r.Body.Version, 0)}
	var e escalation.Escalation
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = escalation.Reopen(tx, r.EscalationID, o)
		return err
	})
	return ReopenEscalation200JSONResponse(presentEscalation(e)), err
}

// HandOverEscalation asks a colleague to take it over.
func (s *service) HandOverEscalation(ctx context.Context, r HandOverEscalationRequestObject) (HandOverEscalationResponseObject, error) {
	h := escalation.Handover{To: r.Body.To, Note: or(r.Body.Note, ""), Version: or(r.Body.Version, 0)}
	var e escalation.Escalation
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = escalation.HandOver(tx, r.EscalationID, h)
		return err
	})
	return HandOverEscalation200JSONResponse(presentEscalation(e)), err
}

func takeAction(b EscalationAction) escalation.Action {
	a := escalation.Action{
		Kind: string(b.Kind), Note: or(b.Note, ""), Restriction: or(b.Restriction, ""), Until: when(b.Until), Reference: or(b.Reference, ""),
		Vendor: or(b.Vendor, ""), Who: or(b.Who, ""), ETA: when(b.Eta), Work: or(b.Work, ""), Parts: or(b.Parts, ""),
		Affects: b.AffectsPerformance, Post: or(b.PostMaintenance, ""), Staff: or(b.Staff, ""), Words: or(b.Words, ""),
		Severity: string(or(b.Severity, "")), Version: or(b.Version, 0),
	}
	if e := b.Engineer; e != nil {
		a.Engineer = &escalation.Engineer{Staff: or(e.Staff, ""), Name: or(e.Name, ""), Company: or(e.Company, "")}
	}
	return a
}

func takeClosing(b EscalationClosing) escalation.Closing {
	c := escalation.Closing{
		Reason: string(b.Reason), Note: b.Note, Recheck: or(b.Recheck, ""), Restriction: or(b.Restriction, ""), Version: or(b.Version, 0),
	}
	if i := b.Incident; i != nil {
		c.Incident = &escalation.Incident{Needed: i.Needed, Reference: or(i.Reference, "")}
	}
	return c
}

// when is a time of a body as the domain has it.
func when(t *Time) *time.Time {
	if t == nil {
		return nil
	}
	at := time.Time(*t)
	return &at
}

func presentVerbal(v *escalation.Verbal) *VerbalAuthorisation {
	if v == nil {
		return nil
	}
	return &VerbalAuthorisation{
		Staff: v.Staff, By: v.By, Words: v.Words, Until: Time(v.Until), ConfirmBy: Time(v.ConfirmBy), ConfirmedAt: At(v.Confirmed), Over: v.Over,
	}
}

func presentConclusion(c *escalation.Conclusion) *Conclusion {
	if c == nil {
		return nil
	}
	out := &Conclusion{
		Reason: CloseReason(c.Reason), By: c.By, Second: unless(c.Second, ""), Recheck: unless(c.Recheck, ""), Returned: c.Returned, LagSeconds: unless(c.LagSeconds, 0),
	}
	if i := c.Incident; i != nil {
		out.Incident = &IncidentGiven{Needed: i.Needed, Reference: i.Reference}
	}
	return out
}

func presentEscalation(e escalation.Escalation) Escalation {
	return Escalation{
		ID: e.ID, Ref: e.Ref, Kind: e.Kind, Severity: Severity(e.Severity), State: EscalationState(e.State), Version: e.Version,
		Area: e.Area, Equipment: unless(e.Equipment, ""), Checklist: unless(e.Checklist, ""), Item: unless(e.Item, ""),
		Source: unless(e.Source, ""), Report: unless(e.Report, ""), About: unless(e.About, ""), OpenedAt: Time(e.OpenedAt), Owner: unless(e.Owner, ""), Rung: e.Rung, Checks: some(e.Checks),
		Timeline: present(e.Timeline, func(h escalation.Happening) Happening {
			return Happening{At: Time(h.At), Kind: h.Kind, By: unless(h.By, ""), Position: h.Position, Check: unless(h.Check, ""), Note: h.Note, Words: h.Words}
		}),
		StateSince: Time(e.StateSince), SeveritySince: Time(e.SeveritySince), ClosedAt: At(e.ClosedAt), HandedTo: unless(e.HandedTo, ""),
		PostMaintenance: unless(e.PostMaintenance, ""), RecurrenceOf: unless(e.RecurrenceOf, ""), LaterPass: unless(e.LaterPass, ""),
		Verbal: presentVerbal(e.Verbal), Closed: presentConclusion(e.Closed), NobodyReached: e.Nobody, NextRungAt: At(e.NextRung), Attempted: e.Attempted,
		Called: present(e.Called, func(c escalation.Calling) Calling {
			return Calling{Kind: CallingKind(c.Kind), ID: c.ID, As: c.As, Why: c.Why, Rung: c.Rung, Tell: c.Tell, At: Time(c.At)}
		}),
	}
}
