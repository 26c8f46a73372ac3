package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"runup/internal/escalation"
	"runup/internal/store"
)

// neighbours is what one process sees of the others.
type neighbours struct {
	silent  []nodeRow     // not heard of for longer than an engine may be
	overdue time.Duration // how long something has been due, whoever should have done it
	waiting string        // what was opened when one stood still, and does not say yet that it is over; "" when nothing was
}

type nodeRow struct {
	Node   string
	BeatAt store.Instant
}

func (nodeRow) TableName() string { return "engine_node" }

// Watch looks for other processes whose engines are not heard of any more. If something is overdue, people are called: a
// machine is down, and somebody may not have been told. If nothing is, another has taken over and there is nothing to say.
//
// Requirement: escalation.md 4.10.4, conformance 88.
func (e *Engine) Watch(ctx context.Context) error {
	var n neighbours
	err := e.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) { n, err = e.around(tx); return err })
	if err != nil || !n.matter() {
		return err
	}
	return e.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		n, err := e.around(tx) // another may have been quicker
		if err != nil || !n.matter() {
			return err
		}
		return n.settle(tx)
	})
}

func (e *Engine) around(tx *store.Tx) (n neighbours, err error) {
	err = tx.Where("node <> ? AND beat_at < ?", e.node, store.At(tx.Now.Add(-beatStale))).Order("beat_at, node").Find(&n.silent).Error
	if err == nil {
		n.overdue, err = overdue(tx)
	}
	if err == nil {
		n.waiting, err = escalation.Stalled(tx)
	}
	if err != nil {
		return n, fmt.Errorf("engine: watch: %w", err)
	}
	return n, nil
}

// matter reports whether there is something to write.
func (n neighbours) matter() bool {
	return len(n.silent) > 0 || n.waiting != "" && n.overdue <= overdueFor
}

// settle calls people or forgets who was taken over from, and says when what stood still goes on.
func (n neighbours) settle(tx *store.Tx) error {
	var gone []string
	for _, s := range n.silent {
		if n.overdue > overdueFor || tx.Now.Sub(s.BeatAt.Time()) > beatStale+overdueFor { // what it left would be overdue by now
			gone = append(gone, s.Node)
		}
	}
	if len(gone) > 0 {
		if err := tx.Where("node IN ?", gone).Delete(&nodeRow{}).Error; err != nil {
			return fmt.Errorf("engine: watch: %w", err)
		}
	}
	switch {
	case n.overdue > overdueFor && len(gone) > 0:
		return escalation.OpenTrouble(tx, escalation.AboutStalled, n.words(tx.Now))
	case n.overdue <= overdueFor && n.waiting != "":
		return escalation.Recover(tx, n.waiting, "Nothing is overdue any more.")
	}
	return nil
}

func (n neighbours) words(now time.Time) string {
	since := make([]string, len(n.silent))
	for i, s := range n.silent {
		since[i] = now.Sub(s.BeatAt.Time()).Round(time.Second).String()
	}
	return fmt.Sprintf("The engine of another process has not been heard of for %s, and something had been due for %s. This one goes on.",
		strings.Join(since, " and "), n.overdue.Round(time.Second))
}
