package server_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/tablet/client"
)

const pairChecklist = `{"id":"hoist-by-two","title":"Hoist, by two","version":"1","purpose":"Two people look at it.","equipmentKinds":["hoist"],
"performedBy":{"roles":["support-worker","assistant-practitioner"],"countersign":"never","secondCheck":true},"record":"safety-pass",
"sections":[{"title":"Hoist","items":[
 {"id":"brakes","kind":"confirm","prompt":"The brakes hold.","onFail":"advice","guidance":"Tell the radiographer in charge. It may be used."},
 {"id":"remark","kind":"text","prompt":"What you see."}]}]}`

// byTwo publishes a checklist that takes two people, and authorises them.
func byTwo(t *testing.T) (hash string) {
	t.Helper()
	var made struct{ Hash string }
	sofia, priya := token(t, "sofia.superintendent"), token(t, "priya.physicist")
	got := call(t, sofia, "POST", "/v1/checklists", pairChecklist)
	got.into(t, 201, &made)
	call(t, priya, "POST", "/v1/checklists/hoist-by-two/versions/"+made.Hash+"/approve", "").into(t, 200, nil)
	for _, who := range []string{"sam.scsw", "amir.ap"} {
		path := "/v1/staff/" + idOf(t, who) + "/authorisations"
		from := time.Now().Add(-48 * time.Hour).UTC().Format(time.RFC3339)
		call(t, sofia, "POST", path, fmt.Sprintf(`{"checklist":"hoist-by-two","capacity":"authorised","evidence":"seen","from":%q}`, from)).into(t, 201, nil)
	}
	return made.Hash
}

func idOf(t *testing.T, username string) string {
	t.Helper()
	var me struct{ ID string }
	call(t, token(t, username), "GET", "/v1/me", "").into(t, 200, &me)
	return me.ID
}

func byTwoCheck(t *testing.T, hash, who, remark string, brakes bool) client.Check {
	t.Helper()
	now := time.Now()
	return client.Check{
		Checklist: "hoist-by-two", Hash: hash, Equipment: "hoist-1", PerformedBy: idOf(t, who), StartedAt: now.Add(-3 * time.Minute), FinishedAt: now.Add(-time.Second),
		Readings: map[string]any{"brakes": map[string]any{"value": brakes}, "remark": map[string]any{"value": remark}}, Verdict: "pass", Note: "note: " + remark,
	}
}

// everywhere is all that a person can read of a check, as one text.
func everywhere(t *testing.T, who, id string, position int64) string {
	t.Helper()
	var all strings.Builder
	for _, path := range []string{
		"/v1/checks/" + id, "/v1/checks?checklist=hoist-by-two", "/v1/exports/checks.csv?checklist=hoist-by-two", "/v1/exports/checks.ndjson?checklist=hoist-by-two",
		fmt.Sprintf("/v1/logbook/entries?start=%d&end=%d", position, position), "/v1/quarantine?state=held&limit=500", "/v1/sync/snapshot?limit=5000",
	} {
		got := call(t, who, "GET", path, "")
		if got.status != 200 {
			t.Fatalf("%s: %v", path, got)
		}
		all.Write(got.body)
	}
	return all.String()
}

func pushOne(t *testing.T, tablet *simulate.Tablet, op client.Op) simulate.Result {
	t.Helper()
	answer, err := tablet.Push(t.Context(), op)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Results[0]
}

func TestASecondCheckIsHiddenEverywhereUntilBothAreIn(t *testing.T) {
	tablet, hash := enrolled(t), byTwo(t)
	first := tablet.Completed(byTwoCheck(t, hash, "sam.scsw", "greasy-first-8812", false))
	second := tablet.Seconded(first.OpID, byTwoCheck(t, hash, "amir.ap", "greasy-second-8812", true))
	held := pushOne(t, tablet, second)
	if held.Outcome != "held" || len(held.WaitingFor) != 1 || held.WaitingFor[0] != first.OpID {
		t.Fatalf("%+v", held)
	}
	ana := token(t, "ana.auditor")
	call(t, ana, "GET", "/v1/checks/"+first.OpID, "").into(t, 404, nil)
	for _, path := range []string{"/v1/quarantine?state=held&limit=500", fmt.Sprintf("/v1/logbook/entries?start=%d&end=%d", held.Position, held.Position)} {
		if got := call(t, token(t, "rosa.radiographer"), "GET", path, ""); got.status != 200 || strings.Contains(string(got.body), "greasy-") {
			t.Errorf("%s shows a held second check", path)
		}
	}
	blind := tablet.Completed(byTwoCheck(t, hash, "sam.scsw", "greasy-alone-8813", false))
	r := pushOne(t, tablet, blind)
	if got := everywhere(t, ana, blind.OpID, r.Position); strings.Contains(got, "greasy-alone") || !strings.Contains(got, "awaiting-second-check") {
		t.Errorf("a check is shown before its second is in")
	}
	sofia := token(t, "sofia.superintendent") // it was entered in error, so nobody will be its second: the record is whole for whoever reads it
	call(t, sofia, "POST", "/v1/checks/"+blind.OpID+"/void", `{"reason":"another hoist"}`).into(t, 200, nil)
	if got := strings.Count(everywhere(t, ana, blind.OpID, r.Position), "note: greasy-alone-8813"); got < 5 {
		t.Errorf("a check that was voided while it waited for its second is shown in %d of 5 places", got)
	}
	pushOne(t, tablet, first)
	got := everywhere(t, ana, first.OpID, held.Position)
	for _, want := range []string{"greasy-first-8812", "greasy-second-8812", "contested"} {
		if !strings.Contains(got, want) {
			t.Errorf("both are in, and %q is nowhere", want)
		}
	}
	var c struct {
		Verdict string
		Flags   []string
		Second  *struct {
			PerformedBy, Verdict string
			Readings             map[string]any
			Items                []json.RawMessage
		}
	}
	call(t, ana, "GET", "/v1/checks/"+first.OpID, "").into(t, 200, &c)
	if c.Verdict != "out-of-tolerance" || c.Second == nil || c.Second.PerformedBy != idOf(t, "amir.ap") || c.Second.Verdict != "pass" || len(c.Second.Items) != 2 || len(c.Second.Readings) != 2 {
		t.Errorf("%+v", c)
	}
	if again := pushOne(t, tablet, second); again.Outcome != "accepted" || !again.Replay || again.CheckID != first.OpID {
		t.Errorf("%+v", again)
	}
}

type served struct {
	ID, Verdict              string
	Flags                    []string
	SupervisedBy, ReviewedBy *string
	ReviewedAt               *time.Time
	Revisions                []struct {
		Revision                     int
		Kind, Reason, Note, Decision string
		By                           *string
		Counts                       bool
	}
}

func TestACheckIsCountersignedVoidedAndReviewed(t *testing.T) {
	tablet := enrolled(t)
	list, err := tablet.Checklist(t.Context(), "hoist-pre-use")
	if err != nil {
		t.Fatal(err)
	}
	readings, err := list.Readings(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	do := func(who string) string {
		now := time.Now()
		r := pushOne(t, tablet, tablet.Completed(client.Check{
			Checklist: list.ID, Hash: list.Hash, Equipment: "hoist-1", PerformedBy: idOf(t, who), Readings: readings,
			StartedAt: now.Add(-3 * time.Minute), FinishedAt: now.Add(-time.Second),
		}))
		return r.CheckID
	}
	taras, sams := do("tara.trainee"), do("sam.scsw")
	rosa, tara, priya := token(t, "rosa.radiographer"), token(t, "tara.trainee"), token(t, "priya.physicist")
	path := "/v1/checks/" + taras
	if waits := strings.Join(items(t, rosa, "/v1/checks?awaiting=countersignature&limit=500"), ""); !strings.Contains(waits, taras) || strings.Contains(waits, sams) {
		t.Error("what waits for a countersignature is another list")
	}
	call(t, token(t, "sam.scsw"), "POST", path+"/countersign", `{"decision":"confirm"}`).into(t, 403, nil)
	call(t, rosa, "POST", path+"/countersign", `{"decision":"perhaps"}`).into(t, 422, nil)
	if got := call(t, rosa, "POST", path+"/countersign", `{"decision":"reject"}`); got.status != 422 || got.pointers() != "/note" {
		t.Errorf("%v", got)
	}
	if got := call(t, rosa, "POST", "/v1/checks/"+sams+"/countersign", `{"decision":"confirm"}`); got.status != 409 || got.code() != "guard" {
		t.Errorf("%v", got)
	}
	var c served
	for range 2 {
		call(t, rosa, "POST", path+"/countersign", `{"decision":"confirm","note":"well done"}`).into(t, 200, &c)
	}
	if len(c.Revisions) != 2 || c.Revisions[1].Kind != "countersigned" || c.Revisions[1].Note != "well done" || c.Revisions[1].Decision != "confirm" || c.SupervisedBy == nil {
		t.Errorf("%+v", c)
	}
	if waits := items(t, rosa, "/v1/checks?awaiting=countersignature&limit=500"); strings.Contains(strings.Join(waits, ""), taras) {
		t.Error("it is countersigned, and still waits")
	}
	var feedback struct {
		Items []struct{ Check, Decision, Note, By string }
	}
	call(t, tara, "GET", "/v1/me/feedback?limit=1", "").into(t, 200, &feedback)
	if len(feedback.Items) != 1 || feedback.Items[0].Check != taras || feedback.Items[0].Note != "well done" || feedback.Items[0].By != idOf(t, "rosa.radiographer") {
		t.Errorf("%+v", feedback)
	}
	var reviewed struct{ Items []served }
	call(t, token(t, "sofia.superintendent"), "POST", "/v1/checks/review", fmt.Sprintf(`{"ids":[%q]}`, sams)).into(t, 403, nil)
	call(t, priya, "POST", "/v1/checks/review", fmt.Sprintf(`{"ids":[%q,%q]}`, taras, sams)).into(t, 200, &reviewed)
	if len(reviewed.Items) != 2 || reviewed.Items[0].ReviewedAt == nil || *reviewed.Items[1].ReviewedBy != idOf(t, "priya.physicist") {
		t.Errorf("%+v", reviewed)
	}
	if left := strings.Join(items(t, priya, "/v1/checks?reviewed=false&limit=500"), ""); strings.Contains(left, sams) {
		t.Error("a reviewed check is listed as not reviewed")
	}
	call(t, tara, "POST", "/v1/checks/"+sams+"/void", `{"reason":"no"}`).into(t, 403, nil)
	call(t, token(t, "sam.scsw"), "POST", "/v1/checks/"+sams+"/void", `{"reason":"another hoist"}`).into(t, 200, &c)
	if !strings.Contains(strings.Join(c.Flags, " "), "voided") || c.Verdict != "pass" {
		t.Errorf("%+v", c)
	}
}
