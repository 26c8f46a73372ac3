package tablet_test

import (
	"testing"
	"time"

	"runup/internal/check"
	"runup/internal/checklist"
	"runup/internal/store"
)

// lifts is a check of the hoist with this load, done so many hours after midnight.
func (d *department) lifts(kg float64, hour int) string {
	d.Helper()
	c := d.hoist(map[string]any{"load": map[string]any{"value": kg}})
	at := d.clock.Now().Truncate(24 * time.Hour).Add(time.Duration(hour) * time.Hour)
	c.StartedAt, c.FinishedAt = at.Add(-time.Minute), at
	return d.do(c).CheckID
}

func (d *department) severity() string {
	d.Helper()
	list := d.escalations()
	if len(list) != 1 {
		d.Fatalf("%d escalations", len(list))
	}
	return list[0].Severity
}

const tolerated, well = 150, 50

func TestThreeTimesOutOfToleranceRunningAsksBeforeUse(t *testing.T) {
	each(t, func(d *department) {
		d.clock.Move(12 * time.Hour)
		d.lifts(tolerated, 1)
		d.lifts(well, 2)
		d.lifts(tolerated, 3)
		d.lifts(tolerated, 4)
		if s := d.severity(); s != checklist.Advice {
			d.Fatalf("twice running, and once before it passed: %s", s)
		}
		d.lifts(tolerated, 5)
		if s := d.severity(); s != checklist.BeforeUse {
			d.Errorf("three times running: %s", s)
		}
	})
}

// The order is that of doing: what comes late may close the gap between two others.
func TestThreeTimesRunning_ByTheOrderOfDoing(t *testing.T) {
	each(t, func(d *department) {
		d.clock.Move(12 * time.Hour)
		d.lifts(tolerated, 1)
		d.lifts(tolerated, 5)
		d.lifts(well, 6)
		if s := d.severity(); s != checklist.Advice {
			d.Fatalf("twice: %s", s)
		}
		d.lifts(tolerated, 3)
		if s := d.severity(); s != checklist.BeforeUse {
			d.Errorf("the one between them came last: %s", s)
		}
	})
}

func TestThreeTimesRunning_WhatPassedBetweenOrWasEnteredInErrorBreaksIt(t *testing.T) {
	each(t, func(d *department) {
		d.clock.Move(12 * time.Hour)
		d.lifts(tolerated, 1)
		wrong := d.lifts(tolerated, 2)
		d.write(d.as("sofia"), func(tx *store.Tx) error { _, err := check.Void(tx, wrong, "another hoist", nil); return err })
		d.lifts(well, 4)
		d.lifts(tolerated, 3)
		if s := d.severity(); s != checklist.Advice {
			d.Errorf("twice, one in error: %s", s)
		}
		d.lifts(tolerated, 5)
		d.lifts(tolerated, 6)
		if s := d.severity(); s != checklist.Advice {
			d.Errorf("twice since it passed: %s", s)
		}
	})
}
