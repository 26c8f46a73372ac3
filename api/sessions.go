package api

import (
	"context"
	"time"

	. "runup/api/wire"
	"runup/internal/auth"
	"runup/internal/staff"
	"runup/internal/store"
)

// SignIn opens a session by password, or by PIN on the tablet whose token the call carries.
func (s *service) SignIn(ctx context.Context, r SignInRequestObject) (SignInResponseObject, error) {
	attempt := auth.SignIn{Username: r.Body.Username, Password: or(r.Body.Password, ""), PIN: or(r.Body.Pin, "")}
	if who := callerOf(ctx); who.token != "" {
		attempt.By = &who.Principal
	}
	tokens, err := s.Auth.SignIn(ctx, attempt)
	if err != nil {
		return nil, err
	}
	session, err := s.presentSession(ctx, tokens)
	return SignIn201JSONResponse(session), err
}

// RefreshSession answers the next pair of tokens.
func (s *service) RefreshSession(ctx context.Context, r RefreshSessionRequestObject) (RefreshSessionResponseObject, error) {
	tokens, err := s.Auth.Refresh(ctx, r.Body.RefreshToken)
	if err != nil {
		return nil, err
	}
	session, err := s.presentSession(ctx, tokens)
	return RefreshSession200JSONResponse(session), err
}

// SignOut ends the session that the call was made with.
func (s *service) SignOut(ctx context.Context, _ SignOutRequestObject) (SignOutResponseObject, error) {
	return SignOut204Response{}, s.Auth.SignOut(ctx, actor(ctx))
}

// GetMe answers the person signed in.
func (s *service) GetMe(ctx context.Context, _ GetMeRequestObject) (GetMeResponseObject, error) {
	a := actor(ctx)
	var who Staff
	err := s.DB.Read(ctx, a, func(tx *store.Tx) (err error) {
		who, err = personWith(tx, a.Staff)
		return err
	})
	return GetMe200JSONResponse{
		ID: who.ID, Username: who.Username, Name: who.Name, Role: who.Role, Registered: who.Registered, Areas: who.Areas,
		Authorisations: who.Authorisations, Powers: staff.PowersOf(a), Proven: MeProven(a.Proven), Device: unless(a.Device, ""),
	}, err
}

// SetPin sets the caller's own PIN.
func (s *service) SetPin(ctx context.Context, r SetPinRequestObject) (SetPinResponseObject, error) {
	return SetPin204Response{}, s.Auth.SetPIN(ctx, actor(ctx), r.Body.Pin)
}

// presentSession reads the person for themselves: nobody is signed in yet when they sign in.
func (s *service) presentSession(ctx context.Context, t auth.Tokens) (Session, error) {
	var who Staff
	err := s.DB.Read(ctx, store.Actor{Staff: t.Person.ID}, func(tx *store.Tx) (err error) {
		who, err = personWith(tx, t.Person.ID)
		return err
	})
	return Session{AccessToken: t.Access, ExpiresIn: seconds(t.ExpiresIn), RefreshToken: t.Refresh, Staff: who}, err
}

func seconds(d time.Duration) int { return int(d / time.Second) }
