package tablet

import (
	"fmt"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Epoch is the state of opening the next epoch: proposed by one person at a position, or open.
type Epoch struct {
	Proposal int64  // the position that the second person names
	Open     bool   // both have spoken
	Epoch    string // the epoch that is now current
}

// DeclareEpoch is a person's word that this history has ended. The first proposes; the second names the proposal's position,
// and the next epoch opens at once: every reader starts again beside its unsent work.
func DeclareEpoch(tx *store.Tx, proposal int64, reason string) (Epoch, error) {
	if err := mayDeclare(tx, reason); err != nil {
		return Epoch{}, err
	}
	if proposal == 0 {
		return propose(tx, reason)
	}
	now, err := logbook.Now(tx)
	if err != nil {
		return Epoch{}, err
	}
	if err := stillProposed(tx, proposal, now.Epoch); err != nil {
		return Epoch{}, err
	}
	var highest int64
	if err := tx.Raw("SELECT coalesce(max(position), 0) FROM contradiction WHERE epoch = ?", now.Epoch).Scan(&highest).Error; err != nil {
		return Epoch{}, fmt.Errorf("tablet: epoch: %w", err)
	}
	e, err := logbook.OpenEpoch(tx, logbook.Declaration{Proposal: proposal, Reason: reason}, highest)
	return Epoch{Proposal: proposal, Open: true, Epoch: e.Epoch}, err
}

func propose(tx *store.Tx, reason string) (Epoch, error) {
	e, err := logbook.EpochProposed.Append(tx, "", tx.Actor.Staff, &logbook.Act[logbook.Proposal, struct{}]{Act: logbook.Proposal{Reason: reason}})
	return Epoch{Proposal: e.Position, Epoch: e.Epoch}, err
}

func mayDeclare(tx *store.Tx, reason string) error {
	if err := staff.May(tx.Actor, staff.DeclareEpoch); err != nil {
		return err
	}
	if reason == "" {
		return problem.New("invalid", "Opening an epoch needs a reason.").With(problem.Field{Pointer: "/reason", Detail: "must say why"})
	}
	return nil
}

// stillProposed reports whether another person has proposed to end the epoch that is current.
func stillProposed(tx *store.Tx, position int64, epoch string) error {
	var proposed []struct{ Epoch, ProposedBy string }
	err := tx.Raw("SELECT epoch, proposed_by FROM epoch_proposal WHERE position = ?", position).Scan(&proposed).Error
	switch {
	case err != nil:
		return fmt.Errorf("tablet: epoch: %w", err)
	case len(proposed) == 0:
		return problem.Newf("not-found", "Nobody proposed an epoch at position %d.", position)
	case proposed[0].Epoch != epoch:
		return problem.New("conflict", "That proposal was for an epoch that has ended.")
	case proposed[0].ProposedBy == tx.Actor.Staff:
		return problem.New("second-person", "Whoever proposed the epoch cannot open it too.")
	}
	return nil
}
