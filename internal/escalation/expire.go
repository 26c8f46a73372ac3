package escalation

import (
	"fmt"

	"runup/internal/problem"
	"runup/internal/store"
)

// unanswered is why the server takes an acknowledgement back.
type unanswered struct {
	Why string `json:"why"`
}

// Expire takes an acknowledgement back after which nothing was done in time: the escalation is open again. It is the server's
// own act.
func Expire(tx *store.Tx, id, why string) error {
	m, err := take(tx, id)
	if err != nil {
		return err
	}
	if m.State != IsAcknowledged {
		return problem.Newf("guard", "%s is %s.", m.Ref, m.State)
	}
	m.now.State, m.now.Owner, m.now.Work.HandedTo = IsOpen, "", ""
	m.words = "Nobody is dealing with it any more: " + why + "."
	if _, err := Expired.Append(tx, m.Area, m.ID, act(unanswered{Why: why}, m.stood("", 0))); err != nil {
		return fmt.Errorf("escalation: expire: %w", err)
	}
	return nil
}
