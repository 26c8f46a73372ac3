package api

import (
	"context"

	. "runup/api/wire"
	"runup/internal/escalation"
	"runup/internal/store"
)

// ListEscalations answers what needs an answer, the newest first.
func (s *service) ListEscalations(ctx context.Context, r ListEscalationsRequestObject) (ListEscalationsResponseObject, error) {
	p, span := r.Params, spanOf(r.Params.After, r.Params.Limit)
	filter := escalation.Filter{State: string(or(p.State, "")), Severity: string(or(p.Severity, "")), Equipment: or(p.Equipment, "")}
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

func presentEscalation(e escalation.Escalation) Escalation {
	return Escalation{
		ID: e.ID, Ref: e.Ref, Kind: e.Kind, Severity: Severity(e.Severity), State: EscalationState(e.State), Version: e.Version,
		Area: e.Area, Equipment: unless(e.Equipment, ""), Checklist: unless(e.Checklist, ""), Item: unless(e.Item, ""),
		Source: unless(e.Source, ""), Report: unless(e.Report, ""), OpenedAt: Time(e.OpenedAt), Owner: unless(e.Owner, ""), Rung: e.Rung, Checks: some(e.Checks),
		Timeline: present(e.Timeline, func(h escalation.Happening) Happening {
			return Happening{At: Time(h.At), Kind: h.Kind, By: unless(h.By, ""), Position: h.Position, Check: unless(h.Check, ""), Note: h.Note}
		}),
	}
}
