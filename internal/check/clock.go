package check

import "time"

const (
	clockMargin = 10 * time.Minute   // further off, a tablet's clock is doubted
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
	suspect = !in.Op.Clock || in.Op.Zone == "" || in.Op.StartedAt != nil && done != nil && in.Op.StartedAt.After(*done)
	if done == nil {
		return received, true
	}
	at = *done
	if in.Skew != nil && in.Skew.Abs() > clockMargin {
		at, suspect = at.Add(-*in.Skew), true
	}
	if at.After(received) {
		return received, suspect || at.Sub(received) > clockMargin
	}
	if in.beforeItsTime(at, received) {
		return received, true
	}
	return at, suspect
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
