package check

import (
	"slices"

	"runup/internal/logbook"
	"runup/internal/occurrence"
)

// counted is a finished check as its occurrence sees it.
func (b *sent) counted(e logbook.Entry) occurrence.Counted {
	c := occurrence.Counted{
		Occurrence: b.Found.Occurrence, Check: e.Subject, Verdict: b.Found.Verdict, Gate: opensGate(b.Found.Flags) && !b.Found.WantsSecond,
		Complete: b.op.StoppedEarly == nil, DoneAt: b.Found.At, ReceivedAt: e.At, By: b.op.PerformedBy,
	}
	if b.Found.Release != nil {
		c.ReceivedAt = b.Found.Release.ReceivedAt
	}
	return c
}

// opensGate reports whether equipment may be used on the strength of a check with these flags: somebody authorised did it,
// proved who they were, and a trainee's has been confirmed.
func opensGate(flags []string) bool {
	return !slices.ContainsFunc([]string{FlagUnauthorised, FlagUnverified, FlagLapsed, FlagAwaiting}, func(bars string) bool {
		return slices.Contains(flags, bars)
	})
}
