package api

import (
	"context"
	"strconv"

	. "runup/api/wire"
	"runup/internal/store"
	"runup/internal/tablet"
)

// ListQuarantine answers what was set aside, the newest first.
func (s *service) ListQuarantine(ctx context.Context, r ListQuarantineRequestObject) (ListQuarantineResponseObject, error) {
	span := spanOf(r.Params.After, r.Params.Limit)
	before, err := positionOf(span.after)
	if err != nil {
		return nil, err
	}
	var found []tablet.SetAside
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = tablet.Quarantine(tx, string(or(r.Params.State, "")), before, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(a tablet.SetAside) string { return strconv.FormatInt(a.Position, 10) })
	return ListQuarantine200JSONResponse{Items: present(items, presentSetAside), Next: next}, err
}

// GetQuarantined answers one operation that was set aside.
func (s *service) GetQuarantined(ctx context.Context, r GetQuarantinedRequestObject) (GetQuarantinedResponseObject, error) {
	var a tablet.SetAside
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		a, err = tablet.SetAsideByID(tx, r.QuarantineID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return GetQuarantined200JSONResponse(presentSetAside(a)), nil
}

// ResolveQuarantined accepts or discards it.
func (s *service) ResolveQuarantined(ctx context.Context, r ResolveQuarantinedRequestObject) (ResolveQuarantinedResponseObject, error) {
	a, err := s.Tablet.Resolve(ctx, actor(ctx), r.QuarantineID, string(r.Body.Decision), r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return ResolveQuarantined200JSONResponse(presentSetAside(a)), nil
}

func presentSetAside(a tablet.SetAside) Quarantined {
	out := Quarantined{
		ID: a.ID, Position: a.Position, OpID: a.OpID, Device: a.Device, Area: a.Area, ReceivedAt: Time(a.ReceivedAt),
		State: QuarantineState(a.State), Payload: a.Payload, Signature: a.Signature,
		ResolvedBy: unless(a.ResolvedBy, ""), ResolvedAt: At(a.ResolvedAt), Reason: unless(a.Reason, ""), WaitingFor: a.WaitingFor,
	}
	if p := a.Problem; p != nil {
		out.Problem = Problem{Type: p.Type, Title: p.Title, Status: p.Status, Detail: p.Detail, Code: p.Code, Fix: p.Fix, Instance: p.Instance}
		for _, f := range p.Errors {
			out.Problem.Errors = append(out.Problem.Errors, Place{Pointer: f.Pointer, Detail: f.Detail})
		}
	}
	return out
}
