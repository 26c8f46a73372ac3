package escalation

import (
	"time"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/rota"
	"runup/internal/schedule"
)

// readAt is when people read what calls nobody, on the department's clock.
//
// Requirement: escalation.md 4.2, 4.5: a notice is a line of the 07:00 digest, and so is an advice that nobody answered once its
// ladder has been climbed.
const readAt = schedule.Clock(7 * 60)

// keeps reports whether a message can wait until people read what there is.
func keeps(severity, purpose string) bool {
	switch severity {
	case checklist.Information:
		return purpose == notify.Alert || purpose == notify.Repeat
	case checklist.Advice:
		return purpose == notify.Repeat
	}
	return false
}

// digestAt is when it is next read.
func digestAt(now time.Time) time.Time {
	day := schedule.DayOf(now, rota.Zone())
	if at := day.At(readAt, rota.Zone()); at.After(now) {
		return at
	}
	return day.Plus(1).At(readAt, rota.Zone())
}
