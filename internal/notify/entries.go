package notify

import (
	"runup/internal/logbook"
	"runup/internal/store"
)

// What the workers concluded that an auditor would ask for. Addresses stay in the workings: an entry names the contact point.
var (
	ToldKind    = logbook.Define("message.told", applyTold)
	NotToldKind = logbook.Define("message.not-told", applyNotTold)
	TriedKind   = logbook.Define("message.tried", applyTried)
	FaultKind   = logbook.Define("channel.faulted", applyFault)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{ToldKind, NotToldKind, TriedKind, FaultKind} }

// The outcomes of a message, as the record has them.
const (
	IsTold    = "told"
	IsNotTold = "not-told"
	IsTried   = "tried"
)

// conclusion is what became of one message.
type conclusion struct {
	Recipient   string   `json:"recipient"`
	Kind        string   `json:"kind"`
	Channel     string   `json:"channel"`
	Contact     string   `json:"contact,omitempty"`
	Purpose     string   `json:"purpose"`
	ProviderRef string   `json:"providerRef,omitempty"`
	Code        string   `json:"code,omitempty"`
	Attempts    int      `json:"attempts"`
	About       []matter `json:"about"`
}

// matter is an escalation that a message was about.
type matter struct {
	Escalation string `json:"escalation"`
	Area       string `json:"area,omitempty"`
}

type fault struct {
	Channel string `json:"channel"`
	Code    string `json:"code"`
}

type nothing struct{}

func applyTold(tx *store.Tx, e logbook.Entry, b *logbook.Act[nothing, conclusion]) error {
	return conclude(tx, e, IsTold, b.Found)
}

func applyNotTold(tx *store.Tx, e logbook.Entry, b *logbook.Act[nothing, conclusion]) error {
	return conclude(tx, e, IsNotTold, b.Found)
}

func applyTried(tx *store.Tx, e logbook.Entry, b *logbook.Act[nothing, conclusion]) error {
	return conclude(tx, e, IsTried, b.Found)
}

// conclude writes a line for each matter, and moves it: who was told is part of it.
func conclude(tx *store.Tx, e logbook.Entry, outcome string, c conclusion) error {
	for _, m := range c.About {
		err := tx.Insert("told", toldColumns, e.Position, m.Escalation, c.Recipient, c.Kind, c.Channel, c.Contact, e.Subject, c.Purpose,
			outcome, c.Code, e.At.UnixMilli())
		if err != nil {
			return err
		}
		if m.Escalation == "" {
			continue
		}
		if err := logbook.Move(tx, e, "escalation", m.Escalation, m.Area); err != nil {
			return err
		}
	}
	return nil
}

func applyFault(tx *store.Tx, e logbook.Entry, b *logbook.Act[nothing, fault]) error {
	return tx.Insert("channel_fault", faultColumns, e.Position, b.Found.Channel, b.Found.Code, e.At.UnixMilli())
}
