package notify

import (
	"log/slog"
	"time"
)

// Render makes a message of facts, as a worker does.
func Render(zone *time.Location, log *slog.Logger, purpose string, severities []string, facts ...Facts) Message {
	s := New(Options{Zone: zone, Log: log, Address: "https://runup.department.example"})
	j := job{delivery: deliveryRow{ID: "0193", Purpose: purpose, Severity: severities[0]}}
	for i, f := range facts {
		n := notificationRow{Purpose: purpose, Severity: severities[i]}
		n.Facts.V = f
		j.about = append(j.about, n)
	}
	return s.render(j)
}

// Septets is how much of a text message a text takes.
func Septets(text string) int { return septets(text) }

// InAlphabet reports whether a text can go out as a text message as it is.
func InAlphabet(text string) bool { return gsm(text) == text }

// Break has whatever is rendered from now fail, until the answer is called.
func Break() (mend func()) {
	was := breaks
	breaks = func() { panic("out of words") }
	return func() { breaks = was }
}

// Frequent is what is asked and done for every message, with the index by which it is found.
var Frequent = map[string]string{toOne: "delivery_texts", toNumber: "delivery_numbers", pullForward: "delivery_next"}
