// Package auth finds out who is asking: sign-in by password or PIN, sessions, tokens, and what holds guessing back.
//
// Secrets, sessions and counters are workings: they are never in the logbook. What an auditor would ask for is: that a
// password or PIN was set, by whom, and that an account was locked. Every request is held against the database, at most
// half a second old, so who is shut out is out within a second whatever their token says.
package auth

import (
	"crypto/ed25519"
	"errors"
	"log/slog"
	"sync"
	"time"

	"runup/internal/proof"
	"runup/internal/store"
)

// Keys are what tokens and PINs are sealed with. They come from the key file; no backup holds them.
type Keys struct {
	Tokens  [32]byte // seed of the Ed25519 key that signs access tokens
	Refresh [32]byte // makes refresh tokens
	PINs    [32]byte // seals what is kept of PINs
}

// KeysFrom derives the keys from the installation's one secret.
func KeysFrom(seed [32]byte) Keys {
	return Keys{Tokens: proof.Derive(seed, "tokens"), Refresh: proof.Derive(seed, "refresh"), PINs: proof.Derive(seed, "pins")}
}

// Options say what a Service works with.
type Options struct {
	DB        *store.DB
	Now       func() time.Time // the clock that the database goes by
	Keys      Keys
	Issuer    string        // names this installation in tokens
	AccessTTL time.Duration // 0 is ten minutes
	Demo      bool          // whether the sample department's well-known secrets count
	Logger    *slog.Logger
}

const usualAccessTTL = 10 * time.Minute

// Service signs people in and says who is asking. It is safe for concurrent use.
type Service struct {
	db      *store.DB
	now     func() time.Time
	keys    Keys
	tokens  tokens
	ttl     time.Duration
	demo    bool
	logger  *slog.Logger
	hashing *crowd

	mu     sync.Mutex
	recent map[[32]byte]recent // principals by hash of their token
}

// New makes the one service of a process.
func New(o Options) (*Service, error) {
	if o.DB == nil || o.Now == nil || o.Issuer == "" {
		return nil, errors.New("auth: a database, a clock and an issuer are needed")
	}
	if o.AccessTTL == 0 {
		o.AccessTTL = usualAccessTTL
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Service{
		db: o.DB, now: o.Now, keys: o.Keys, ttl: o.AccessTTL, demo: o.Demo, logger: o.Logger,
		tokens:  newTokens(ed25519.NewKeyFromSeed(o.Keys.Tokens[:]), o.Issuer, o.Now),
		hashing: newCrowd(), recent: map[[32]byte]recent{},
	}, nil
}
