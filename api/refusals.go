package api

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"runup/internal/escalation"
	"runup/internal/problem"
	"runup/internal/store"
)

// refusable are the operations of which an auditor asks who tried them without the power, as the record calls them.
var refusable = map[string]string{
	"acknowledgeEscalation": "acknowledge", "actOnEscalation": "act", "closeEscalation": "close", "reopenEscalation": "reopen", "handOverEscalation": "hand-over",
}

// mostRefusals is how many of one person's tries an hour are written down here: more tell nothing more, and would cost others
// their turn.
const mostRefusals = 20

// refusals counts them. It is this process's own: the record holds the same try once an hour whatever process saw it.
type refusals struct {
	mu   sync.Mutex
	hour time.Time
	by   map[string]int
}

func (r *refusals) more(person string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if hour := now.Truncate(time.Hour); r.by == nil || !hour.Equal(r.hour) {
		r.hour, r.by = hour, map[string]int{}
	}
	r.by[person]++
	return r.by[person] <= mostRefusals
}

// refused has it on record that somebody was refused. It is a write of its own, after the one that was refused, and whatever
// becomes of it the answer is the refusal.
func (s *service) refused(c echo.Context, operation string, who store.Actor, err error) {
	act := refusable[operation]
	if p, ok := problem.Of(err); act == "" || who.Staff == "" || !ok || p.Kind() != problem.Forbidden || !s.refusals.more(who.Staff, s.now()) {
		return
	}
	params, err := pathParams(c)
	if err != nil {
		return
	}
	ctx := context.WithoutCancel(c.Request().Context())
	err = s.DB.Write(ctx, who, func(tx *store.Tx) error { return escalation.Refuse(tx, params["escalationId"], act) })
	if err != nil {
		s.log.LogAttrs(ctx, slog.LevelError, "a refusal is not on record", slog.String("operation", operation), slog.String("error", err.Error()))
	}
}
