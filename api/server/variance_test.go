package server_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// local is a shipped checklist on a department's desk.
type local map[string]any

func (l local) items() (list []map[string]any) {
	for _, section := range l["sections"].([]any) {
		for _, item := range section.(map[string]any)["items"].([]any) {
			list = append(list, item.(map[string]any))
		}
	}
	return list
}

func (l local) item(t *testing.T, id string) map[string]any {
	t.Helper()
	for _, item := range l.items() {
		if item["id"] == id {
			return item
		}
	}
	t.Fatalf("there is no item %s", id)
	return nil
}

func (l local) leaveOut(id string) {
	for _, section := range l["sections"].([]any) {
		s := section.(map[string]any)
		s["items"] = slices.DeleteFunc(s["items"].([]any), func(item any) bool { return item.(map[string]any)["id"] == id })
	}
}

func (l local) text(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

type varianceSeen struct {
	Items []struct {
		Checklist, Hash, State, Relation string
		BaseHere                         bool
		Differences                      []struct{ Item, Change, What, Reason *string }
		Unexplained                      []string
		WiderLimits                      []struct{ Equipment, Item, What, Reason string }
	}
	NotAdopted []struct{ Checklist, State string }
}

// TestStory_ADepartmentMakesTheSXRRunUpItsOwn: tighter output limits, one item left out with a reason, one figure taken
// into its own hands without one; two people publish it, a table brings the local values, and the variance report says it all.
func TestStory_ADepartmentMakesTheSXRRunUpItsOwn(t *testing.T) {
	var log bytes.Buffer
	s, err := open(t.TempDir(), &log, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	site := serveHandler(t, s.Handler())
	sofia, priya, pavel := signIn(t, site, "sofia.superintendent"), signIn(t, site, "priya.physicist"), signIn(t, site, "pavel.physicist")

	var ours local
	callAt(t, site, priya, "GET", "/v1/checklists/run-up-sxr", "").into(t, 200, &ours)
	base, leftOut := ours["hash"].(string), ""
	for _, item := range ours.items() {
		if item["kind"] == "confirm" && leftOut == "" {
			leftOut = item["id"].(string)
		}
	}
	delete(ours, "hash")
	delete(ours, "state")
	ours["version"] = "Northfield 1"
	ours.leaveOut(leftOut)
	limits := ours.item(t, "output-100kv")["limits"].(map[string]any)
	limits["toleranceLow"], limits["toleranceHigh"] = -1.5, 1.5
	delete(ours.item(t, "output-50kv"), "source")
	ours.item(t, "output-50kv")["limits"] = map[string]any{"local": true}
	ours["basedOn"] = map[string]any{"id": "run-up-sxr", "hash": base, "differences": []any{
		map[string]any{"item": leftOut, "change": "left-out", "reason": "The room has none."},
		map[string]any{"item": "output-100kv", "change": "tightened", "reason": "Our unit is steadier than that."},
	}}
	var made struct {
		Hash, State string
		Unexplained []string
	}
	callAt(t, site, sofia, "POST", "/v1/checklists", ours.text(t)).into(t, 201, &made)
	if made.State != "proposed" || len(made.Unexplained) != 1 || !strings.HasPrefix(made.Unexplained[0], "output-50kv: loosened") {
		t.Errorf("proposed: %+v", made)
	}
	version := "/v1/checklists/run-up-sxr/versions/" + made.Hash
	if got := callAt(t, site, sofia, "POST", version+"/approve", ""); got.code() != "second-person" && got.code() != "forbidden" {
		t.Errorf("alone: %v", got)
	}
	callAt(t, site, priya, "POST", version+"/approve", "").into(t, 200, nil)

	table := "equipment,checklist,item,value,unit,type,reference,suspensionLow,suspensionHigh,reason\n" +
		"sxr-1,run-up-sxr,output-50kv,10.4,nC,percent,baseline,-5,5,old tube until spring\n"
	for _, who := range []string{priya, pavel} {
		request, _ := http.NewRequestWithContext(t.Context(), "POST", site+"/v1/baselines/import", strings.NewReader(table))
		request.Header.Set("Content-Type", "text/csv")
		request.Header.Set("Authorization", "Bearer "+who)
		send(t, request).into(t, 200, nil)
	}

	var report varianceSeen
	callAt(t, site, priya, "GET", "/v1/checklists/variance", "").into(t, 200, &report)
	if len(report.Items) != 22 || len(report.NotAdopted) != 0 {
		t.Errorf("%d in force, %d not adopted", len(report.Items), len(report.NotAdopted))
	}
	callAt(t, site, priya, "GET", "/v1/checklists/run-up-sxr/variance", "").into(t, 200, &report)
	v := report.Items[0]
	if len(report.Items) != 1 || v.Hash != made.Hash || v.Relation != "local" || !v.BaseHere || v.State != "published" {
		t.Fatalf("the report: %+v", report)
	}
	said := map[string]string{}
	for _, d := range v.Differences {
		reason := "no reason given"
		if d.Reason != nil {
			reason = *d.Reason
		}
		if d.Item != nil {
			said[*d.Item+" "+*d.Change] = reason
		}
	}
	for what, reason := range map[string]string{
		leftOut + " left-out": "The room has none.", "output-100kv tightened": "Our unit is steadier than that.", "output-50kv loosened": "no reason given",
	} {
		if said[what] != reason {
			t.Errorf("%s: %q, want %q; all: %v", what, said[what], reason, said)
		}
	}
	if w := v.WiderLimits; len(w) == 0 || w[0].Equipment != "sxr-1" || w[0].Item != "output-50kv" || w[0].Reason != "old tube until spring" || !strings.Contains(w[0].What, "suspension high 5") {
		t.Errorf("wider limits: %+v", w)
	}
	if got := callAt(t, site, priya, "GET", "/v1/checklists/no-such/variance", ""); got.status != 404 {
		t.Errorf("of no checklist: %v", got)
	}
}

func TestTheProgrammeSaysWhatIsCheckedByWhomAndAgainstWhat(t *testing.T) {
	var report struct {
		Items []struct {
			Checklist, ApprovedBy, ProcedureState string
			Equipment                             []string
			PerformedBy                           struct{ Roles []string }
			Schedule                              *struct{ Rule string }
			Items                                 []struct {
				ID     string
				Limits *struct {
					SuspensionHigh *float64
					Local          bool
				}
				Source *struct{ Cite string }
			}
		}
		PastReview []string
	}
	call(t, token(t, "ana.auditor"), "GET", "/v1/checklists/programme", "").into(t, 200, &report)
	for _, p := range report.Items {
		if p.Checklist != "run-up-sxr" {
			continue
		}
		if p.ApprovedBy == "" || !slices.Contains(p.Equipment, "sxr-1") || len(p.PerformedBy.Roles) == 0 || p.Schedule == nil || p.Schedule.Rule == "" {
			t.Errorf("the SXR run-up: %+v", p)
		}
		for _, i := range p.Items {
			if i.ID == "output-100kv" && (i.Limits == nil || *i.Limits.SuspensionHigh != 3 || i.Source == nil || i.Source.Cite == "") {
				t.Errorf("its output: %+v", i)
			}
		}
		return
	}
	t.Errorf("the SXR run-up is not in a programme of %d", len(report.Items))
}
