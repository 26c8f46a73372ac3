package ladder_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/ladder"
)

var began = time.Date(2026, 11, 23, 7, 12, 0, 0, time.UTC)

func target(ids ...string) (list []ladder.Target) {
	for _, id := range ids {
		list = append(list, ladder.Target{Kind: ladder.Duty, ID: id})
	}
	return list
}

// sound is a ladder with nothing wrong: after 0, 2, 5 and 10 minutes, then every 10, half an hour to act.
func sound() ladder.Policy {
	ways := []string{"email", "sms"}
	return ladder.Policy{
		Name: ladder.Usual, Severity: "do-not-use", Again: 600, ActWithin: 1800, Fallback: target("mpe"),
		Rungs: []ladder.Rung{
			{After: 0, To: target("radiographer"), Channels: ways}, {After: 120, To: target("superintendent"), Channels: ways},
			{After: 300, To: target("engineer"), Channels: ways}, {After: 600, To: target("head-of-service", "physics-lead"), Channels: ways},
		},
	}
}

// climb opens all that is due at a time; empty names rungs behind which nobody is.
func climb(s *ladder.Standing, now time.Time, empty ...int) (opened []ladder.Step) {
	for {
		w := ladder.Look(*s, now)
		if w.Step == nil {
			return opened
		}
		w.Step.Empty = slices.Contains(empty, w.Step.Rung)
		s.Opened = append(s.Opened, w.Step.Opened)
		opened = append(opened, *w.Step)
	}
}

func rungs(steps []ladder.Step) (list []int) {
	for _, s := range steps {
		list = append(list, s.Rung)
	}
	return list
}

func TestLook_OpensEachRungAtItsTimeAndThenTheLastAgain(t *testing.T) {
	s := ladder.Standing{Policy: sound(), Began: began}
	got := map[time.Duration]int{}
	for at := time.Duration(0); at <= 31*time.Minute; at += time.Second {
		for _, step := range climb(&s, began.Add(at)) {
			got[at] = step.Rung
		}
	}
	want := map[time.Duration]int{0: 0, 2 * time.Minute: 1, 5 * time.Minute: 2, 10 * time.Minute: 3, 20 * time.Minute: 3, 30 * time.Minute: 3}
	if len(got) != len(want) {
		t.Errorf("opened %v", got)
	}
	for at, rung := range want {
		if got[at] != rung {
			t.Errorf("after %s rung %d, want %d", at, got[at], rung)
		}
	}
}

func TestLook_PassesOverWhereNobodyIs(t *testing.T) {
	for _, c := range []struct {
		name  string
		empty []int
		want  []int
	}{
		{"one in the middle", []int{1}, []int{0}},
		{"the first", []int{0}, []int{0, 1}},
		{"all but the last", []int{0, 1, 2}, []int{0, 1, 2, 3}},
		{"the whole rota", []int{0, 1, 2, 3}, []int{0, 1, 2, 3, 4}},
		{"the fallback list too", []int{0, 1, 2, 3, 4}, []int{0, 1, 2, 3, 4}},
	} {
		s := ladder.Standing{Policy: sound(), Began: began}
		if got := rungs(climb(&s, began, c.empty...)); !slices.Equal(got, c.want) {
			t.Errorf("%s: opened %v at once, want %v", c.name, got, c.want)
		}
		if next := ladder.Due(s); !next.After(began) || next.After(began.Add(10*time.Minute)) {
			t.Errorf("%s: looks again at %s", c.name, next)
		}
	}
}

func TestLook_AfterAnOutageTheNewestRoundAlone(t *testing.T) {
	s := ladder.Standing{Policy: sound(), Began: began}
	climb(&s, began)
	steps := climb(&s, began.Add(2*time.Hour))
	if got := rungs(steps); !slices.Equal(got, []int{1, 2, 3, 3}) {
		t.Errorf("opened %v", got)
	}
	if last := steps[3]; last.Missed != 10 || last.Loop != 11 || !last.Due.Equal(began.Add(2*time.Hour)) {
		t.Errorf("the newest round is %+v", last)
	}
}

func TestLook_AnAnswerIsRemindedOfAtTwoThirdsAndLapses(t *testing.T) {
	s := ladder.Standing{Policy: sound(), Began: began, Answered: began.Add(time.Minute)}
	for _, c := range []struct {
		after       time.Duration
		warned      bool
		warn, lapse bool
		next        time.Duration
	}{
		{after: 0, next: 20 * time.Minute}, {after: 20*time.Minute - 1, next: 20 * time.Minute}, {after: 20 * time.Minute, warn: true, next: 30 * time.Minute},
		{after: 21 * time.Minute, warned: true, next: 30 * time.Minute}, {after: 30 * time.Minute, warned: true, lapse: true}, {after: time.Hour, lapse: true},
	} {
		s.Warned = c.warned
		w := ladder.Look(s, s.Answered.Add(c.after))
		if w.Step != nil || w.Warn != c.warn || w.Lapse != c.lapse || c.next != 0 && !w.Next.Equal(s.Answered.Add(c.next)) {
			t.Errorf("after %s: %+v", c.after, w)
		}
	}
	s.Acted = true
	if w := ladder.Look(s, began.Add(48*time.Hour)); w != (ladder.Want{}) {
		t.Errorf("acted on: %+v", w)
	}
	for opened, want := range map[int]int{-1: 0, 0: 1, 2: 3, 3: 3, 4: 3} {
		var list []ladder.Opened
		if opened >= 0 {
			list = []ladder.Opened{{Rung: opened}}
		}
		if got := ladder.Above(sound(), list); got != want {
			t.Errorf("above rung %d comes %d, want %d", opened, got, want)
		}
	}
}

// TestLook_WhateverHappensItIsNeverSilent looks at random times at random ladders: while nobody has answered, there is always a
// next time, it is never later than the longest pause of the policy, and looking twice opens nothing twice.
func TestLook_WhateverHappensItIsNeverSilent(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 31))
	for range 2000 {
		s := ladder.Standing{Policy: sound(), Began: began, From: r.IntN(5)}
		now, longest := began, 10*time.Minute
		for range 30 {
			var empty []int
			for rung := range 5 {
				if r.IntN(3) == 0 {
					empty = append(empty, rung)
				}
			}
			before := len(s.Opened)
			climb(&s, now, empty...)
			if len(climb(&s, now)) > 0 || len(s.Opened)-before > 6 {
				t.Fatalf("opened twice: %+v", s.Opened)
			}
			next := ladder.Due(s)
			if !next.After(now) || next.Sub(now) > longest {
				t.Fatalf("at %s it looks again at %s: %+v", now, next, s.Opened)
			}
			now = now.Add(time.Duration(r.Int64N(int64(time.Hour))))
		}
		for i, o := range s.Opened[1:] {
			if was := s.Opened[i]; o.Due.Before(was.Due) || o.Loop < was.Loop || o.Loop == was.Loop && o.Rung <= was.Rung {
				t.Fatalf("%+v after %+v", o, was)
			}
		}
	}
}

func TestConformance40_APolicyByWhichSomebodyWaitsInSilenceIsRefused(t *testing.T) {
	team := ladder.Target{Kind: ladder.Team, ID: "estates"}
	if wrong := ladder.Check(sound()); len(wrong) > 0 {
		t.Fatalf("a sound one: %v", wrong)
	}
	for pointer, spoil := range map[string]func(p *ladder.Policy){
		"/fallback":             func(p *ladder.Policy) { p.Fallback = nil },
		"/againSeconds":         func(p *ladder.Policy) { p.Again = 0 },
		"/actWithinSeconds":     func(p *ladder.Policy) { p.ActWithin = 0 },
		"/rungs":                func(p *ladder.Policy) { p.Rungs = nil },
		"/rungs/0/afterSeconds": func(p *ladder.Policy) { p.Rungs[0].After = 60 },
		"/rungs/1/afterSeconds": func(p *ladder.Policy) { p.Rungs[1].After = 0 },
		"/rungs/2/afterSeconds": func(p *ladder.Policy) { p.Rungs[2].After, p.Rungs[3].After = 7200, 7300 },
		"/rungs/3/to":           func(p *ladder.Policy) { p.Rungs[3].To = target("head-of-service") },
		"/rungs/3/channels":     func(p *ladder.Policy) { p.Rungs[3].Channels = []string{"email", "email"} },
		"/rungs/1/to":           func(p *ladder.Policy) { p.Rungs[1].To = nil },
		"/rungs/1/channels":     func(p *ladder.Policy) { p.Rungs[1].Channels = nil },
		"/rungs/0/to/0/kind":    func(p *ladder.Policy) { p.Rungs[0].To[0].Kind = "somebody" },
		"/rungs/0/to/0/id":      func(p *ladder.Policy) { p.Rungs[0].To[0].ID = "" },
		"/rungs/0/channels/0":   func(p *ladder.Policy) { p.Rungs[0].Channels = []string{"pigeon"} },
		"/tell/0/of": func(p *ladder.Policy) {
			p.Tell = []ladder.Tell{{Of: "all", To: target("rps"), Channels: []string{"email"}}}
		},
		"/rungs/3/to twice":       func(p *ladder.Policy) { p.Rungs[3].To = target("head-of-service", "head-of-service") },
		"/rungs/3/to of teams":    func(p *ladder.Policy) { p.Rungs[3].To = append(target("head-of-service"), team) },
		"/fallback of a team":     func(p *ladder.Policy) { p.Fallback = []ladder.Target{team} },
		"/againSeconds too soon":  func(p *ladder.Policy) { p.Again = 5 },
		"/againSeconds too late":  func(p *ladder.Policy) { p.Again = 7200 },
		"/againSeconds of urgent": func(p *ladder.Policy) { p.Severity, p.Again = "put-right", 0 },
		"/rungs/0/channels/1":     func(p *ladder.Policy) { p.Severity = "advice" },
	} {
		p := sound()
		spoil(&p)
		at, _, _ := strings.Cut(pointer, " ")
		if wrong := ladder.Check(p); !slices.ContainsFunc(wrong, func(m ladder.Mistake) bool { return m.Pointer == at }) {
			t.Errorf("%s: %v", pointer, wrong)
		}
	}
}
