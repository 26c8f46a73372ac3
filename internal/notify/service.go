package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"

	"runup/internal/store"
)

// Options is what the workers go by.
type Options struct {
	DB       *store.DB
	Channels []Channel
	Log      *slog.Logger
	Zone     *time.Location
	Address  string // where people open the app; "" leaves it out
	// Needed says, in the transaction that leases a message, whether an escalation still waits for an answer.
	Needed func(tx *store.Tx, escalation, purpose string) (bool, error)
	// Fit says whether this process may take anything up: not while its clock is off. Nil is always.
	Fit func(ctx context.Context) (bool, error)
	// Workers is how many messages a channel carries at once; 0 is the usual.
	Workers int
}

const (
	usualWorkers = 8
	pollEvery    = time.Second // the net under the wake-up: what another process queued, and what the clock brings
)

// Service is the workers of one process.
type Service struct {
	options  Options
	db       *store.DB
	log      *slog.Logger
	node     string
	names    []string // of channels that send
	channels map[string]Channel
	breakers map[string]*breaker
	figures  *figures

	mu   sync.Mutex
	busy map[string]int // messages under way, by channel
	free chan struct{}  // one came back
}

// New makes the workers; Run starts them.
func New(o Options) *Service {
	if o.Workers == 0 {
		o.Workers = usualWorkers
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	s := &Service{
		options: o, db: o.DB, log: o.Log, node: uuid.NewString(), channels: map[string]Channel{}, breakers: map[string]*breaker{},
		figures: newFigures(), busy: map[string]int{}, free: make(chan struct{}, 1),
	}
	for _, c := range o.Channels {
		s.names = append(s.names, c.Name())
		s.channels[c.Name()], s.breakers[c.Name()] = c, &breaker{}
	}
	return s
}

// Run sends what is due until the context ends, then waits for what is under way.
func (s *Service) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	for {
		changed := s.db.Changed()
		_, pause, err := s.pass(ctx, &under)
		if err != nil && ctx.Err() == nil {
			s.log.LogAttrs(ctx, slog.LevelError, "messages could not be taken up", slog.String("error", err.Error()))
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-changed:
		case <-s.free:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// Once sends all that is due now, and answers when it is done.
func (s *Service) Once(ctx context.Context) error {
	for {
		var under sync.WaitGroup
		n, _, err := s.pass(ctx, &under)
		under.Wait()
		if err != nil || n == 0 {
			return err
		}
	}
}

// pass takes up what is due and has a worker free, and answers how much that was and how long nothing more will be.
func (s *Service) pass(ctx context.Context, under *sync.WaitGroup) (n int, pause time.Duration, err error) {
	if s.options.Fit != nil {
		if fit, err := s.options.Fit(ctx); err != nil || !fit {
			return 0, pollEvery, err
		}
	}
	a, err := s.agenda(ctx)
	if err != nil {
		return 0, pollEvery, err
	}
	if !a.chase.IsZero() && !a.chase.After(a.now) {
		if err := s.chase(ctx, under); err != nil {
			return 0, pollEvery, err
		}
	}
	room, pause := s.room(a)
	if a.stray {
		if err := s.giveUp(ctx); err != nil {
			return 0, pollEvery, err
		}
		n, pause = 1, 0
	}
	if len(room) == 0 {
		return n, pause, nil
	}
	jobs, taken, err := s.claim(ctx, room)
	if err != nil {
		return 0, pollEvery, err
	}
	for _, j := range jobs {
		s.occupy(j.delivery.Channel, 1)
		under.Go(func() { s.work(context.WithoutCancel(ctx), j) })
	}
	if taken > len(jobs) { // some were not wanted any more, and there may be others behind them
		pause = 0
	}
	return n + taken, pause, nil
}

// room answers how many messages each channel with something due can take.
func (s *Service) room(a agenda) (map[string]int, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	room, pause := map[string]int{}, pollEvery
	for name, at := range a.send {
		most, broken := s.options.Workers, s.breakers[name].isBroken()
		if broken {
			most = 1
		}
		switch free := most - s.busy[name]; {
		case free <= 0 && !broken: // whoever comes back wakes us
		case at.After(a.now):
			pause = min(pause, at.Sub(a.now))
		default:
			room[name] = free // none, of a broken channel: then only the next ways are opened
		}
	}
	return room, pause
}

func (s *Service) occupy(channel string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy[channel] += n
}

// work sends one message and writes down how that ended. Nothing that goes wrong with one touches another.
func (s *Service) work(ctx context.Context, j job) {
	defer func() {
		s.occupy(j.delivery.Channel, -1)
		select {
		case s.free <- struct{}{}:
		default:
		}
	}()
	r := s.send(ctx, j)
	if r.Class != Accepted && r.Class != Received {
		s.log.LogAttrs(ctx, slog.LevelWarn, "a message did not go through", slog.String("delivery", j.delivery.ID), slog.String("channel", j.delivery.Channel),
			slog.String("outcome", string(r.Class)), slog.String("code", r.Code), slog.Int("attempt", j.delivery.Attempts))
	}
	if err := s.finish(ctx, j, r); err != nil {
		s.log.LogAttrs(ctx, slog.LevelError, "the end of a message could not be written down", slog.String("delivery", j.delivery.ID), slog.String("error", err.Error()))
	}
}

func (s *Service) send(ctx context.Context, j job) (r Result) {
	defer func() {
		if p := recover(); p != nil {
			s.log.LogAttrs(ctx, slog.LevelError, "a channel broke", slog.String("channel", j.delivery.Channel), slog.String("panic", fmt.Sprint(p)), slog.String("stack", string(debug.Stack())))
			r = Result{Class: Unknown, Code: "panic"}
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, SendTime)
	defer cancel()
	channel := s.channels[j.delivery.Channel]
	if finder, ok := channel.(Finder); ok && j.doubtful {
		r, found, err := finder.Find(ctx, j.delivery.ID)
		if err != nil {
			return Result{Class: Unknown, Code: "look-up", Said: err.Error()}
		}
		if found {
			return r
		}
	}
	r = channel.Send(ctx, s.render(j))
	if r.Class == "" {
		r = Result{Class: Unknown, Code: "no-answer"}
	}
	if r.Code == "" && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.Code = "timeout"
	}
	return r
}
