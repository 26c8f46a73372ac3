package sample_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/auth"
	"runup/internal/check"
	"runup/internal/judge"
	"runup/internal/occurrence"
	"runup/internal/sample"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet/client"
)

// sxr is how the run-up of the SXR unit that is due today stands.
func sxr(t *testing.T, d *sampletest.Department) (o occurrence.Occurrence) {
	t.Helper()
	d.Read(func(tx *store.Tx) error {
		from, to := tx.Now.Add(-12*time.Hour), tx.Now.Add(12*time.Hour)
		list, err := occurrence.List(tx, occurrence.Filter{Equipment: "sxr-1", Checklist: "run-up-sxr", From: &from, To: &to}, nil, 10)
		if err == nil && len(list) != 1 {
			t.Fatalf("%d run-ups today", len(list))
		}
		o = list[0]
		return err
	})
	return o
}

func signIn(t *testing.T, d *sampletest.Department, username string) {
	t.Helper()
	_, err := d.Auth.SignIn(t.Context(), auth.SignIn{Username: username, PIN: sample.PIN, By: &d.By})
	if err != nil {
		t.Fatal(err)
	}
}

func served(t *testing.T, d *sampletest.Department, id string) (c check.Check) {
	t.Helper()
	d.Read(func(tx *store.Tx) (err error) { c, err = check.ByID(tx, id); return err })
	return c
}

func act(d *sampletest.Department, username, target string) client.Act {
	return client.Act{Target: target, PerformedBy: d.As(username).Staff, At: d.Clock.Now()}
}

// Tara runs up the SXR unit in a room without signal. Rosa stands beside her and confirms with her own PIN, on the tablet; her name
// alone would not have done. The tablet comes back into the network and the unit is ready.
func TestStory_ATraineesRunUpConfirmedAtTheMachine(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		signIn(t, d, "rosa.radiographer")
		d.Clock.Move(30 * time.Minute)
		run := d.Check("run-up-sxr", "sxr-1", "tara.trainee", nil)
		run.SupervisedBy = d.As("rosa.radiographer").Staff
		op := d.Tablet.Completed(run)
		if o := sxr(t, d); o.State != occurrence.Due {
			t.Fatalf("before: %s", o.State)
		}
		d.Clock.Move(20 * time.Minute)
		if r := d.Push(op)[0]; r.Outcome != "accepted" || len(r.Flags) != 0 || r.Verdict != judge.Pass {
			t.Fatalf("%+v", r)
		}
		rosa := d.As("rosa.radiographer").Staff
		if got := served(t, d, op.OpID); got.Capacity != "trainee" || got.ResponsibleOperator != rosa || got.SupervisedBy != rosa {
			t.Errorf("%+v", got)
		}
		if o := sxr(t, d); o.State != occurrence.Done {
			t.Errorf("afterwards: %s", o.State)
		}
	})
}

// Tara's run-up names nobody. It is kept and does not open the gate. Rosa looks at it, sends it back with words, and Tara reads them;
// she amends what she had forgotten, and Rosa confirms.
func TestStory_ATraineesRunUpSentBackAmendedAndConfirmed(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		op := d.Tablet.Completed(d.Check("run-up-sxr", "sxr-1", "tara.trainee", nil))
		d.Push(op)
		if o := sxr(t, d); o.State != occurrence.Awaiting {
			t.Fatalf("%s", o.State)
		}
		d.Clock.Move(10 * time.Minute)
		say := func(decision, note string) {
			t.Helper()
			err := d.DB.Write(t.Context(), d.As("rosa.radiographer"), func(tx *store.Tx) error {
				_, err := check.Countersign(tx, op.OpID, decision, note)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			d.Clock.Move(10 * time.Minute)
		}
		say("reject", "Note the chamber's number, please.")
		d.Read(func(tx *store.Tx) error {
			list, err := check.FeedbackFor(tx, d.As("tara.trainee").Staff, 0, 1)
			if len(list) != 1 || list[0].Note != "Note the chamber's number, please." || list[0].Check != op.OpID {
				t.Errorf("Tara reads %+v", list)
			}
			return err
		})
		again := served(t, d, op.OpID).Readings
		item, reading, _ := strings.Cut(strings.TrimPrefix(string(again), `{"`), `":`)
		if item == "" || reading == "" {
			t.Fatalf("%s", again)
		}
		r := d.Push(d.Tablet.Amended(act(d, "tara.trainee", op.OpID), 1, map[string]any{item: map[string]any{"value": true, "note": "chamber 0417"}}, "the number"))[0]
		if r.Outcome != "accepted" || slices.Contains(r.Flags, "not-counted") {
			t.Fatalf("%+v", r)
		}
		if o := sxr(t, d); o.State != occurrence.Awaiting {
			t.Errorf("sent back: %s", o.State)
		}
		say("confirm", "Well done.")
		if o := sxr(t, d); o.State != occurrence.Done {
			t.Errorf("confirmed: %s", o.State)
		}
	})
}

// A run-up was recorded for the wrong unit. It stays readable, and the run-up is due again.
func TestStory_WhatWasEnteredInErrorIsDueAgain(t *testing.T) {
	d := sampletest.Open(t)
	op := d.Tablet.Completed(d.Check("run-up-sxr", "sxr-1", "rosa.radiographer", nil))
	d.Push(op)
	if o := sxr(t, d); o.State != occurrence.Done {
		t.Fatalf("%s", o.State)
	}
	d.Push(d.Tablet.Voided(act(d, "rosa.radiographer", op.OpID), "I had stood at the other unit"))
	if o := sxr(t, d); o.State != occurrence.Due {
		t.Errorf("%s", o.State)
	}
	if got := served(t, d, op.OpID); len(got.Items) == 0 || !slices.Contains(got.Flags, check.FlagVoided) {
		t.Errorf("%+v", got)
	}
}
