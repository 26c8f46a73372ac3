package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// SignIn is somebody signing in: by password, or by PIN on an enrolled tablet.
type SignIn struct {
	Username string
	Password string
	PIN      string
	By       *Principal // the tablet whose token the call carried, if any
}

// SignIn begins a session. An unknown name and a wrong secret are answered alike, after the same work; too many wrong
// ones are answered without looking, and so is the right one then.
func (s *Service) SignIn(ctx context.Context, in SignIn) (Tokens, error) {
	if err := in.check(); err != nil {
		return Tokens{}, err
	}
	sc := scopeOf(in)
	locked, err := s.reserve(ctx, sc)
	if err != nil {
		return Tokens{}, err
	}
	who, looked, err := s.look(ctx, in)
	ctx = context.WithoutCancel(ctx) // who hangs up now must not stay counted as wrong, nor a wrong one get away
	switch {
	case err != nil && !looked:
		return Tokens{}, errors.Join(err, s.release(ctx, sc))
	case err != nil:
		return Tokens{}, err
	case !who.proven:
		return Tokens{}, s.wrong(ctx, in, who, locked)
	}
	return s.start(ctx, in, sc, who)
}

func (in SignIn) check() error {
	if (in.Password == "") == (in.PIN == "") || in.Username == "" {
		return problem.New("invalid", "Sign in by password or by PIN.").With(problem.Field{Pointer: "", Detail: "a username and either a password or a pin"})
	}
	onTablet := in.By != nil && in.By.Kind == Tablet
	if in.PIN != "" && !onTablet {
		return problem.New("not-signed-in", "A PIN counts on an enrolled tablet only.").Do("Send the tablet's token with it, or sign in by password.")
	}
	if onTablet && in.By.DeviceRevoked {
		return problem.New("not-signed-in", "This tablet has been shut out.")
	}
	return nil
}

func (in SignIn) kind() string {
	if in.PIN != "" {
		return pin
	}
	return password
}

func (in SignIn) deviceID() string {
	if in.By != nil && in.By.Kind == Tablet {
		return in.By.Device.ID
	}
	return ""
}

// candidate is who a name belongs to, and whether the secret fits.
type candidate struct {
	person staff.Person // without an id when there is no such person
	secret credentialRow
	proven bool
}

// look holds the secret against what is kept. looked says whether it came to that.
func (s *Service) look(ctx context.Context, in SignIn) (who candidate, looked bool, err error) {
	leave, err := s.hashing.enter(ctx)
	if err != nil {
		return candidate{}, false, err
	}
	defer leave()
	err = s.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) {
		who, err = s.candidate(tx, in)
		return err
	})
	if err != nil {
		return candidate{}, false, fmt.Errorf("auth: sign in: %w", err)
	}
	fits, err := s.fits(in, who)
	who.proven = fits && who.person.ID != "" && who.secret.Staff != ""
	return who, true, err
}

// candidate asks the same questions whether or not there is such a person.
func (s *Service) candidate(tx *store.Tx, in SignIn) (candidate, error) {
	p, err := staff.ByUsername(tx, in.Username)
	if err := ignoreMissing(err); err != nil {
		return candidate{}, err
	}
	c, err := credentialOf(tx, p.ID, in.kind())
	if err != nil || c == nil || !p.Active || c.Demo && !s.demo {
		return candidate{person: p}, err
	}
	return candidate{person: p, secret: *c}, nil
}

// fits takes as long for nobody's secret as for somebody's.
func (s *Service) fits(in SignIn, who candidate) (bool, error) {
	if in.PIN == "" {
		text := who.secret.Secret
		if text == "" {
			text = nobodysPassword
		}
		return fitsPassword(in.Password, text)
	}
	salt, err := b64.DecodeString(who.secret.Salt)
	if err != nil {
		return false, fmt.Errorf("auth: a stored PIN's salt: %w", err)
	}
	got := derivePIN(in.PIN, salt)
	if who.secret.Staff == "" {
		return false, nil
	}
	want, err := s.unseal(who.person.ID, who.secret.Secret)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}

// wrong answers a secret that does not fit. The try that brought on a lock is on record.
func (s *Service) wrong(ctx context.Context, in SignIn, who candidate, locked *time.Time) error {
	answer := problem.New("wrong-credentials", "The name and the secret do not go together.")
	if locked == nil {
		return answer
	}
	err := s.db.Write(ctx, store.Actor{Device: in.deviceID(), Proven: store.ProvenServer}, func(tx *store.Tx) error {
		if who.person.ID == "" {
			return nil // nobody to write it down for; the same work all the same
		}
		body := &logbook.Act[none, foundLock]{Found: foundLock{By: in.kind(), Until: *locked}}
		_, err := Locked.Append(tx, "", who.person.ID, body)
		return err
	})
	if err != nil {
		return fmt.Errorf("auth: locked: %w", err)
	}
	return answer
}

// start begins the session of who proved themselves, if nothing changed while the secret was being looked at.
func (s *Service) start(ctx context.Context, in SignIn, sc scope, who candidate) (Tokens, error) {
	proven := store.ProvenPassword
	if in.PIN != "" {
		proven = store.ProvenPIN
	}
	var row sessionRow
	err := s.db.Work(ctx, func(tx *store.Tx) error {
		c, err := credentialOf(tx, who.person.ID, in.kind())
		if err != nil {
			return err
		}
		if c == nil || c.Secret != who.secret.Secret {
			return problem.New("wrong-credentials", "The name and the secret do not go together.")
		}
		if err := reset(tx, sc); err != nil {
			return err
		}
		row, err = begin(tx, who.person.ID, in.deviceID(), proven)
		return err
	})
	if err != nil {
		return Tokens{}, err
	}
	return s.pair(row, who.person)
}

// LetIn begins a session on a tablet for somebody of the sample department, whose PIN the whole world knows: holding it
// against what is kept would prove nothing and take a quarter of a second each time. Only a demo does that.
func (s *Service) LetIn(ctx context.Context, username string, by *Principal) error {
	if !s.demo {
		return problem.New("forbidden", "Only the sample department lets its own people in.")
	}
	return s.db.Work(ctx, func(tx *store.Tx) error {
		p, err := staff.ByUsername(tx, username)
		if err != nil {
			return err
		}
		_, err = begin(tx, p.ID, by.Device.ID, store.ProvenPIN)
		return err
	})
}
