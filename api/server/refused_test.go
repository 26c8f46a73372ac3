package server_test

import (
	"fmt"
	"slices"
	"testing"
)

// TestConformance44_WhoIsRefusedStandsInTheTimeline: a support worker tries to acknowledge, an administrator to close, and each
// is refused before anything of the call is read. The refusal is on record, by whom and of what, and changes nothing; trying
// again and again adds nothing.
func TestConformance44_WhoIsRefusedStandsInTheTimeline(t *testing.T) {
	hoist, tablet := hoistOfItsOwn(t), enrolled(t)
	at := "/v1/escalations/" + checks(t, tablet, hoist, false).Escalations[0].ID
	refuse := func(username, path, body string) {
		t.Helper()
		if got := call(t, token(t, username), "POST", at+path, body); got.status != 403 {
			t.Errorf("%s %s: %v", username, path, got)
		}
	}
	for range 3 {
		refuse("sam.scsw", "/acknowledge", `{"version":1}`)
		refuse("ada.admin", "/close", `{"reason":"raised-in-error","note":"x"}`)
		refuse("ada.admin", "/close", `not JSON`) // she may not, so nobody reads it
		refuse("sam.scsw", "/actions", `{"kind":"took-out-of-use","note":"x"}`)
		refuse("ed.engineer", "/handover", `{"to":"x"}`)
	}
	var e struct {
		State    string
		Version  int
		Timeline []struct{ Kind, By, Words string }
	}
	call(t, token(t, "rosa.radiographer"), "GET", at, "").into(t, 200, &e)
	var got []string
	for _, h := range e.Timeline {
		if h.Kind == "refused" {
			got = append(got, h.Words)
			if h.By == "" {
				t.Errorf("by nobody: %+v", h)
			}
		}
	}
	want := []string{
		"Tried to take it on without the power to. Nothing changed.", "Tried to close it without the power to. Nothing changed.",
		"Tried to record what was done without the power to. Nothing changed.", "Tried to hand it over without the power to. Nothing changed.",
	}
	if !slices.Equal(got, want) || e.State != "open" || e.Version != 1 {
		t.Errorf("%s, version %d, %q", e.State, e.Version, got)
	}
}

// Whoever tries everything there is fills no record: twenty an hour are written down, and what is not there is not.
func TestConformance44_NobodyFillsTheRecordByTrying(t *testing.T) {
	tablet := enrolled(t)
	sam := token(t, "ana.auditor")
	call(t, sam, "POST", "/v1/escalations/01a2-not-there/acknowledge", `{"version":1}`)
	written := 0
	for i := range 8 {
		id := checks(t, tablet, hoistOfItsOwn(t), false).Escalations[0].ID
		for _, path := range []string{"/acknowledge", "/close", "/reopen", "/handover"} {
			call(t, sam, "POST", fmt.Sprintf("/v1/escalations/%s%s", id, path), `{}`)
		}
		var e escalationSeen
		call(t, token(t, "rosa.radiographer"), "GET", "/v1/escalations/"+id, "").into(t, 200, &e)
		for _, h := range e.Timeline {
			if h.Kind == "refused" {
				written++
			}
		}
		if i == 0 && written == 0 {
			t.Fatal("nothing is written down at all")
		}
	}
	if written > 20 {
		t.Errorf("%d tries are on record", written)
	}
}
