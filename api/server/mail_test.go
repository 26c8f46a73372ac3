package server_test

import (
	"slices"
	"strings"
	"testing"

	"runup/api/simulate"
	"runup/internal/config"
	"runup/internal/notify/notifytest"
	"runup/internal/tablet/client"
)

// TestADoNotUseMailsStaffOnDutyAtOnce runs a whole server beside a mail server: staff on duty get one mail each that
// says which matter it is, and nothing that somebody wrote. The tablet learns that somebody was tried.
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
	if first.Attempted || first.Severity != "do-not-use" {
		t.Errorf("at first %+v", first)
	}
	to := map[string]int{}
	for _, m := range relay.Wait(t, 3) {
		to[m.To]++
		if !strings.Contains(m.Text, first.Ref) || !strings.Contains(m.Text, "DO NOT USE") || strings.Contains(m.Text, "strap") {
			t.Errorf("the mail says\n%s", m.Text)
		}
	}
	if len(to) != 3 || to["rosa.radiographer@northfield.example"] != 1 || to["sam.scsw@northfield.example"] != 0 {
		t.Errorf("mails to %v", to)
	}
	if again := raisedBy(t, tablet, op); !again.Attempted || !again.EngineOK || !slices.Contains(again.Told, "radiographer") {
		t.Errorf("afterwards %+v", again)
	}
}

func raisedBy(t *testing.T, tablet *simulate.Tablet, op client.Op) simulate.Raised {
	t.Helper()
	answer, err := tablet.Push(t.Context(), op)
	if err != nil || len(answer.Results[0].Escalations) != 1 {
		t.Fatalf("%v %+v", err, answer)
	}
	return answer.Results[0].Escalations[0]
}
