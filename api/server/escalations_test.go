package server_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/tablet/client"
)

type escalationSeen struct {
	ID, Ref, Severity, State string
	Version                  int
	Owner                    *string
	Closed                   *struct {
		Reason   string
		Recheck  *string
		Returned bool
		Incident *struct {
			Needed    bool
			Reference string
		}
	}
	Timeline []struct{ Kind, Words string }
}

// happened is what befell it, besides that people were called and others refused.
func (e escalationSeen) happened() (list []string) {
	for _, h := range e.Timeline {
		if h.Kind != "called" && h.Kind != "refused" {
			list = append(list, h.Words)
		}
	}
	return list
}

// hoistOfItsOwn is one more hoist of the shared department.
func hoistOfItsOwn(t *testing.T) string {
	t.Helper()
	id := fmt.Sprintf("hoist-%d", time.Now().UnixNano())
	call(t, token(t, "ada.admin"), "PUT", "/v1/equipment/"+id, `{"name":"One more hoist","kind":"hoist","area":"linacs"}`).into(t, 200, nil)
	return id
}

// checks pushes the hoist's check by Sam, passing or with failing brakes.
func checks(t *testing.T, tablet *simulate.Tablet, hoist string, passing bool) simulate.Result {
	t.Helper()
	answer, err := tablet.Push(t.Context(), hoistCheck(t, tablet, hoist, passing, time.Now()))
	if err != nil || answer.Results[0].Outcome != "accepted" {
		t.Fatalf("%+v, %v", answer, err)
	}
	return answer.Results[0]
}

// hoistCheck is the hoist's check, done by Sam at some time.
func hoistCheck(t *testing.T, tablet *simulate.Tablet, hoist string, passing bool, at time.Time) client.Op {
	t.Helper()
	sam, err := tablet.SignInByPIN(t.Context(), "sam.scsw", "482615")
	if err != nil {
		t.Fatal(err)
	}
	list, err := tablet.Checklist(t.Context(), "hoist-pre-use")
	if err != nil {
		t.Fatal(err)
	}
	readings, err := list.Readings(at)
	if err != nil {
		t.Fatal(err)
	}
	return tablet.Completed(client.Check{
		Checklist: list.ID, Hash: list.Hash, Equipment: hoist, PerformedBy: sam.ID, Readings: simulate.With(readings, "brakes", map[string]any{"value": passing}),
		StartedAt: at.Add(-2 * time.Minute), FinishedAt: at,
	})
}

// The brake fails; Rosa takes the hoist out of use, Ed repairs it and hands it back, Sam checks it again, and Rosa returns it.
func TestEscalation_FromAFailingBrakeToItsReturn(t *testing.T) {
	hoist, tablet := hoistOfItsOwn(t), enrolled(t)
	rosa, ed, sam := token(t, "rosa.radiographer"), token(t, "ed.engineer"), token(t, "sam.scsw")
	at := "/v1/escalations/" + checks(t, tablet, hoist, false).Escalations[0].ID
	status := func(want string) {
		t.Helper()
		var q struct {
			Status     string
			Escalation *string
		}
		call(t, rosa, "GET", "/v1/equipment/"+hoist, "").into(t, 200, &q)
		if q.Status != want || q.Escalation == nil {
			t.Errorf("%+v, want %s", q, want)
		}
	}
	refused := func(who, path, body string, wantStatus int, code string) {
		t.Helper()
		if got := call(t, who, "POST", path, body); got.status != wantStatus || got.code() != code {
			t.Errorf("%s %s: %v, want %d %s", path, body, got, wantStatus, code)
		}
	}
	status("withdrawn-pending-review")
	refused(sam, at+"/actions", `{"kind":"took-out-of-use","note":"x"}`, 403, "forbidden")
	refused(rosa, at+"/close", `{"reason":"rechecked-within-tolerance","note":"x"}`, 409, "guard")
	refused(rosa, "/v1/equipment/"+hoist+"/status", `{"status":"in-service","reason":"it looks well"}`, 409, "guard")
	refused(ed, "/v1/equipment/"+hoist+"/status", `{"status":"in-service","reason":"repaired"}`, 403, "forbidden")
	refused(rosa, at+"/actions", `{"kind":"took-out-of-use","note":"x","version":7}`, 409, "stale-version")
	refused(rosa, at+"/close", `{"note":"x"}`, 422, "invalid")
	for range 2 { // sent twice, done once
		call(t, rosa, "POST", at+"/actions", `{"kind":"took-out-of-use","note":"parked in the store","version":1}`).into(t, 200, nil)
	}
	status("out-of-service")
	call(t, rosa, "POST", at+"/actions", `{"kind":"to-engineer","note":"brakes do not hold"}`).into(t, 200, nil)
	call(t, ed, "POST", at+"/actions", `{"kind":"from-engineer","work":"new brake cable","note":""}`).into(t, 200, nil)
	status("awaiting-recheck")
	refused(rosa, at+"/close", `{"reason":"repaired-rechecked","note":"x"}`, 409, "guard")
	time.Sleep(5 * time.Millisecond) // the check ends after the hand-back
	recheck := checks(t, tablet, hoist, true)
	refused(ed, at+"/close", `{"reason":"repaired-rechecked","note":"x"}`, 403, "forbidden")
	var e escalationSeen
	body := fmt.Sprintf(`{"reason":"repaired-rechecked","note":"holds at 20 kg","recheck":%q,"incident":{"needed":true,"reference":"W-2201"}}`, recheck.CheckID)
	call(t, rosa, "POST", at+"/close", body).into(t, 200, &e)
	if e.State != "closed" || !e.Closed.Returned || *e.Closed.Recheck != recheck.CheckID || e.Closed.Incident.Reference != "W-2201" || len(e.happened()) != 5 {
		t.Errorf("%+v", e)
	}
	status("in-service")
	refused(rosa, at+"/reopen", `{"reason":"x"}`, 403, "forbidden")
	call(t, token(t, "sofia.superintendent"), "POST", at+"/reopen", `{"reason":"it slips again"}`).into(t, 200, &e)
	if e.State != "open" || e.Closed != nil {
		t.Errorf("%+v", e)
	}
	status("withdrawn-pending-review")
}

// What was raised in error takes two people: the first one's word is a 409 that stays on record.
func TestEscalation_RaisedInErrorTakesTwoPeople(t *testing.T) {
	hoist, tablet := hoistOfItsOwn(t), enrolled(t)
	id := checks(t, tablet, hoist, false).Escalations[0].ID
	at := "/v1/escalations/" + id
	rosa, sofia := token(t, "rosa.radiographer"), token(t, "sofia.superintendent")
	var e escalationSeen
	call(t, rosa, "POST", at+"/acknowledge", `{"version":1}`).into(t, 200, &e)
	word := `{"reason":"raised-in-error","note":"the wrong hoist was tapped"}`
	for range 2 {
		if got := call(t, sofia, "POST", at+"/close", word); got.status != 409 || got.code() != "second-person" {
			t.Errorf("%v", got)
		}
	}
	call(t, rosa, "GET", at, "").into(t, 200, &e)
	if e.State != "acknowledged" || e.Timeline[len(e.Timeline)-1].Kind != "close-asked" || len(e.happened()) != 3 {
		t.Errorf("%+v", e)
	}
	call(t, rosa, "POST", at+"/close", word).into(t, 200, &e)
	if e.State != "closed" || e.Closed.Returned {
		t.Errorf("%+v", e)
	}
	var list struct{ Items []escalationSeen }
	call(t, rosa, "GET", "/v1/escalations?state=closed&equipment="+hoist, "").into(t, 200, &list)
	if !slices.ContainsFunc(list.Items, func(l escalationSeen) bool { return l.ID == id }) {
		t.Errorf("%+v", list)
	}
}
