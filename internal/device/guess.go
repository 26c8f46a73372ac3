package device

import (
	"context"
	"time"

	"runup/internal/problem"
	"runup/internal/store"
)

// Enrolment codes are guessed without an account, so all guesses count together. Right ones are taken back, so only those
// under way and wrong ones count; sixty in ten minutes are somebody trying.
const (
	guessesAllowed = 60
	guessWindow    = 10 * time.Minute
)

// reserveGuess counts a try before it is looked at, in a unit of its own, so that nothing that fails later uncounts it.
func reserveGuess(ctx context.Context, db *store.DB) error {
	return db.Work(ctx, func(tx *store.Tx) error {
		var rows []guessRow
		if err := tx.Where("one = 1").Find(&rows).Error; err != nil {
			return err
		}
		row := guessRow{One: 1, Since: store.At(tx.Now)}
		if len(rows) == 1 && tx.Now.Before(rows[0].Since.Time().Add(guessWindow)) {
			row = rows[0]
		}
		if row.Tries >= guessesAllowed {
			return problem.New("too-many", "Too many wrong enrolment codes.").After(row.Since.Time().Add(guessWindow).Sub(tx.Now))
		}
		return tx.Upsert("enrolment_guess", []string{"one"}, guessColumns, 1, row.Tries+1, row.Since)
	})
}

var guessColumns = []string{"tries", "since"}

// releaseGuess takes a try back that was right.
func releaseGuess(ctx context.Context, db *store.DB) error {
	return db.Work(ctx, func(tx *store.Tx) error {
		return tx.Exec("UPDATE enrolment_guess SET tries = tries - 1 WHERE one = 1 AND tries > 0").Error
	})
}
