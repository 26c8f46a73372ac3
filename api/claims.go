package api

import (
	"context"
	"sync"
	"time"

	. "runup/api/wire"
	"runup/internal/claim"
	"runup/internal/store"
)

// ListClaims answers which checks somebody is doing just now.
func (s *service) ListClaims(ctx context.Context, r ListClaimsRequestObject) (ListClaimsResponseObject, error) {
	var found []claim.Claim
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = claim.All(tx)
		return err
	})
	found, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(c claim.Claim) string { return c.ID })
	return ListClaims200JSONResponse{Items: presentClaims(ctx, found), Next: next}, err
}

// SayClaim notes that a check is being done on the calling tablet.
func (s *service) SayClaim(ctx context.Context, r SayClaimRequestObject) (SayClaimResponseObject, error) {
	b := r.Body
	saying := claim.Saying{Equipment: b.Equipment, Checklist: b.Checklist, Occurrence: or(b.Occurrence, ""), Staff: or(b.Staff, ""), Name: or(b.Name, "")}
	if b.Since != nil {
		at := time.Time(*b.Since)
		saying.Since = &at
	}
	var own claim.Claim
	var others []claim.Claim
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		own, others, err = claim.Say(tx, saying)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.claims.fire()
	return SayClaim200JSONResponse{Claim: presentClaim(ctx, own), Others: presentClaims(ctx, others)}, nil
}

// DropClaim takes a claim of the calling tablet back.
func (s *service) DropClaim(ctx context.Context, r DropClaimRequestObject) (DropClaimResponseObject, error) {
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) error { return claim.Drop(tx, r.ClaimID) })
	s.claims.fire()
	return DropClaim204Response{}, err
}

func presentClaims(ctx context.Context, list []claim.Claim) []Claim {
	return present(list, func(c claim.Claim) Claim { return presentClaim(ctx, c) })
}

func presentClaim(ctx context.Context, c claim.Claim) Claim {
	return Claim{
		ID: c.ID, Equipment: c.Equipment, Checklist: c.Checklist, Occurrence: unless(c.Occurrence, ""), Area: c.Area, Device: c.Device, Tablet: c.Tablet,
		Staff: unless(c.Staff, ""), Name: c.Name, Since: Time(c.Since), Until: Time(c.Until), Own: c.Device == actor(ctx).Device,
	}
}

// elsewhere is what another process lets this one hear of claims: nothing but the rows in the database they share.
type elsewhere struct {
	mu   sync.Mutex
	at   time.Time
	last claim.Mark
}

// hearClaims looks, for all streams together and at most once a second, whether claims changed at another process. Where
// there can be none it does nothing.
func (s *service) hearClaims(ctx context.Context) {
	e := &s.elsewhere
	if s.DB.Engine() != "postgres" || !e.mu.TryLock() {
		return
	}
	defer e.mu.Unlock()
	if s.now().Sub(e.at) < recheck {
		return
	}
	e.at = s.now()
	var mark claim.Mark
	err := s.DB.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) { mark, err = claim.Marked(tx); return err })
	if err == nil && mark != e.last { // what cannot be read now is looked at in a second
		e.last = mark
		s.claims.fire()
	}
}

// signal tells whoever waits that something happened, and how often it has. It carries nothing else: they look.
type signal struct {
	mu sync.Mutex
	n  int64
	ch chan struct{}
}

// now answers how often it has happened, and what is closed when it does again.
func (s *signal) now() (int64, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ch == nil {
		s.ch = make(chan struct{})
	}
	return s.n, s.ch
}

func (s *signal) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n++; s.ch != nil {
		close(s.ch)
		s.ch = nil
	}
}
