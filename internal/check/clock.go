package check

import (
	"sync"
	"time"

	"runup/internal/operation"
)

const (
	// ClockMargin is how far off a tablet's clock may be; further, it is doubted.
	ClockMargin = 10 * time.Minute
	doubtedAge  = 7 * 24 * time.Hour // older than this wants better evidence than the operation's own word
	lateAfter   = time.Hour
)

// When answers the best that is known of the time at which an operation was done.
func (in *Incoming) When(now time.Time) time.Time {
	at, _ := in.when(now)
	return at
}

// when answers the best that is known of the time at which an operation was done, and whether the tablet's clock is in
// doubt. A tablet's time is evidence and never decides the order of things, but the day decides which dates had passed
// and who was authorised.
func (in *Incoming) when(now time.Time) (at time.Time, suspect bool) {
	received := in.received(now)
	done := in.Op.Done()
	suspect = !in.Op.Clock || !knownZone(in.Op.Zone) || in.began(done)
	if done == nil {
		return received, true
	}
	at = *done
	if in.Skew != nil && in.Skew.Abs() > ClockMargin {
		at, suspect = at.Add(-*in.Skew), true
	}
	if at.After(received) {
		return received, suspect || at.Sub(received) > ClockMargin
	}
	if in.beforeItsTime(at, received) {
		return received, true
	}
	return at, suspect
}

// began reports whether the beginning that a check gives says that its clock cannot be trusted: none that can be read, or one after
// its end.
func (in *Incoming) began(done *time.Time) bool {
	if in.Op.Type != operation.Completed {
		return false
	}
	return in.Op.StartedAt == nil || done != nil && in.Op.StartedAt.After(*done)
}

// zones remembers which names of time zones there are. Only those that there are: their number is known, that of the others is not.
var zones sync.Map

func knownZone(name string) bool {
	if _, known := zones.Load(name); known {
		return true
	}
	if name == "" || name == "Local" {
		return false
	}
	if _, err := time.LoadLocation(name); err != nil {
		return false
	}
	zones.Store(name, true)
	return true
}

// beforeItsTime reports whether a time cannot be believed: long before the tablet was enrolled, or long ago by the word of
// a tablet that does not say what its clock shows now.
func (in *Incoming) beforeItsTime(at, received time.Time) bool {
	if in.Skew == nil && received.Sub(at) > doubtedAge {
		return true
	}
	return in.Device.EnrolledAt.Sub(at) > doubtedAge
}

func (in *Incoming) late(now time.Time) bool {
	done := in.Op.Done()
	return done != nil && in.received(now).Sub(*done) > lateAfter
}
