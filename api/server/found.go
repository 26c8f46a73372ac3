package server

import (
	"context"
	"crypto/rand"
	"fmt"

	"runup/internal/auth"
	"runup/internal/staff"
	"runup/internal/store"
)

// Founder is one of the first people of a department, with the password to sign in with.
type Founder struct {
	Person   staff.Person
	Password string
}

// Found gives an empty department its first people: accounts come from an administrator and authorisations from seniors, so
// somebody must be there first. It is refused as soon as there is anybody.
func (s *Server) Found(ctx context.Context, people []staff.New) ([]Founder, error) {
	founders := make([]Founder, len(people))
	secrets := make([]auth.Secret, len(people))
	for i := range people {
		founders[i].Password = rand.Text()
		var err error
		if secrets[i], err = s.auth.HashPassword(ctx, founders[i].Password); err != nil {
			return nil, fmt.Errorf("found: %w", err)
		}
	}
	return founders, s.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		persons, err := staff.Found(tx, people)
		if err != nil {
			return err
		}
		for i, p := range persons {
			founders[i].Person = p
			if err := s.auth.StorePassword(tx, p.ID, secrets[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
