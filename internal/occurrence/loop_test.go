package occurrence_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"runup/internal/equipment"
	"runup/internal/occurrence"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
)

func ahead(t *testing.T, d *sampletest.Department, id string) (n int) {
	t.Helper()
	d.Read(func(tx *store.Tx) error {
		list, err := occurrence.List(tx, occurrence.Filter{Equipment: id, State: occurrence.Upcoming}, nil, 500)
		n = len(list)
		return err
	})
	return n
}

func TestPlanner_SeesWhatChangesByItself(t *testing.T) {
	d := sampletest.Open(t)
	p := &occurrence.Planner{DB: d.DB, Zone: d.Zone, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	if err := p.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	head := d.DB.Head()
	if err := p.Once(t.Context()); err != nil || d.DB.Head() != head {
		t.Fatalf("planning twice: %v, head %d and then %d", err, head.Position, d.DB.Head().Position)
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	ended := make(chan struct{})
	go func() { defer close(ended); p.Run(ctx) }()
	err := d.DB.Write(ctx, d.As("ada.admin"), func(tx *store.Tx) error {
		q, err := equipment.ByID(tx, "hoist-1")
		if err != nil {
			return err
		}
		q.ID, q.Name = "hoist-9", "A new hoist"
		_, _, err = equipment.Put(tx, q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for {
		moved := d.DB.Changed()
		if ahead(t, d, "hoist-9") > 0 {
			break
		}
		select {
		case <-moved:
		case <-ctx.Done():
			t.Fatal("a new hoist was not planned")
		}
	}
	if n, want := ahead(t, d, "hoist-9"), ahead(t, d, "hoist-1"); n != want || n < 10 {
		t.Errorf("%d checks ahead, %d of the hoist beside it", n, want)
	}
	stop()
	<-ended
}

func TestBehind_IsWhatPlanWouldChange(t *testing.T) {
	d := sampletest.Open(t)
	behind := func() (ids []string) {
		d.Read(func(tx *store.Tx) (err error) { ids, err = occurrence.Behind(tx, d.Zone); return err })
		return ids
	}
	for range 5 {
		d.Clock.Move(7 * 24 * time.Hour)
		if len(behind()) == 0 {
			t.Errorf("a week later, on %s, there is nothing to plan", d.Clock.Now())
		}
		if err := d.DB.Write(t.Context(), store.ServerActor(), func(tx *store.Tx) error { return occurrence.Plan(tx, d.Zone) }); err != nil {
			t.Fatal(err)
		}
		if left := behind(); len(left) != 0 {
			t.Errorf("after planning these are behind: %v", left)
		}
	}
}
