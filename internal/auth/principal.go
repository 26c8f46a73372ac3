package auth

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// The kinds of principal.
const (
	Person = "person"
	Tablet = "device"
)

// Principal is who is asking.
type Principal struct {
	Actor         store.Actor
	Kind          string // Person or Tablet
	Session       string
	Device        *device.Device // the tablet itself, or the one that a person's session was begun on
	DeviceRevoked bool           // a tablet that was shut out: it may send, where all is set aside, and nothing else
	Until         time.Time      // when the token ends
}

// How long what the database said of a token counts. Shutting out takes effect within a second, with room to spare.
const (
	stateLives   = 500 * time.Millisecond
	mostRecently = 10_000
)

type recent struct {
	at  time.Time
	who Principal
	err error
}

// Principal finds out whose token this is and whether it still counts: the person, the session and the tablet as they
// are now, not as they were when the token was made.
func (s *Service) Principal(ctx context.Context, token string) (Principal, error) {
	key := sha256.Sum256([]byte(token))
	now := s.now()
	if r, ok := s.remembered(key, now); ok {
		return r.who, r.err
	}
	c, typ, err := s.tokens.read(token)
	if err != nil {
		return Principal{}, notSignedIn().Because(err)
	}
	var who Principal
	err = s.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) {
		if typ == deviceToken {
			who, err = tabletOf(tx, c)
		} else {
			who, err = personOf(tx, c)
		}
		return err
	})
	if err != nil && !problem.Is(err, "not-signed-in") {
		return Principal{}, fmt.Errorf("auth: principal: %w", err)
	}
	who.Until = numericDate(c.Expires).Time
	s.remember(key, recent{at: now, who: who, err: err})
	return who, err
}

func tabletOf(tx *store.Tx, c claims) (Principal, error) {
	d, err := device.ByID(tx, c.Subject)
	if problem.Is(err, "not-found") {
		return Principal{}, notSignedIn()
	}
	if err != nil {
		return Principal{}, err
	}
	return Principal{Actor: d.Actor(), Kind: Tablet, Device: &d, DeviceRevoked: d.Revoked()}, nil
}

func personOf(tx *store.Tx, c claims) (Principal, error) {
	row, err := sessionByID(tx, c.Session)
	if err != nil {
		return Principal{}, err
	}
	if row == nil || row.Staff != c.Subject || !row.open(tx.Now) {
		return Principal{}, notSignedIn()
	}
	if why, err := shutOut(tx, *row); err != nil || why != "" {
		return Principal{}, orNotSignedIn(err)
	}
	p, err := staff.ByID(tx, row.Staff)
	if err != nil {
		return Principal{}, err
	}
	who := Principal{Actor: p.Actor(), Kind: Person, Session: row.ID}
	who.Actor.Session, who.Actor.Device, who.Actor.Proven = row.ID, row.Device, row.Proven
	if row.Device == "" {
		return who, nil
	}
	d, err := device.ByID(tx, row.Device)
	who.Device = &d
	return who, err
}

func orNotSignedIn(err error) error {
	if err != nil {
		return err
	}
	return notSignedIn()
}

func notSignedIn() *problem.Error {
	return problem.New("not-signed-in", "The token is not known, has run out or was shut out.")
}

func (s *Service) remembered(key [32]byte, now time.Time) (recent, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.recent[key]
	age := now.Sub(r.at)
	if !ok || age < 0 || age >= stateLives || !now.Before(r.who.Until) {
		return recent{}, false
	}
	return r, true
}

func (s *Service) remember(key [32]byte, r recent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.recent) >= mostRecently {
		clear(s.recent)
	}
	s.recent[key] = r
}

// forget asks the database anew about everybody: somebody was shut out here.
func (s *Service) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.recent)
}

// DeviceToken answers a tablet's token for a signed nonce. A tablet that was shut out gets one too.
func (s *Service) DeviceToken(ctx context.Context, deviceID, nonce, signature string) (access string, expiresIn time.Duration, err error) {
	d, err := device.Prove(ctx, s.db, deviceID, nonce, signature)
	if err != nil {
		return "", 0, err
	}
	if access, err = s.tokens.mint(deviceToken, d.ID, "", s.now(), s.ttl); err != nil {
		return "", 0, fmt.Errorf("auth: token: %w", err)
	}
	return access, s.ttl, nil
}
