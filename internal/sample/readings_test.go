package sample

import (
	"fmt"
	"testing"
	"time"

	"runup/checklists"
	"runup/internal/baseline"
	"runup/internal/judge"
	"runup/internal/library"
)

// heldBy makes of settings what judging takes.
func heldBy(list []baseline.Setting) baseline.Held {
	h := baseline.Held{References: map[string]judge.Reference{}, LastSeen: map[string]string{}}
	for _, s := range list {
		if s.Text != "" {
			h.LastSeen[s.Item] = s.Text
			continue
		}
		h.References[s.Item] = judge.Reference{Value: s.Number, Limits: s.Limits}
	}
	return h
}

func TestPassing_EveryShippedChecklistPassesOnItsEquipmentOnAnyDay(t *testing.T) {
	names, err := library.Names(checklists.Library)
	if err != nil {
		t.Fatal(err)
	}
	list, err := library.Shipped(checklists.Library, names)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		fitting := 0
		for _, q := range pieces("2027-11-23") {
			if !applies(d, q) {
				continue
			}
			fitting++
			for day := range 14 {
				at := time.Date(2026, 11, 16+day, 7, 30, 0, 0, time.UTC)
				doing := Doing{Definition: d, Equipment: q, Test: testEquipment(pieces("2027-11-23")), At: at}
				values, err := doing.localValues()
				if err != nil {
					t.Fatal(err)
				}
				doing.Held = heldBy(values)
				result, err := doing.judge(nil)
				if err != nil || result.Verdict != judge.Pass {
					t.Errorf("%s on %s, %s: %s %v %s", d.ID, q.ID, at.Format(time.DateOnly), result.Verdict, err, worst(result))
				}
			}
		}
		if fitting == 0 {
			t.Errorf("%s is for %v, and the sample department has no such equipment", d.ID, d.EquipmentKinds)
		}
	}
}

func worst(r judge.Result) (s string) {
	for _, item := range r.Items {
		if item.Verdict != judge.Pass {
			s += fmt.Sprintf("%s: %s %s; ", item.ID, item.Verdict, item.Why)
		}
	}
	return s
}
