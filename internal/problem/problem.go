// Package problem holds the answers that say somebody can do something about it.
//
// Whatever goes wrong is one of two sorts. A problem is an answer: it has a stable code, a sentence for a member of
// staff and what to do now. Anything else is a failure, which only we can mend and whose text never leaves the server.
package problem

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what the caller may do about a problem; the edge turns it into an HTTP status.
type Kind string

// The kinds, with the status each becomes.
const (
	Unreadable      Kind = "unreadable"      // 400: the body or an address cannot be read at all
	Unauthenticated Kind = "unauthenticated" // 401: sign in (again)
	Forbidden       Kind = "forbidden"       // 403: signed in, without the power
	NotFound        Kind = "not-found"       // 404: not there, or not yours to see
	Method          Kind = "method"          // 405: the address is right, the method is not
	Conflict        Kind = "conflict"        // 409: the world has moved on; look again
	TooLarge        Kind = "too-large"       // 413: send less at once
	Media           Kind = "media"           // 415: another media type or encoding
	Invalid         Kind = "invalid"         // 422: understood, but wrong
	TooMany         Kind = "too-many"        // 429: wait, then try again
	Unavailable     Kind = "unavailable"     // 503: nothing was stored; try again
	Internal        Kind = "internal"        // 500: ours to mend
)

// Field names one wrong place in what was sent.
type Field struct {
	Pointer string `json:"pointer"` // JSON pointer into the body, or "query/limit", "path/id", "header/…"
	Detail  string `json:"detail"`
}

// Error is a problem on its way to whoever can act on it.
type Error struct {
	Code       string        // stable, listed in All
	Detail     string        // one sentence for a member of staff
	Fix        string        // what to do now
	Fields     []Field       // every wrong place, not only the first
	RetryAfter time.Duration // for TooMany and Unavailable
	Cause      error         // for the log only, never for the wire
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Detail, e.Cause)
	}
	return e.Code + ": " + e.Detail
}

func (e *Error) Unwrap() error { return e.Cause }

// Kind answers what the caller may do, from the catalogue.
func (e *Error) Kind() Kind { return Describe(e.Code).Kind }

// New makes a problem of a catalogued code. An empty fix takes the catalogue's.
func New(code, detail string) *Error {
	return &Error{Code: code, Detail: detail, Fix: Describe(code).Fix}
}

// Newf is New with a formatted detail.
func Newf(code, format string, args ...any) *Error { return New(code, fmt.Sprintf(format, args...)) }

// With adds the wrong places.
func (e *Error) With(fields ...Field) *Error { e.Fields = append(e.Fields, fields...); return e }

// Because keeps the cause for the log.
func (e *Error) Because(err error) *Error { e.Cause = err; return e }

// After says how long to wait.
func (e *Error) After(d time.Duration) *Error { e.RetryAfter = d; return e }

// Do replaces the catalogue's advice by one that fits this case better.
func (e *Error) Do(fix string) *Error { e.Fix = fix; return e }

// Is reports whether err is, or wraps, a problem of this code.
func Is(err error, code string) bool {
	var p *Error
	return errors.As(err, &p) && p.Code == code
}

// Of finds the problem in an error, if there is one.
func Of(err error) (*Error, bool) {
	var p *Error
	ok := errors.As(err, &p)
	return p, ok
}
