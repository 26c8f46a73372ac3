package server_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

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

// S30 of the sync protocol: nobody has the mail yet, and the tablet's next pull says that somebody is being tried and whether
// the engine is well. It need not push again to hear it.
func TestS30_APullSaysThatSomebodyIsTried(t *testing.T) {
	relay := notifytest.StartSMTP(t)
	relay.Does(notifytest.Later)
	_, address := serving(t, func(f *config.Flags) {
		f.Demo, f.SMTPURL, f.EnrolmentCode = true, relay.URL.String(), "MAIL3333"
	})
	url := "http://" + address
	callsTheRegistered(t, url)
	tablet, err := simulate.Enrol(t.Context(), url, "MAIL3333", t.Name())
	if err != nil {
		t.Fatal(err)
	}
	cursor := cursorOf(t, url, tablet.Token)
	first := raisedBy(t, tablet, tablet.Make("report.filed", map[string]any{"kind": "unsafe", "equipment": "hoist-1", "text": "the strap is torn"}))
	if first.Attempted {
		t.Errorf("at first %+v", first)
	}
	var page struct {
		Cursor   string
		EngineOK bool
		Changes  []struct {
			ID   string
			Data struct {
				Attempted bool
				Timeline  []struct{ Kind, Words string }
			}
		}
	}
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); cursor = page.Cursor {
		callAt(t, url, tablet.Token, "GET", "/v1/sync/changes?wait=5&cursor="+cursor, "").into(t, 200, &page)
		for _, c := range page.Changes {
			if c.ID != first.ID {
				continue
			}
			last := c.Data.Timeline[len(c.Data.Timeline)-1]
			if last.Kind != "tried" {
				continue // pulled while the first attempt was under way
			}
			if !c.Data.Attempted || !strings.Contains(last.Words, "by mail") || !page.EngineOK {
				t.Errorf("%+v, and the engine is well: %v", last, page.EngineOK)
			}
			return
		}
	}
	t.Error("no pull said so")
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
