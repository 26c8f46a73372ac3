package tablet_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/auth"
	"runup/internal/checklist"
	codelist "runup/internal/codes"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/report"
	"runup/internal/store"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// says is a report of a kind by Sam, seen just now.
func (d *department) says(kind, equipmentID, text string) client.Report {
	return client.Report{Kind: kind, Equipment: equipmentID, Text: text, FiledBy: d.people["sam"].ID, At: d.clock.Now().Add(-time.Minute)}
}

func (d *department) report(id string) (r report.Report) {
	d.Helper()
	d.read(func(tx *store.Tx) (err error) { r, err = report.ByID(tx, id); return err })
	return r
}

func TestAReportOpensWhatItsKindCallsFor(t *testing.T) {
	each(t, func(d *department) {
		for _, c := range []struct {
			kind, on, severity string
			status             equipment.Status
		}{
			{"fault", "hoist-1", checklist.BeforeUse, equipment.InService},
			{"near-miss", "hoist-1", checklist.Advice, equipment.InService},
			{"incident", "hoist-1", checklist.Advice, equipment.InService},
			{"environment", "hoist-1", checklist.Advice, equipment.InService},
			{"stock", "hoist-1", checklist.Information, equipment.InService},
			{"unsafe", "trolley-1", checklist.PutRight, equipment.InService},
			{"unsafe", "buttons-1", checklist.PutRight, equipment.InService},
			{"unsafe", "hoist-1", checklist.DoNotUse, equipment.Withdrawn},
		} {
			r := d.push(d.pen, d.pen.Reported(d.says(c.kind, c.on, "it is so")))[0]
			if r.Outcome != tablet.IsAccepted || r.ReportID != r.OpID || len(r.Escalations) != 1 || r.Escalations[0].Severity != c.severity || d.status(c.on) != c.status {
				d.Errorf("%s on %s: %+v, %s", c.kind, c.on, r, d.status(c.on))
				continue
			}
			got := d.report(r.OpID)
			if got.State != report.IsOpen || got.Escalation != r.Escalations[0].ID || got.Ref != r.Escalations[0].Ref || got.Area != "linacs" || got.FiledBy != d.people["sam"].ID {
				d.Errorf("%+v", got)
			}
		}
	})
}

func TestEachReportIsAMatterOfItsOwn(t *testing.T) {
	each(t, func(d *department) {
		d.push(d.pen, d.pen.Reported(d.says("unsafe", "hoist-1", "the strap slips")), d.pen.Reported(d.says("unsafe", "hoist-1", "the brake too")))
		list := d.escalations()
		if len(list) != 2 || list[0].Report == list[1].Report || list[0].Kind != escalation.Reported {
			d.Errorf("%+v", list)
		}
	})
}

func TestAReportWithoutEquipmentIsItsAreas(t *testing.T) {
	each(t, func(d *department) {
		bay := d.enrol("Stores", "stores")
		for _, c := range []struct {
			pen              *pen
			claimed, area    string
			flagged, visible bool
		}{
			{d.pen, "linacs", "linacs", false, false}, {d.pen, "", "", false, true}, {bay, "", "stores", false, true}, {d.pen, "attic", "", true, true},
		} {
			r := d.says("environment", "", "water on the floor")
			r.Area = c.claimed
			got := d.push(c.pen, c.pen.Reported(r))[0]
			filed := d.report(got.OpID)
			if got.Outcome != tablet.IsAccepted || filed.Area != c.area || has(got.Flags, report.FlagUnknownArea) != c.flagged {
				d.Errorf("area %q: %+v, %+v", c.claimed, got, filed)
			}
			d.must(d.db.Read(t.Context(), d.as("stan"), func(tx *store.Tx) error {
				_, err := report.ByID(tx, got.OpID)
				if (err == nil) != c.visible {
					d.Errorf("area %q: Stan of the stores sees it: %v", c.area, err)
				}
				return nil
			}))
		}
		e := d.escalations()
		if len(e) != 4 || e[3].Area != "linacs" || e[3].Equipment != "" {
			d.Errorf("%+v", e)
		}
	})
}

// TestAReportThatCannotBeAcceptedIsSetAsideAndStillHeard: what nobody can place is kept, and "unsafe" asks registered
// staff at once; when the equipment is there, it is accepted and withdraws it.
func TestAReportThatCannotBeAcceptedIsSetAsideAndStillHeard(t *testing.T) {
	each(t, func(d *department) {
		for _, c := range []struct {
			report client.Report
			code   string
			heard  bool
		}{
			{d.says("unsafe", "hoist-9", "it creaks"), "unknown-equipment", true},
			{d.says("fault", "hoist-9", "it creaks"), "unknown-equipment", false},
			{d.says("unsafe", "hoist-1", " \n"), "not-an-operation", true},
			{d.says("rumour", "hoist-1", "it creaks"), "not-an-operation", false},
		} {
			before := len(d.escalations())
			r := d.push(d.pen, d.pen.Reported(c.report))[0]
			if r.Outcome != tablet.IsSetAside || r.Problem.Code != c.code || (len(r.Escalations) == 1) != c.heard {
				d.Errorf("%s on %s: %+v", c.report.Kind, c.report.Equipment, r)
			}
			if c.heard && r.Escalations[0].Severity != checklist.BeforeUse {
				d.Errorf("%+v", r.Escalations)
			}
			if got := len(d.escalations()) - before; got > 1 {
				d.Errorf("opened %d", got)
			}
		}
		if d.status("hoist-1") != equipment.InService {
			d.Error("an unreadable report withdrew the hoist")
		}
		aside := d.setAside()
		waiting := aside[len(aside)-1]
		if _, err := d.resolve("rosa", waiting.ID, tablet.Accept); err == nil {
			d.Error("accepted with equipment that is not there")
		}
		d.addHoist("hoist-9")
		if _, err := d.resolve("rosa", waiting.ID, tablet.Accept); err != nil || d.status("hoist-9") != equipment.Withdrawn {
			d.Errorf("%v, %s", err, d.status("hoist-9"))
		}
		if got := d.report(waiting.OpID); !got.ReceivedAt.Equal(waiting.ReceivedAt) || got.State != report.IsOpen {
			d.Errorf("%+v", got)
		}
	})
}

func TestWhatAReportSaysStaysInTheReport(t *testing.T) {
	each(t, func(d *department) {
		const words = "Mrs Example, 943 476 5919, nearly fell"
		r := d.says("near-miss", "hoist-1", words)
		r.FiledBy = ""
		r.More = map[string]any{"performedByName": "Sam, I forgot my PIN", "blobs": []string{strings.Repeat("a", 64)}}
		got := d.push(d.pen, d.pen.Reported(r))[0]
		if !slices.Equal(got.Flags, []string{"nhs-number", "unverified"}) || !slices.Equal(got.MissingBlobs, []string{strings.Repeat("a", 64)}) {
			d.Errorf("%+v", got)
		}
		filed := d.report(got.OpID)
		if filed.Text != words || filed.FiledBy != "" || filed.FiledByName != "Sam, I forgot my PIN" || filed.Auth != "unverified" {
			d.Errorf("%+v", filed)
		}
		text, err := json.Marshal(d.escalations())
		d.must(err)
		if strings.Contains(string(text), "Example") {
			d.Errorf("the escalation repeats what was written: %s", text)
		}
	})
}

func TestAReportPushedAgainAnswersAsItDid(t *testing.T) {
	each(t, func(d *department) {
		op := d.pen.Reported(d.says("unsafe", "hoist-1", "it creaks"))
		first := d.push(d.pen, op)[0]
		head := d.db.Head()
		again := d.push(d.pen, op)[0]
		if !*again.Replay || again.Position != first.Position || again.ReportID != first.ReportID || !slices.Equal(again.Flags, first.Flags) ||
			!reflect.DeepEqual(again.Escalations, first.Escalations) || d.db.Head() != head {
			d.Errorf("%+v after %+v", again, first)
		}
	})
}

func TestReportsTravelToWhoMaySeeThem(t *testing.T) {
	each(t, func(d *department) {
		mine, theirs := d.enrol("Linacs", "linacs"), d.enrol("Stores", "stores")
		id := d.push(d.pen, d.pen.Reported(d.says("fault", "hoist-1", "it creaks")))[0].OpID
		for pen, want := range map[*pen]bool{mine: true, theirs: false} {
			var got any
			d.must(d.service.Pull(t.Context(), auth.Principal{Actor: pen.by.Actor, Kind: auth.Tablet, Device: pen.by.Device}, "", 5000, func(_ *store.Tx, p *tablet.Page) error {
				for _, c := range p.Changes {
					if c.Kind == "report" && c.ID == id {
						got = c.Thing
					}
				}
				return nil
			}))
			r, is := got.(report.Report)
			if is != want || is && r.Escalation == "" {
				d.Errorf("%+v, want %v", got, want)
			}
		}
	})
}

// TestAWarningSignReportedUnsafeHoldsWhatItProtects: the sign stays where it is, and the unit behind it waits for a word.
func TestAWarningSignReportedUnsafeHoldsWhatItProtects(t *testing.T) {
	each(t, func(d *department) {
		d.write(d.as("ada"), func(tx *store.Tx) error {
			_, _, err := equipment.Put(tx, equipment.Equipment{ID: "sign-1", Name: "Sign", Kind: "radiation-warning-sign", Area: "linacs", Affects: []string{"hoist-1"}})
			return err
		})
		for kind, want := range map[string]int{"unsafe": 2, "fault": 2, "environment": 1} {
			r := d.push(d.pen, d.pen.Reported(d.says(kind, "sign-1", "the lamp is out")))[0]
			if d.status("sign-1") != equipment.InService || len(r.Escalations) != want || want == 2 && r.Escalations[1].Severity != checklist.BeforeUse {
				d.Errorf("%s: %+v", kind, r.Escalations)
			}
		}
		held := 0
		for _, e := range d.escalations() {
			if e.Equipment == "hoist-1" && e.Source == "sign-1" {
				held++
			}
		}
		if held != 2 || d.status("hoist-1") != equipment.InService {
			d.Errorf("%d held, %s", held, d.status("hoist-1"))
		}
	})
}

// TestAReportCarriesTheCodesInForce: codes that the list does not give are kept and flagged, never a reason to set aside.
func TestAReportCarriesTheCodesInForce(t *testing.T) {
	each(t, func(d *department) {
		says := func(list ...string) (tablet.Result, report.Report) {
			r := d.says("incident", "hoist-1", "it happened")
			r.More = map[string]any{"codes": list}
			got := d.push(d.pen, d.pen.Reported(r))[0]
			return got, d.report(got.OpID)
		}
		if got, filed := says("13-a"); !has(got.Flags, report.FlagUnknownCode) || filed.Taxonomy != "" {
			d.Errorf("no list yet: %+v, %+v", got, filed)
		}
		d.write(d.as("sofia"), func(tx *store.Tx) error {
			_, err := codelist.Set(tx, codelist.List{Kind: codelist.Event, Taxonomy: "Ours", Version: "2026", Codes: []codelist.Code{{Code: "13-a", Title: "A wrong field"}}})
			return err
		})
		if got, filed := says("13-a"); has(got.Flags, report.FlagUnknownCode) || filed.Taxonomy != "2026" || !slices.Equal(filed.Codes, []string{"13-a"}) {
			d.Errorf("%+v, %+v", got, filed)
		}
		if got, filed := says("13-a", "99-z"); !has(got.Flags, report.FlagUnknownCode) || len(filed.Codes) != 2 {
			d.Errorf("%+v, %+v", got, filed)
		}
	})
}
