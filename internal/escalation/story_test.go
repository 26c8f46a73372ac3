package escalation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/problem"
)

// The hoist's brake fails at 07:12. Rosa takes it out of use, Ed repairs it and hands it back. His own re-check does not
// count, and neither he nor Tara, who is a trainee, gives it back. Sam's re-check passes, and Rosa, who is authorised for
// hoists, returns it to use.
func TestStory_TheHoistsBrakeFailsAndIsRepaired(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		id := d.fails(hoist, no).ID
		d.is("hoist-1", equipment.Withdrawn)
		d.wait(5 * time.Minute)
		if e := d.act("rosa.radiographer", id, escalation.TookOutOfUse); e.State != escalation.IsActioned || e.Version != 2 || e.Owner != d.As("rosa.radiographer").Staff {
			d.Errorf("%+v", e)
		}
		d.is("hoist-1", equipment.OutOfService)
		d.does("rosa.radiographer", id, escalation.Action{Kind: escalation.ToEngineer, Engineer: &escalation.Engineer{Staff: d.As("ed.engineer").Staff}})
		d.is("hoist-1", equipment.WithEngineer)
		d.wait(time.Hour)
		e := d.does("ed.engineer", id, escalation.Action{Kind: escalation.FromEngineer, Work: "new brake cable", Parts: "cable 14"})
		if e.State != escalation.IsAwaiting || e.PostMaintenance != "hoist-pre-use" {
			d.Errorf("%+v", e)
		}
		d.is("hoist-1", equipment.AwaitingRecheck)
		d.refuses("rosa.radiographer", id, escalation.RepairedRechecked, "guard")
		d.wait(10 * time.Minute)
		recheck := d.passes(hoist)
		d.refuses("ed.engineer", id, escalation.RepairedRechecked, "forbidden")
		d.refuses("sam.scsw", id, escalation.RepairedRechecked, "forbidden")
		d.refuses("priya.physicist", id, escalation.RepairedRechecked, "forbidden") // no authorisation for hoists
		d.is("hoist-1", equipment.AwaitingRecheck)
		e = d.closes("rosa.radiographer", id, escalation.RepairedRechecked)
		if e.State != escalation.IsClosed || e.Closed.Recheck != recheck || !e.Closed.Returned || e.ClosedAt == nil {
			d.Errorf("%+v, %+v", e, e.Closed)
		}
		d.is("hoist-1", equipment.InService)
		d.timeline(e, "Opened: brakes: fail.", "Took it out of use. Mobile hoist, lower floor is now out-of-service.",
			"Handed it over to Ed Hargreaves. Mobile hoist, lower floor is now with-engineer.",
			"Ed Hargreaves handed it back: new brake cable. Parts: cable 14. Mobile hoist, lower floor is now awaiting-recheck.",
			"Closed it: repaired-rechecked. Mobile hoist, lower floor is now in-service. Nobody said whether an incident report was needed.")
	})
}

// timeline holds the words of a timeline against what they should be.
func (d *department) timeline(e escalation.Escalation, want ...string) {
	d.Helper()
	var got []string
	for _, h := range e.Timeline {
		if h.Kind != "called" { // who was called is the ladder's story
			got = append(got, h.Words)
		}
	}
	if !slices.Equal(got, want) {
		d.Errorf("the timeline reads\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The linac's output is past suspension. Rosa may not return it, nor may Sofia; a physicist who did not adjust it may.
func TestStory_OnlyAPhysicistReturnsALinacWhoseOutputFailed(t *testing.T) {
	each(t, func(d *department) {
		d.at(7, 12)
		id := d.fails(output, map[string]any{"value": 106.2}).ID
		d.is("linac-1", equipment.Withdrawn)
		d.acknowledges("rosa.radiographer", id)
		if _, err := d.tryAct("rosa.radiographer", id, escalation.Action{Kind: escalation.Adjusted, Note: "x"}); !problem.Is(err, "forbidden") {
			d.Errorf("a radiographer adjusts the output: %v", err)
		}
		d.does("priya.physicist", id, escalation.Action{Kind: escalation.Adjusted, Note: "output adjusted by -4.9 %"})
		d.wait(10 * time.Minute)
		d.passes(output)
		for _, name := range []string{"rosa.radiographer", "sofia.superintendent", "ed.engineer", "ada.admin", "ana.auditor"} {
			d.refuses(name, id, escalation.AdjustedRechecked, "forbidden")
		}
		d.refuses("priya.physicist", id, escalation.AdjustedRechecked, "forbidden") // she adjusted it
		d.is("linac-1", equipment.AwaitingRecheck)
		d.closes("pavel.physicist", id, escalation.AdjustedRechecked)
		d.is("linac-1", equipment.InService)
	})
}
