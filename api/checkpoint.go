package api

import (
	"context"
	"sync"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// fresh is how long a signed checkpoint serves for pushes: a busy morning has many a second, and none of them needs its own.
const fresh = time.Second

// notes keeps the checkpoint that was signed last.
type notes struct {
	mu     sync.Mutex
	signed time.Time
	text   string
}

// checkpoint is a signed checkpoint not much older than now. A push is not refused because it could not be signed: the
// tablet gets the next one.
func (s *service) checkpoint(ctx context.Context) string {
	s.notes.mu.Lock()
	defer s.notes.mu.Unlock()
	if s.now().Sub(s.notes.signed) < fresh {
		return s.notes.text
	}
	note, err := s.sign(ctx)
	if err != nil {
		return ""
	}
	s.notes.signed, s.notes.text = s.now(), note
	return note
}

func (s *service) sign(ctx context.Context) (note string, err error) {
	var head logbook.Head
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		head, err = logbook.Now(tx)
		return err
	})
	if err != nil {
		return "", err
	}
	return s.Signer.Sign(head.Position, head.Root)
}
