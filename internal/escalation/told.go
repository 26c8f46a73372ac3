package escalation

import (
	"cmp"
	"slices"

	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// whoWasTold puts between what people did who was told of it, and who could not be.
func whoWasTold(tx *store.Tx, list []Escalation, ids []string) error {
	all, err := notify.Concluded(tx, ids)
	if err != nil || len(all) == 0 {
		return err
	}
	at := map[string]int{}
	for i, e := range list {
		at[e.ID] = i
	}
	for _, c := range all {
		h, err := conclusion(tx, c)
		if err != nil {
			return err
		}
		e := &list[at[c.Escalation]]
		e.Timeline = append(e.Timeline, h)
	}
	for _, e := range list {
		slices.SortStableFunc(e.Timeline, func(a, b Happening) int { return cmp.Compare(a.Position, b.Position) })
	}
	return nil
}

// ways are the channels in words.
var ways = map[string]string{notify.Email: "by mail", notify.SMS: "by text message", notify.Webhook: "by the webhook"}

func conclusion(tx *store.Tx, c notify.Conclusion) (Happening, error) {
	who := c.Recipient
	if c.RecipientKind == notify.Person {
		p, err := staff.ByID(tx, c.Recipient)
		if err != nil && !problem.Is(err, "not-found") {
			return Happening{}, err
		}
		who = cmp.Or(p.Name, who)
	}
	h := Happening{Position: c.Position, At: c.At, Kind: c.Outcome, Words: who + " was told " + ways[c.Channel] + "."}
	switch c.Outcome {
	case notify.IsNotTold:
		h.Words = who + " could not be told " + ways[c.Channel] + " (" + c.Code + ")."
	case notify.IsTried:
		h.Words = who + " was tried " + ways[c.Channel] + "; whether it arrived is not known yet."
	}
	return h, nil
}
