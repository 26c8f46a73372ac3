package api

import (
	"errors"
	"time"

	"runup/internal/problem"
)

// period reads from and to. Dates are the department's, both included; the end that is answered is not.
func (s *service) period(from, to *string) (start, end *time.Time, err error) {
	var wrong []problem.Field
	if start, err = s.instant(from, 0, 0); err != nil {
		wrong = append(wrong, problem.Field{Pointer: "query/from", Detail: err.Error()})
	}
	if end, err = s.instant(to, 1, time.Millisecond); err != nil {
		wrong = append(wrong, problem.Field{Pointer: "query/to", Detail: err.Error()})
	}
	if len(wrong) > 0 {
		return nil, nil, problem.New("invalid", "The period cannot be read.").With(wrong...)
	}
	return start, end, nil
}

var errNoDate = errors.New("must be YYYY-MM-DD or an RFC 3339 time, between 1900 and 2999")

// instant reads a date or a time. days and extra move it past its end, for an end that is included.
func (s *service) instant(text *string, days int, extra time.Duration) (*time.Time, error) {
	if text == nil {
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339Nano, *text)
	if err == nil {
		at = at.Add(extra)
	} else if at, err = time.ParseInLocation(time.DateOnly, *text, s.Zone); err == nil {
		at = at.AddDate(0, 0, days)
	}
	if err != nil || at.Year() < 1900 || at.Year() > 2999 { // a year of five digits could not be written down again
		return nil, errNoDate
	}
	return &at, nil
}
