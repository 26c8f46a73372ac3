package server_test

import (
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// sends posts a table.
func sends(t *testing.T, token, path, text string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "POST", base(t)+path, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/csv; charset=utf-8")
	request.Header.Set("Authorization", "Bearer "+token)
	return send(t, request)
}

// fill fills the template's lines in: references with 10, local limits with 5 to 20, text with A-1.
func fill(t *testing.T, template []byte, needs map[string]string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(template))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(column string) int { return slices.Index(rows[0], column) }
	var text strings.Builder
	out := csv.NewWriter(&text)
	_ = out.Write(rows[0])
	for _, row := range rows[1:] {
		switch needs[row[at("checklist")]+"/"+row[at("item")]] {
		case "value":
			row[at("value")] = "10"
		case "limits":
			row[at("toleranceLow")], row[at("toleranceHigh")] = "5", "20"
		case "text":
			row[at("value")] = "A-1"
		}
		row[at("reason")] = "commissioning"
		_ = out.Write(row)
	}
	out.Flush()
	return text.String()
}

type lackingSeen struct{ Equipment, Checklist, Item, Needs string }

func lackingOf(t *testing.T, who, equipment string) (list struct{ Items []lackingSeen }) {
	t.Helper()
	call(t, who, "GET", "/v1/baselines/missing?limit=500&equipment="+equipment, "").into(t, 200, &list)
	return list
}

func TestANewMachineIsCommissionedByTable(t *testing.T) {
	ada, priya, pavel := token(t, "ada.admin"), token(t, "priya.physicist"), token(t, "pavel.physicist")
	call(t, ada, "PUT", "/v1/equipment/linac-new", `{"name":"LA9","kind":"linac","area":"linacs","features":["6mv"],"inventory":{"manufacturer":"Varian","model":"TrueBeam","serial":"9","yearMade":2025,"yearInstalled":2026}}`).into(t, 200, nil)
	missing := lackingOf(t, priya, "linac-new").Items
	if len(missing) == 0 {
		t.Fatal("a machine without values lacks nothing")
	}
	needs := map[string]string{}
	for _, l := range missing {
		needs[l.Checklist+"/"+l.Item] = l.Needs
	}
	template := call(t, priya, "GET", "/v1/baselines/template.csv?equipment=linac-new", "")
	if template.status != 200 {
		t.Fatal(template)
	}
	table := fill(t, template.body, needs)
	before := head(t)
	for _, c := range []struct{ who, query, outcome string }{
		{priya, "?dryRun=true", "set"}, {priya, "", "set"}, {priya, "?dryRun=false", "unchanged"}, {pavel, "", "confirmed"},
	} {
		var done struct {
			DryRun bool
			Items  []struct{ Outcome string }
		}
		sends(t, c.who, "/v1/baselines/import"+c.query, table).into(t, 200, &done)
		if len(done.Items) != len(missing) || done.DryRun != (c.query == "?dryRun=true") {
			t.Fatalf("%s: %+v", c.query, done)
		}
		for _, i := range done.Items {
			if i.Outcome != c.outcome {
				t.Errorf("%s: %s, want %s", c.query, i.Outcome, c.outcome)
			}
		}
		if c.query == "?dryRun=true" && head(t) != before {
			t.Error("a dry run left an entry")
		}
	}
	if left := lackingOf(t, priya, "linac-new").Items; len(left) != 0 {
		t.Errorf("still missing: %v", left)
	}
	var history struct {
		Items []struct {
			Provisional        bool
			ApprovedBy, Reason string
			Item               string
		}
	}
	call(t, priya, "GET", "/v1/equipment/linac-new/baselines/history?checklist="+missing[0].Checklist+"&item="+missing[0].Item, "").into(t, 200, &history)
	if len(history.Items) != 1 || history.Items[0].Provisional || history.Items[0].ApprovedBy == "" || history.Items[0].Reason != "commissioning" {
		t.Errorf("history: %+v", history)
	}
}

func TestATableWithMistakesNamesRowsAndColumns(t *testing.T) {
	priya := token(t, "priya.physicist")
	got := sends(t, priya, "/v1/baselines/import", "equipment,checklist,item,value,reason\nnowhere,run-up-linac,x,1,new\nlinac-1,run-up-linac,no-such-item,1,new\n")
	if got.status != 422 || got.pointers() != "/rows/2/equipment /rows/3/item" {
		t.Errorf("%v", got)
	}
	if got := sends(t, priya, "/v1/baselines/import", ""); got.status != 400 {
		t.Errorf("nothing: %v", got)
	}
	if got := sends(t, token(t, "sofia.superintendent"), "/v1/baselines/import", "x"); got.status != 403 {
		t.Errorf("a superintendent: %v", got)
	}
	if got := call(t, priya, "POST", "/v1/baselines/import", "{}"); got.status != 415 {
		t.Errorf("JSON: %v", got)
	}
	if got := sends(t, priya, "/v1/baselines/import", "equipment,"+strings.Repeat("x", 300<<10)); got.status != 413 {
		t.Errorf("a very large table: %v", got)
	}
}

func TestInstrumentsByWhenTheirCalibrationEnds(t *testing.T) {
	ada, ed := token(t, "ada.admin"), token(t, "ed.engineer")
	for id, due := range map[string]string{"meter-past": `"2020-01-31"`, "meter-far": `"2999-12-31"`} {
		call(t, ada, "PUT", "/v1/equipment/"+id, `{"name":"Meter","kind":"survey-meter","area":"linacs","calibrationDue":`+due+`}`).into(t, 200, nil)
	}
	call(t, ada, "PUT", "/v1/equipment/meter-unknown", `{"name":"Meter","kind":"survey-meter","area":"linacs"}`).into(t, 200, nil)
	var list struct {
		Items []struct {
			ID, State string
			Days      *int
			UsedBy    []string
		}
	}
	call(t, ed, "GET", "/v1/instruments?dueWithin=60&limit=500", "").into(t, 200, &list)
	var ids []string
	for _, i := range list.Items {
		ids = append(ids, i.ID+" "+i.State)
	}
	if len(ids) < 2 || ids[0] != "meter-unknown unknown" || ids[1] != "meter-past past" || slices.Contains(ids, "meter-far good") {
		t.Errorf("due within 60 days: %v", ids)
	}
	if !slices.Contains(list.Items[1].UsedBy, "run-up-hdr") || *list.Items[1].Days >= 0 {
		t.Errorf("the survey meter: %+v", list.Items[1])
	}
	call(t, ed, "GET", "/v1/instruments?limit=500", "").into(t, 200, &list)
	if last := list.Items[len(list.Items)-1]; last.ID != "meter-far" || last.State != "good" {
		t.Errorf("the last of all: %+v", last)
	}
	if got := call(t, ed, "GET", "/v1/instruments?dueWithin=-1", ""); got.status != 422 {
		t.Errorf("within less than nothing: %v", got)
	}
}
