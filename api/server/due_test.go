package server_test

import (
	"fmt"
	"net/http"
	"testing"

	. "runup/api/wire"
)

func due(t *testing.T, who, query string) []Occurrence {
	t.Helper()
	var list OccurrenceList
	call(t, who, http.MethodGet, "/v1/occurrences?limit=500&"+query, "").into(t, 200, &list)
	return list.Items
}

// TestWhatIsDueOverHTTP goes through a department's due work: read by people and tablets, exempt, used unplanned, counted.
func TestWhatIsDueOverHTTP(t *testing.T) {
	sam, rosa, sofia := token(t, "sam.scsw"), token(t, "rosa.radiographer"), token(t, "sofia.superintendent")
	for name, who := range map[string]string{"a support worker": sam, "a tablet": enrolled(t).Token} {
		list := due(t, who, "state=upcoming")
		last := ""
		for _, o := range list {
			last = max(last, o.Day)
			if o.State != "upcoming" || len(o.Checks) > 0 {
				t.Errorf("%s: %+v", name, o)
			}
		}
		if len(list) < 50 {
			t.Errorf("%s sees %d ahead, the last on %s", name, len(list), last)
		}
	}
	ahead := due(t, sofia, "state=upcoming&equipment=ct-1")
	far := ahead[len(ahead)-1]
	for _, c := range []struct {
		who, what, body string
		status          int
	}{
		{sam, "exempt", `{"reason":"not needed"}`, 403}, {rosa, "exempt", `{"reason":"not needed"}`, 403}, {sofia, "exempt", `{"reason":"not needed","why":1}`, 422},
		{sofia, "exempt", `{}`, 422}, {sofia, "exempt", `{"reason":"the room is painted","kind":"downtime"}`, 200}, {rosa, "resolve", `{"check":"x","reason":"y"}`, 409},
		{sam, "resolve", `{"check":"x","reason":"y"}`, 403},
	} {
		if got := call(t, c.who, http.MethodPost, "/v1/occurrences/"+far.ID+"/"+c.what, c.body); got.status != c.status {
			t.Errorf("%s %s: %s, want %d", c.what, c.body, got, c.status)
		}
	}
	var now Occurrence
	call(t, sam, http.MethodGet, "/v1/occurrences/"+far.ID, "").into(t, 200, &now)
	if now.State != "exempt" || now.Exemption == nil || now.Exemption.Reason != "the room is painted" || *now.Exemption.Name == "" || now.Exemption.Kind != "downtime" {
		t.Errorf("%+v %+v", now, now.Exemption)
	}
	if got := call(t, rosa, http.MethodPost, "/v1/occurrences/nothing/resolve", `{"check":"x","reason":"y"}`); got.status != 404 {
		t.Errorf("what is not there: %s", got)
	}
}

func TestUseTodayOverHTTP(t *testing.T) {
	rosa := token(t, "rosa.radiographer")
	if got := call(t, token(t, "sam.scsw"), http.MethodPost, "/v1/equipment/hdr-1/use-today", `{"reason":"urgent"}`); got.status != 403 {
		t.Errorf("a support worker: %s", got)
	}
	var first, second InUse
	call(t, rosa, http.MethodPost, "/v1/equipment/hdr-1/use-today", `{"reason":"urgent"}`).into(t, 200, &first)
	call(t, rosa, http.MethodPost, "/v1/equipment/hdr-1/use-today", `{"reason":"urgent"}`).into(t, 200, &second)
	if len(first.Items) == 0 || len(second.Items) != len(first.Items) || first.Items[0].State == "upcoming" || !first.Items[0].Gating {
		t.Errorf("first %+v, then %+v", first.Items, second.Items)
	}
}

func TestTheCalendarOverHTTP(t *testing.T) {
	var c Calendar
	call(t, token(t, "sam.scsw"), http.MethodGet, "/v1/calendar", "").into(t, 200, &c)
	if c.Nation == "" || fmt.Sprint(c.TreatmentDays) != "[MO TU WE TH FR]" {
		t.Errorf("%+v", c)
	}
	body := `{"nation":"england-and-wales","treatmentDays":["MO","TU","WE","TH","FR"],"days":[{"date":"2031-05-05","open":false,"reason":"a move"}]}`
	for who, status := range map[string]int{"rosa.radiographer": 403, "priya.physicist": 403, "ada.admin": 200, "sofia.superintendent": 200} {
		if got := call(t, token(t, who), http.MethodPut, "/v1/calendar", body); got.status != status {
			t.Errorf("%s: %s, want %d", who, got, status)
		}
	}
	wrong := `{"nation":"england-and-wales","treatmentDays":["MO"],"days":[{"date":"2031-13-05","open":false,"reason":"a move"}]}`
	if got := call(t, token(t, "ada.admin"), http.MethodPut, "/v1/calendar", wrong); got.status != 422 || got.pointers() != "/days/0/date" {
		t.Errorf("%s at %s", got, got.pointers())
	}
}

func TestCompletionAddsUpOverHTTP(t *testing.T) {
	var list CompletionList
	call(t, token(t, "ana.auditor"), http.MethodGet, "/v1/figures/completion?limit=500", "").into(t, 200, &list)
	planned, done := 0, 0
	for _, c := range list.Items {
		if c.Planned != c.Done+c.Missed+c.Exempt+c.Awaiting+c.Open || c.Late > c.Done {
			t.Errorf("%+v does not add up", c)
		}
		planned, done = planned+c.Planned, done+c.Done
	}
	if planned < 100 || done == 0 {
		t.Errorf("%d planned, %d done", planned, done)
	}
}
