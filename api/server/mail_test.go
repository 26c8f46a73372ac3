package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"runup/api/simulate"
	"runup/internal/config"
	"runup/internal/notify/notifytest"
	"runup/internal/tablet/client"
)

// TestADoNotUseMailsStaffOnDutyAtOnce runs a whole server beside a mail server, at whatever hour it is: who is on duty gets one
// mail that says which matter it is, and nothing that somebody wrote. The tablet learns who is called, and that somebody was
// tried.
func TestADoNotUseMailsStaffOnDutyAtOnce(t *testing.T) {
	relay := notifytest.StartSMTP(t)
	_, address := serving(t, func(f *config.Flags) {
		f.Demo, f.SMTPURL, f.EnrolmentCode = true, relay.URL.String(), "MAIL2222"
	})
	tablet, err := simulate.Enrol(t.Context(), "http://"+address, "MAIL2222", t.Name())
	if err != nil {
		t.Fatal(err)
	}
	op := tablet.Make("report.filed", map[string]any{"kind": "unsafe", "equipment": "hoist-1", "text": "the strap is torn"})
	first := raisedBy(t, tablet, op)
	if first.Attempted || first.Severity != "do-not-use" || len(first.Told) == 0 {
		t.Errorf("at first %+v", first)
	}
	to := map[string]int{}
	for _, m := range relay.Wait(t, 1) {
		to[m.To]++
		if !strings.Contains(m.Text, first.Ref) || !strings.Contains(m.Text, "DO NOT USE") || strings.Contains(m.Text, "strap") {
			t.Errorf("the mail says\n%s", m.Text)
		}
	}
	if to["sam.scsw@northfield.example"] != 0 {
		t.Errorf("mails to %v", to)
	}
	if again := raisedBy(t, tablet, op); !again.Attempted || !again.EngineOK {
		t.Errorf("afterwards %+v", again)
	}
}

// callsTheRegistered has a do-not-use call everybody registered at once, so that a test need not know the hour.
func callsTheRegistered(t *testing.T, url string) {
	t.Helper()
	var list struct {
		Items []map[string]any
	}
	sofia := signIn(t, url, "sofia.superintendent")
	callAt(t, url, sofia, "GET", "/v1/policies", "").into(t, 200, &list)
	p := list.Items[0]
	for _, extra := range []string{"setBy", "setAt", "position", "warnings"} {
		delete(p, extra)
	}
	everybody := []map[string]any{{"kind": "role", "id": "radiographer"}, {"kind": "role", "id": "superintendent"}, {"kind": "role", "id": "physicist"}}
	p["rungs"].([]any)[0].(map[string]any)["to"] = everybody
	body, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	callAt(t, url, sofia, "PUT", "/v1/policies", string(body)).into(t, 200, &p)
}

func raisedBy(t *testing.T, tablet *simulate.Tablet, op client.Op) simulate.Raised {
	t.Helper()
	answer, err := tablet.Push(t.Context(), op)
	if err != nil || len(answer.Results[0].Escalations) != 1 {
		t.Fatalf("%v %+v", err, answer)
	}
	return answer.Results[0].Escalations[0]
}
