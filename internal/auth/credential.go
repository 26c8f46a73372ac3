package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// SetPIN sets the actor's own PIN.
func (s *Service) SetPIN(ctx context.Context, actor store.Actor, text string) error {
	if err := staff.May(actor, staff.SignedIn); err != nil {
		return err
	}
	secret, err := s.HashPIN(ctx, text)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, actor, func(tx *store.Tx) error { return s.StorePIN(tx, actor.Staff, secret) })
	s.forget()
	return err
}

// StorePIN keeps a PIN: one's own, or one that the server gives at founding. Sessions begun with the old one end.
func (s *Service) StorePIN(tx *store.Tx, staffID string, secret Secret) error {
	if !own(tx.Actor, staffID) {
		return problem.New("forbidden", "A PIN is set by the person themselves.")
	}
	if secret.kind != pin {
		return errors.New("auth: not a PIN")
	}
	p, err := staff.ByID(tx, staffID)
	if err != nil {
		return err
	}
	err = keep(tx, credentialRow{Staff: staffID, Kind: pin, Secret: s.seal(staffID, secret.key), Salt: b64.EncodeToString(secret.salt), Demo: secret.Demo})
	if err != nil {
		return err
	}
	body := &logbook.Act[secretSet, servedTo]{Act: secretSet{Demo: secret.Demo}, Found: servedTo{Areas: p.Actor().Areas}}
	if _, err := PINSet.Append(tx, "", staffID, body); err != nil {
		return fmt.Errorf("auth: set pin: %w", err)
	}
	return endAll(tx, staffID, store.ProvenPIN, tx.Actor.Session, "PIN changed")
}

// StorePassword keeps a password: one's own, one that an administrator gives, or the server at founding. Every other
// session of the person ends.
func (s *Service) StorePassword(tx *store.Tx, staffID string, secret Secret) error {
	if !own(tx.Actor, staffID) {
		if err := staff.May(tx.Actor, staff.Accounts); err != nil {
			return err
		}
	}
	if secret.kind != password {
		return errors.New("auth: not a password")
	}
	if _, err := staff.ByID(tx, staffID); err != nil {
		return err
	}
	if err := keep(tx, credentialRow{Staff: staffID, Kind: password, Secret: secret.text, Demo: secret.Demo}); err != nil {
		return err
	}
	if _, err := PasswordSet.Append(tx, "", staffID, &logbook.Act[secretSet, none]{Act: secretSet{Demo: secret.Demo}}); err != nil {
		return fmt.Errorf("auth: set password: %w", err)
	}
	return endAll(tx, staffID, "", tx.Actor.Session, "password changed")
}

func own(a store.Actor, staffID string) bool {
	return a.Proven == store.ProvenServer || a.Staff != "" && a.Staff == staffID
}

func keep(tx *store.Tx, r credentialRow) error {
	err := tx.Upsert("credential", credentialKey, credentialColumns, r.Staff, r.Kind, r.Secret, r.Salt, r.Demo, store.At(tx.Now))
	if err != nil {
		return fmt.Errorf("auth: credential: %w", err)
	}
	return nil
}

// AddPerson makes an account, with a first password unless it is empty.
func (s *Service) AddPerson(ctx context.Context, actor store.Actor, n staff.New, first string) (staff.Person, error) {
	if err := staff.May(actor, staff.Accounts); err != nil {
		return staff.Person{}, err
	}
	secret, err := s.optional(ctx, first)
	if err != nil {
		return staff.Person{}, err
	}
	var p staff.Person
	err = s.db.Write(ctx, actor, func(tx *store.Tx) (err error) {
		if p, err = staff.Add(tx, n); err != nil || secret == nil {
			return err
		}
		return s.StorePassword(tx, p.ID, *secret)
	})
	return p, err
}

func (s *Service) optional(ctx context.Context, text string) (*Secret, error) {
	if text == "" {
		return nil, nil
	}
	secret, err := s.HashPassword(ctx, text)
	return &secret, err
}

// ChangePerson changes what is on file about a person and, by an administrator, their password. Who is closed out has no
// session left; tablets that check another set of PINs now are told.
func (s *Service) ChangePerson(ctx context.Context, actor store.Actor, id string, c staff.Change, next *string) (staff.Changed, error) {
	if err := staff.May(actor, staff.ChangePeople); err != nil {
		return staff.Changed{}, err
	}
	var secret *Secret
	if next != nil {
		if err := staff.May(actor, staff.Accounts); err != nil {
			return staff.Changed{}, err
		}
		made, err := s.HashPassword(ctx, *next)
		if err != nil {
			return staff.Changed{}, err
		}
		secret = &made
	}
	var changed staff.Changed
	err := s.db.Write(ctx, actor, func(tx *store.Tx) (err error) {
		changed, err = s.change(tx, id, c, secret)
		return err
	})
	s.forget()
	return changed, err
}

func (s *Service) change(tx *store.Tx, id string, c staff.Change, secret *Secret) (staff.Changed, error) {
	before, err := staff.ByID(tx, id)
	if err != nil {
		return staff.Changed{}, err
	}
	changed, err := staff.Alter(tx, id, c)
	if err != nil {
		return staff.Changed{}, err
	}
	if secret != nil {
		if err := s.StorePassword(tx, id, *secret); err != nil {
			return staff.Changed{}, err
		}
	}
	if !changed.Person.Active {
		if err := endAll(tx, id, "", "", "account closed"); err != nil {
			return staff.Changed{}, err
		}
	}
	return changed, served(tx, before, changed.Person)
}

// served tells tablets whose set of PINs a change of areas or an account's closing makes another.
func served(tx *store.Tx, before, now staff.Person) error {
	was, is := before.Actor().Areas, now.Actor().Areas
	if before.Active == now.Active && slices.Equal(was, is) {
		return nil
	}
	c, err := credentialOf(tx, now.ID, pin)
	if err != nil || c == nil {
		return err
	}
	body := &logbook.Act[none, servedTo]{Found: servedTo{Areas: slices.Concat(was, is)}}
	if _, err := PINServed.Append(tx, "", now.ID, body); err != nil {
		return fmt.Errorf("auth: served: %w", err)
	}
	return nil
}
