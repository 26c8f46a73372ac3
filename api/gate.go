package api

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"runup/api/contract"
	"runup/internal/auth"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// patience bounds what one request may wait for; streams set their own bounds.
const patience = 30 * time.Second

// gate stands before every operation, in this order: who is asking (401), may they (403), is what they sent readable
// (400, 413, 415) and right (422). Nothing of a request is looked at on behalf of somebody who may not ask.
//
// It is one ring over all routes and not a group's: a group with middleware would turn 405 into 404.
func (s *service) gate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		o := s.operations[c.Request().Method+" "+c.Path()]
		if o == nil {
			return next(c)
		}
		n := noteOf(c)
		n.operation = o
		who, err := s.identify(c, o)
		if err != nil {
			return err
		}
		n.actor, who.host = who.Actor, c.Request().Host
		if err := staff.May(who.Actor, powers[o.ID]); err != nil {
			s.refused(c, o.ID, who.Actor, err)
			return err
		}
		if err := s.validate(c, o); err != nil {
			return err
		}
		ctx, end := s.bounded(context.WithValue(c.Request().Context(), callerKey{}, who), o)
		defer end()
		c.SetRequest(c.Request().WithContext(ctx))
		if err = next(c); err != nil {
			s.refused(c, o.ID, who.Actor, err)
		}
		return err
	}
}

// bounded gives an operation its time. Streams end by themselves, with their caller or with the server.
func (s *service) bounded(ctx context.Context, o *contract.Operation) (context.Context, func()) {
	if o.ID == "putBlob" {
		return context.WithTimeout(ctx, photoTime)
	}
	if !streams[o.ID] {
		return context.WithTimeout(ctx, patience)
	}
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.Streaming, cancel)
	return ctx, func() { stop(); cancel() }
}

// streams are the operations whose answers may take long.
var streams = map[string]bool{"syncEvents": true, "exportChecksCsv": true, "exportChecksNdjson": true}

// caller is who asked, with the token they asked with: a stream looks again whether it is still good.
type caller struct {
	auth.Principal
	token string // "" when nobody said who they are
	host  string // that they asked
}

type callerKey struct{}

// actor answers who is asking; nobody is an actor without powers.
func actor(ctx context.Context) store.Actor { return callerOf(ctx).Actor }

func callerOf(ctx context.Context) caller {
	who, _ := ctx.Value(callerKey{}).(caller)
	return who
}

func (s *service) identify(c echo.Context, o *contract.Operation) (caller, error) {
	if o.ID == "receiveReceipt" {
		return caller{}, s.provider(c)
	}
	if o.Token == contract.Ignored {
		return caller{}, nil
	}
	token, err := bearer(c)
	if err != nil || (token == "" && o.Token == contract.Optional) {
		return caller{}, err
	}
	if token == "" {
		return caller{}, problem.New("not-signed-in", "The call carries no access token.")
	}
	found, err := s.authenticate(c.Request().Context(), token, o.ID)
	return caller{Principal: found, token: token}, err
}

// authenticate finds who a token belongs to. A tablet that was shut out may still push, and nothing else.
func (s *service) authenticate(ctx context.Context, token, operation string) (auth.Principal, error) {
	found, err := s.Auth.Principal(ctx, token)
	if err != nil {
		return auth.Principal{}, err
	}
	if found.DeviceRevoked && operation != "syncPush" {
		return auth.Principal{}, problem.New("not-signed-in", "This tablet has been shut out.")
	}
	return found, nil
}

// bearer takes the token out of the one Authorization header.
func bearer(c echo.Context) (string, error) {
	given := c.Request().Header.Values("Authorization")
	if len(given) == 0 {
		return "", nil
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if len(given) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" || strings.ContainsAny(token, " ,") {
		return "", problem.New("not-signed-in", "The Authorization header must be \"Bearer\" and one token.")
	}
	return token, nil
}

// validate holds the request against the contract.
func (s *service) validate(c echo.Context, o *contract.Operation) error {
	query, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return problem.New("unreadable", "The query cannot be read.").Because(err)
	}
	params, err := pathParams(c)
	if err != nil {
		return err
	}
	wrong, err := o.Params(params)
	if err != nil {
		return err
	}
	more, err := o.Query(query)
	if err != nil {
		return err
	}
	if wrong = append(wrong, more...); len(wrong) > 0 {
		return contract.Wrong(wrong)
	}
	if o.ID == "syncPush" {
		return nil // has its own reader, which is faster and knows which part of a batch is wrong
	}
	if o.ID == "putBlob" {
		return plainPhoto(c) // is no text, and larger than any
	}
	return validateBody(c, o)
}

// pathParams unescapes as the generated binder does, so that what is checked is what is bound.
func pathParams(c echo.Context) (map[string]string, error) {
	values := map[string]string{}
	for _, name := range c.ParamNames() {
		value, err := url.PathUnescape(c.Param(name))
		if err != nil {
			return nil, problem.New("unreadable", "The address cannot be read.").Because(err)
		}
		values[name] = value
	}
	return values, nil
}
