package occurrence

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/judge"
	"runup/internal/logbook"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

// counted is an entry as a check's apply would write it.
var counted = logbook.Define("test.counted", func(tx *store.Tx, e logbook.Entry, c *Counted) error { return Count(tx, e, *c) })

func write(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), store.ServerActor(), fn); err != nil {
		t.Fatal(err)
	}
}

// opens writes one occurrence that is due now.
func opens(t testing.TB, db *store.DB, id string, x *Exemption) {
	t.Helper()
	write(t, db, func(tx *store.Tx) error {
		w := window{ID: id, Checklist: "run-up", Day: "2026-11-23", Opens: tx.Now, Due: tx.Now.Add(time.Hour), Missed: tx.Now.Add(2 * time.Hour), Closes: tx.Now.Add(17 * time.Hour), Exemption: x}
		_, err := PlannedKind.Append(tx, "linacs", "linac-1", &logbook.Act[planning, plannedFound]{Found: plannedFound{Plan: []window{w}}})
		return err
	})
}

// counts makes what befalls a check of an occurrence an entry, from a word: who, then + may open the gate, - may not, s stopped early,
// v void; then the verdict's first letter.
func counts(t testing.TB, db *store.DB, id, word string) {
	t.Helper()
	verdict := map[byte]judge.Verdict{'p': judge.Pass, 'f': judge.Fail, 'o': judge.OutOfTolerance, 'n': judge.NotEvaluated}[word[2]]
	write(t, db, func(tx *store.Tx) error {
		c := Counted{Occurrence: id, Check: id + word[:1], Verdict: verdict, Gate: word[1] != '-', Complete: word[1] != 's', Void: word[1] == 'v', DoneAt: tx.Now, By: word[:1]}
		_, err := counted.Append(tx, "linacs", c.Check, &c)
		return err
	})
}

// TestCount_WhateverBefallsItsChecks goes through what can become of checks after they were accepted: countersigned, amended,
// voided, in every order.
func TestCount_WhateverBefallsItsChecks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i, c := range []struct {
			story string
			state State
			worst judge.Verdict
		}{
			{"", Due, ""},
			{"a+p", Done, judge.Pass}, {"a+f", Done, judge.Fail}, {"a-p", Awaiting, judge.Pass}, {"a-f", Awaiting, judge.Fail},
			{"a-p a+p", Done, judge.Pass}, // countersigned
			{"a+p a-p", Awaiting, judge.Pass},
			{"asp", Due, ""}, {"asp b+p", Done, judge.Pass}, {"asf b+p", Done, judge.Pass},
			{"a+p avp", Due, ""}, {"a+p b+f avp", Done, judge.Fail}, {"a+p b+f bvf", Done, judge.Pass}, {"a+p b+f avp bvf", Due, ""},
			{"a+p b+p", Repeated, judge.Pass}, {"a-p b-p", Awaiting, judge.Pass}, {"a-p b+p", Repeated, judge.Pass},
			{"a+p b+f", Contested, judge.Fail}, {"b+f a+p", Contested, judge.Fail}, {"a-f b+p", Contested, judge.Fail}, {"a+p b+n", Contested, judge.NotEvaluated},
			{"a+p b+o c+f", Contested, judge.Fail}, {"a+p b+p c+o", Contested, judge.OutOfTolerance},
			{"a+p b+f a+f", Repeated, judge.Fail}, // amended until they agree
		} {
			id := fmt.Sprintf("o-%d", i)
			opens(t, db, id, nil)
			for word := range strings.FieldsSeq(c.story) {
				counts(t, db, id, word)
			}
			got := standing(t, db, id)
			if got.State != c.state || got.Verdict != c.worst || (got.DoneAt != nil) != (c.worst != "") {
				t.Errorf("%q is %s (%s, done %v), want %s (%s)", c.story, got.State, got.Verdict, got.DoneAt, c.state, c.worst)
			}
		}
	})
}

func standing(t testing.TB, db *store.DB, id string) (o Occurrence) {
	t.Helper()
	err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) (err error) { o, err = ByID(tx, id); return err })
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestCount_AnExemptOneIsExemptAgainWhenItsCheckIsVoid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		opens(t, db, "o", &Exemption{Kind: Downtime, Reason: "service", By: "x", Name: "X"})
		for _, c := range []struct {
			word string
			want State
		}{{"asp", Exempt}, {"a+p", Done}, {"avp", Exempt}, {"b-f", Awaiting}} {
			counts(t, db, "o", c.word)
			if got := standing(t, db, "o").State; got != c.want {
				t.Errorf("after %s it is %s, want %s", c.word, got, c.want)
			}
		}
	})
}

func TestCount_WhatWasResolvedHoldsUntilItsCheckIsVoid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		opens(t, db, "o", nil)
		counts(t, db, "o", "a+p")
		counts(t, db, "o", "b+f")
		write(t, db, func(tx *store.Tx) error {
			_, err := ResolvedKind.Append(tx, "linacs", "o", &logbook.Act[resolving, resolvedFound]{Act: resolving{Check: "oa", Reason: "seen"}, Found: resolvedFound{Name: "C"}})
			return err
		})
		for _, c := range []struct {
			word  string
			state State
			worst judge.Verdict
		}{{"b+o", Done, judge.Pass}, {"a-p", Awaiting, judge.Pass}, {"a+p", Done, judge.Pass}, {"c+p", Repeated, judge.Pass}, {"avp", Contested, judge.OutOfTolerance}} {
			counts(t, db, "o", c.word)
			if got := standing(t, db, "o"); got.State != c.state || got.Verdict != c.worst {
				t.Errorf("after %s it is %s (%s), want %s (%s)", c.word, got.State, got.Verdict, c.state, c.worst)
			}
		}
	})
}

func TestCount_OfNoOccurrenceCountsNowhere(t *testing.T) {
	db := storetest.Open(t)
	for _, id := range []string{"", "never planned"} {
		write(t, db, func(tx *store.Tx) error {
			_, err := counted.Append(tx, "", "x", &Counted{Occurrence: id, Check: "x", Complete: true, DoneAt: tx.Now})
			return err
		})
	}
}

func TestCompleted_AddsUp(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		for i, word := range []string{"a+p", "a+f", "a-p", "", ""} {
			id := fmt.Sprintf("o-%d", i)
			opens(t, db, id, nil)
			if word != "" {
				counts(t, db, id, word)
			}
		}
		opens(t, db, "exempt", &Exemption{Kind: Downtime, Reason: "service"})
		clock.Move(3 * time.Hour)
		opens(t, db, "open", nil)
		counts(t, db, "o-4", "a+p") // three hours late
		want := Completion{Equipment: "linac-1", Month: "2026-11", Planned: 7, Done: 3, Late: 1, Missed: 1, Exempt: 1, Awaiting: 1, Open: 1}
		err := db.Read(t.Context(), store.ServerActor(), func(tx *store.Tx) error {
			got, err := Completed(tx, Filter{})
			if err == nil && (len(got) != 1 || got[0] != want) {
				t.Errorf("%+v, want %+v", got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
