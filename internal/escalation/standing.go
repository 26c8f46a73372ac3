package escalation

import (
	"fmt"

	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry by which people, and twice the server, change an escalation that is there.
var (
	Acted      = logbook.Define("escalation.acted", applyActed)
	HandedOver = logbook.Define("escalation.handed-over", applyHandedOver)
	CloseAsked = logbook.Define("escalation.close-asked", applyCloseAsked)
	Closed     = logbook.Define("escalation.closed", applyClosed)
	Reopened   = logbook.Define("escalation.reopened", applyReopened)
	Lapsed     = logbook.Define("escalation.lapsed", applyLapsed)
	Expired    = logbook.Define("escalation.expired", applyExpired)
)

// standing is what an escalation stands at: everything of it that an act can change.
type standing struct {
	State    string `json:"state"`
	Severity string `json:"severity"`
	Owner    string `json:"owner,omitempty"`
	Version  int64  `json:"version"`
	Work     work   `json:"work,omitzero"`
}

// stood is what was decided about an act.
type stood struct {
	standing
	Given int64  `json:"given,omitempty"` // the version they had before their eyes; 0 when they did not say
	Key   string `json:"key,omitempty"`   // by which the same act is known again
	Words string `json:"words"`           // what happened, for a reader
	Check string `json:"check,omitempty"` // that it rests on
	Alarm string `json:"alarm,omitempty"` // the reference under which the unit's own screen is alarmed
}

func (r row) standing() standing {
	return standing{State: r.State, Severity: r.Severity, Owner: r.Owner, Version: r.Version, Work: r.Work.V}
}

// counted is the standing with its version: that counts up on state, owner and severity, and on nothing else.
func (s standing) counted(was standing) standing {
	if s.State != was.State || s.Owner != was.Owner || s.Severity != was.Severity {
		s.Version = was.Version + 1
	}
	return s
}

func applyActed(tx *store.Tx, e logbook.Entry, b *logbook.Act[Action, stood]) error {
	return stand(tx, e, b.Act.Kind, b.Act.Note, b.Found)
}

func applyHandedOver(tx *store.Tx, e logbook.Entry, b *logbook.Act[Handover, stood]) error {
	return stand(tx, e, "handed-over", b.Act.Note, b.Found)
}

func applyCloseAsked(tx *store.Tx, e logbook.Entry, b *logbook.Act[Closing, stood]) error {
	return stand(tx, e, "close-asked", b.Act.Note, b.Found)
}

func applyClosed(tx *store.Tx, e logbook.Entry, b *logbook.Act[Closing, stood]) error {
	return stand(tx, e, "closed", b.Act.Note, b.Found)
}

func applyReopened(tx *store.Tx, e logbook.Entry, b *logbook.Act[Reopening, stood]) error {
	return stand(tx, e, "reopened", b.Act.Reason, b.Found)
}

func applyLapsed(tx *store.Tx, e logbook.Entry, b *logbook.Act[lapse, stood]) error {
	return stand(tx, e, "lapsed", b.Act.Why, b.Found)
}

func applyExpired(tx *store.Tx, e logbook.Entry, b *logbook.Act[unanswered, stood]) error {
	return stand(tx, e, "expired", b.Act.Why, b.Found)
}

// stand writes what an escalation stands at from now on, and the line of its timeline.
func stand(tx *store.Tx, e logbook.Entry, kind, note string, s stood) error {
	var was row
	if err := tx.Where("id = ?", e.Subject).Take(&was).Error; err != nil {
		return fmt.Errorf("escalation: entry %d changes %q: %w", e.Position, e.Subject, err)
	}
	if err := change(tx, e, was.becomes(s.standing, e, kind)); err != nil {
		return err
	}
	if s.Alarm != "" {
		if err := alarm(tx, e, was, s.Alarm); err != nil {
			return err
		}
	}
	err := tx.Insert("escalation_event", eventColumns, e.Subject, e.Position, kind, int64(store.At(e.At)), e.Actor, s.Check, "",
		s.Severity, note, store.Of[[]string](nil), s.Key, s.Given, s.Words)
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "escalation", e.Subject, e.Area)
}

// becomes answers the columns that change by what happened.
func (r row) becomes(s standing, e logbook.Entry, kind string) map[string]any {
	to := map[string]any{"owner": s.Owner, "version": s.Version, "work": store.Of(s.Work), "verbal_until": nil}
	r.counts(to, s, e, kind)
	if v := s.Work.Verbal; v != nil && !v.Over {
		to["verbal_until"] = store.At(v.ends())
	}
	if s.Severity != r.Severity {
		to["severity"], to["severity_since"] = s.Severity, store.At(e.At)
	}
	if s.State == r.State {
		return to
	}
	to["state"], to["state_since"], to["closed_at"] = s.State, store.At(e.At), nil
	if s.State == IsClosed {
		to["closed_at"] = store.At(e.At)
	}
	return to
}

// act is the body of an entry.
func act[A any](a A, f stood) *logbook.Act[A, stood] { return &logbook.Act[A, stood]{Act: a, Found: f} }
