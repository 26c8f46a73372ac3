package api

import (
	"context"
	"strings"
	"time"

	. "runup/api/wire"
	"runup/internal/problem"
)

// Healthz answers while the process is alive.
func (s *service) Healthz(context.Context, HealthzRequestObject) (HealthzResponseObject, error) {
	return Healthz200JSONResponse{Status: HealthStatusOk}, nil
}

// Readyz answers while the record can be written.
func (s *service) Readyz(ctx context.Context, _ ReadyzRequestObject) (ReadyzResponseObject, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := s.DB.Ping(ctx); err != nil {
		return nil, problem.New("unavailable", "The record cannot be written just now.").After(5 * time.Second).Because(err)
	}
	return Readyz200JSONResponse{Status: HealthStatusOk}, nil
}

// HealthzEngine answers while people would be called.
func (s *service) HealthzEngine(ctx context.Context, _ HealthzEngineRequestObject) (HealthzEngineResponseObject, error) {
	b, err := s.Engine.Health(ctx)
	if err != nil || !b.Well() {
		return nil, problem.Newf("engine-stalled", "Phone: %s.", strings.Join(b.Stalled, "; ")).After(5 * time.Second).Because(err)
	}
	out := EngineHealth{
		Status: EngineHealthStatusOk, BeatAt: Time(b.At), Waiting: b.Open, Repairs: b.Repairs, OverdueSeconds: b.Overdue.Seconds(),
	}
	if !b.AuditAt.IsZero() {
		out.AuditAt = At(&b.AuditAt)
	}
	return HealthzEngine200JSONResponse(out), nil
}
