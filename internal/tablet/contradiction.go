package tablet

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"

	"runup/internal/checklist"
	"runup/internal/escalation"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// contradiction is a cursor that this server made and that its logbook does not fit: the logbook went back in time, or
// somebody changed it. Whoever reads on would hold two histories as one.
type contradiction struct {
	cursor cursor
	head   int64
}

func (c *contradiction) Error() string {
	return fmt.Sprintf("tablet: a genuine cursor at %d does not fit the logbook, whose head is %d", c.cursor.position, c.head)
}

func epochChanged() error {
	return problem.New("epoch-changed", "The logbook is not the one that was read before: it went back in time or was changed. Nothing is served until that is settled.")
}

// contradicted records, once an epoch, that pulls have stopped, and answers so. Pushes go on: nothing recorded is lost by it.
func (s *Service) contradicted(ctx context.Context, actor store.Actor, c *contradiction) error {
	s.logger.ErrorContext(ctx, "logbook contradicts a cursor; pulls stop",
		slog.Int64("cursor", c.cursor.position), slog.Int64("head", c.head), slog.String("epoch", c.cursor.epoch))
	err := s.db.Write(ctx, actor, func(tx *store.Tx) error {
		if err := stopped(tx, c.cursor.epoch); err != nil {
			return nil // known already
		}
		if _, err := Contradicted.Append(tx, "", c.cursor.epoch, &logbook.Act[contradicted, foundHead]{
			Act:   contradicted{Position: c.cursor.position, Root: hex.EncodeToString(c.cursor.root[:])},
			Found: foundHead{Head: c.head, At: tx.Now},
		}); err != nil {
			return err
		}
		_, err := escalation.Open(tx, []escalation.Cause{{
			Kind: escalation.Trouble, About: "epoch/" + c.cursor.epoch, Severity: checklist.PutRight, At: tx.Now,
			Why: "The logbook went back in time or was changed: nothing is served to tablets until two people have opened the next epoch. What tablets send is kept.",
		}})
		return err
	})
	if err != nil {
		return err
	}
	return epochChanged()
}

// stopped says whether pulls have stopped in this epoch.
func stopped(tx *store.Tx, epoch string) error {
	var n int64
	if err := tx.Raw("SELECT count(*) FROM contradiction WHERE epoch = ?", epoch).Scan(&n).Error; err != nil {
		return fmt.Errorf("tablet: pull: %w", err)
	}
	if n > 0 {
		return epochChanged()
	}
	return nil
}
