// Package server puts Runup together: it opens the record, wires what works on it, serves and stops.
package server

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"runup/api"
	"runup/checklists"
	"runup/internal/auth"
	"runup/internal/config"
	"runup/internal/device"
	"runup/internal/engine"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/notify/govuk"
	"runup/internal/occurrence"
	"runup/internal/overdue"
	"runup/internal/proof"
	"runup/internal/sample"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/web"
)

// zone is the department's: treatment days, dates and shifts are meant in it. British departments share one.
const zone = "Europe/London"

// Options is what a server is made of.
type Options struct {
	Config   config.Config
	Contract []byte // openapi.yaml
	Log      *slog.Logger
	Now      func() time.Time

	verify func(*device.Key, []byte, string) bool // nil is device.Verify; only the benchmark sets it
}

// Server is Runup, open.
type Server struct {
	Department *sample.Department // what --demo opened, or nil

	config  config.Config
	log     *slog.Logger
	db      *store.DB
	auth    *auth.Service
	tablet  *tablet.Service
	planner *occurrence.Planner
	notify  *notify.Service
	checked []*govuk.Sender // channels whose settings are tried at the start
	engine  *engine.Engine
	lookout *overdue.Lookout
	handler http.Handler
	once    sync.Once

	streaming  context.Context
	endStreams context.CancelFunc
}

// New opens the record, brings it up to date and wires the operations. On any doubt it refuses, and has closed again
// what it opened.
func New(ctx context.Context, o Options) (*Server, error) {
	clock := sample.NewClock(o.Now, sample.Quarter)
	now := o.Now
	if o.Config.Demo {
		now = clock.Now
	}
	db, err := Open(ctx, o.Config, now, o.Log)
	if err != nil {
		return nil, err
	}
	s := &Server{config: o.Config, log: o.Log, db: db}
	s.streaming, s.endStreams = context.WithCancel(context.Background())
	if err := db.Alone(ctx, func() error { return s.wire(ctx, o, clock, now) }); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Open opens the record alone.
func Open(ctx context.Context, c config.Config, now func() time.Time, log *slog.Logger) (*store.DB, error) {
	return store.Open(ctx, store.Config{Folder: c.Data, Postgres: c.Database, Now: now, Log: logbook.New(), Logger: log})
}

func (s *Server) wire(ctx context.Context, o Options, clock *sample.Clock, now func() time.Time) error {
	seed, err := s.seed()
	if err != nil {
		return err
	}
	signer, err := proof.NewSigner(origin(seed), proof.Derive(seed, "logbook"))
	if err != nil {
		return err
	}
	if s.auth, err = auth.New(auth.Options{
		DB: s.db, Now: now, Issuer: "runup", AccessTTL: s.config.AccessTTL, Demo: s.config.Demo, Logger: s.log,
		Keys: auth.Keys{Tokens: proof.Derive(seed, "tokens"), Refresh: proof.Derive(seed, "refresh"), PINs: proof.Derive(seed, "pins")},
	}); err != nil {
		return err
	}
	here, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	s.tablet = tablet.New(tablet.Options{
		DB: s.db, Contacts: device.NewContacts(s.db), CursorKey: proof.Derive(seed, "cursor"), Zone: here, Logger: s.log, Verify: o.verify,
	})
	// The sample department's own people propose the library; what they have not seen is proposed by Runup.
	if err := s.demo(ctx, clock); err != nil {
		return err
	}
	if err := s.stock(ctx); err != nil {
		return err
	}
	s.planner = &occurrence.Planner{DB: s.db, Zone: here, Log: s.log}
	s.lookout = &overdue.Lookout{DB: s.db, Zone: here, Log: s.log, Aside: unlooked}
	if s.config.Demo { // it shows what is due from its first answer on
		if err := s.planner.Once(ctx); err != nil {
			return err
		}
	}
	if s.notify, err = s.workers(here, o.Now); err != nil {
		return err
	}
	if err := s.ladders(ctx, here); err != nil {
		return err
	}
	handler, err := api.New(api.Deps{
		DB: s.db, Auth: s.auth, Tablet: s.tablet, Engine: s.engine, Signer: signer, Notify: s.notify, ReceiptToken: s.config.Channels.Notify.ReceiptBearerToken,
		Log: s.log, Now: o.Now, Zone: here, Streaming: s.streaming, Contract: o.Contract, Address: s.config.BaseURL, Web: web.Dist(),
		Secure: s.config.Secure(), TrustedProxies: s.config.TrustedProxies, MetricsAllow: s.config.MetricsAllow,
	})
	if err != nil {
		return err
	}
	s.handler = api.AnswerHead(handler)
	return nil
}

// stock proposes what the department has not seen of the library, and then of its own folder, which may be based on it.
func (s *Server) stock(ctx context.Context) error {
	if err := library.Ship(ctx, s.db, checklists.Library); err != nil || s.config.Checklists == "" {
		return err
	}
	return library.Folder(ctx, s.db, os.DirFS(s.config.Checklists), s.log)
}

// seed reads the key file. Only a record that is empty gets a new one: beside an old record a new key would disown every
// checkpoint ever signed.
func (s *Server) seed() (config.Key, error) {
	key, err := config.ReadKey(s.config.KeyFile)
	if !errors.Is(err, config.ErrNoKey) {
		return key, err
	}
	if head := s.db.Head().Position; head > 0 {
		return config.Key{}, fmt.Errorf("the record has %d entries, and its key file %s is gone: put it back from where you keep it", head, s.config.KeyFile)
	}
	return config.MakeKey(s.config.KeyFile)
}

// origin names the logbook in its checkpoints. It is the installation's, like the key, and never changes.
func origin(seed config.Key) string {
	name := proof.Derive(seed, "origin")
	return "runup/" + hex.EncodeToString(name[:4])
}

// Handler answers every request.
func (s *Server) Handler() http.Handler { return s.handler }

// Close gives everything back, after what was begun. It is safe to call twice.
func (s *Server) Close() (err error) {
	s.once.Do(func() {
		s.endStreams()
		err = s.db.Close()
	})
	return err
}
