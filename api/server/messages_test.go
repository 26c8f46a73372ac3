package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/config"
	"runup/internal/notify/notifytest"
)

type outboxSeen struct {
	Items []struct {
		ID, Recipient, Channel, State, Failure string
		About                                  []struct{ Escalation, Ref string }
		Attempts                               []struct{ Outcome, Code string }
	}
	Next *string
}

// TestTheOutboxListsEveryMessageAndItsFate: one mailbox takes it, one is not there, and everybody finds it in the app.
func TestTheOutboxListsEveryMessageAndItsFate(t *testing.T) {
	relay := notifytest.StartSMTP(t)
	relay.DoesTo(func(to string) string {
		if strings.HasPrefix(to, "rhys") {
			return notifytest.Never
		}
		return notifytest.Take
	})
	_, address := serving(t, func(f *config.Flags) { f.Demo, f.SMTPURL = true, relay.URL.String() })
	url := "http://" + address
	callsTheRegistered(t, url)
	rosa, ada := signIn(t, url, "rosa.radiographer"), signIn(t, url, "ada.admin")
	var filed reportSeen
	callAt(t, url, rosa, "POST", "/v1/reports", `{"kind":"unsafe","equipment":"hoist-1","text":"the strap is torn"}`).into(t, 201, &filed)
	relay.Wait(t, 4)
	until(t, "every mail is settled", func() bool {
		var waits outboxSeen
		callAt(t, url, ada, "GET", "/v1/outbox?channel=email&state=claimed&escalation="+filed.Escalation.ID, "").into(t, 200, &waits)
		var queued outboxSeen
		callAt(t, url, ada, "GET", "/v1/outbox?channel=email&state=queued&escalation="+filed.Escalation.ID, "").into(t, 200, &queued)
		return len(waits.Items)+len(queued.Items) == 0
	})
	var all outboxSeen
	callAt(t, url, ada, "GET", "/v1/outbox?escalation="+filed.Escalation.ID, "").into(t, 200, &all)
	states := map[string]int{}
	for _, m := range all.Items {
		states[m.Channel+" "+m.State]++
		if m.About[0].Ref != filed.Escalation.Ref || m.Channel == "email" && len(m.Attempts) != 1 || m.Channel == "in-app" && len(m.Attempts) != 0 {
			t.Errorf("%+v", m)
		}
	}
	if states["email sent"] != 4 || states["email failed-permanent"] != 1 || states["in-app sent"] != 5 {
		t.Errorf("%v", states)
	}
	figures := callAt(t, url, "", "GET", "/metrics", "")
	for _, line := range []string{
		`runup_message_attempts_total{channel="email",outcome="accepted"} 4`, `runup_message_attempts_total{channel="email",outcome="permanent"} 1`,
		`runup_messages_failed_total{channel="email"} 1`,
	} {
		if !strings.Contains(string(figures.body), line) {
			t.Errorf("no %s in the metrics", line)
		}
	}
	type note struct {
		ID, Escalation, Ref, Title, Text string
		SeenAt                           *time.Time
	}
	var mine struct{ Items []note }
	callAt(t, url, rosa, "GET", "/v1/me/notifications", "").into(t, 200, &mine)
	if len(mine.Items) != 1 || mine.Items[0].Ref != filed.Escalation.Ref || !strings.HasPrefix(mine.Items[0].Title, "DO NOT USE: ") {
		t.Fatalf("%+v", mine)
	}
	path := "/v1/me/notifications/" + mine.Items[0].ID + "/seen"
	if got := callAt(t, url, ada, "POST", path, ""); got.status != 404 {
		t.Errorf("somebody else's: %v", got)
	}
	var seen note
	callAt(t, url, rosa, "POST", path, "").into(t, 200, &seen)
	callAt(t, url, rosa, "GET", "/v1/me/notifications", "").into(t, 200, &mine)
	var e struct {
		State    string
		Timeline []struct{ Kind, Words string }
	}
	callAt(t, url, rosa, "GET", "/v1/escalations/"+filed.Escalation.ID, "").into(t, 200, &e)
	said := map[string]bool{}
	for _, h := range e.Timeline {
		said[h.Kind+": "+h.Words] = true
	}
	if !said["told: Rosa Delgado was told by mail."] || !said["not-told: Rhys Morgan could not be told by mail (550)."] {
		t.Errorf("the timeline says %v", said)
	}
	if seen.SeenAt == nil || len(mine.Items) != 0 || e.State != "open" {
		t.Errorf("seen %+v, left %+v, escalation %s", seen, mine, e.State)
	}
}

// until waits for something that a worker does.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for !is() {
		select {
		case <-limit:
			t.Fatalf("not in time: %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestD52_FetchingWhatAMessageNamesChangesNothing does what mail scanners do: each address of a mail, twenty times.
func TestD52_FetchingWhatAMessageNamesChangesNothing(t *testing.T) {
	relay := notifytest.StartSMTP(t)
	var address string
	_, address = serving(t, func(f *config.Flags) {
		f.Demo, f.SMTPURL, f.BaseURL, f.EnrolmentCode = true, relay.URL.String(), "http://runup.department.example", "MAIL2222"
	})
	url := "http://" + address
	tablet, err := simulate.Enrol(t.Context(), url, "MAIL2222", t.Name())
	if err != nil {
		t.Fatal(err)
	}
	callsTheRegistered(t, url)
	raised := raisedBy(t, tablet, tablet.Make("report.filed", map[string]any{"kind": "unsafe", "equipment": "hoist-1", "text": "torn"}))
	links := 0
	for _, m := range relay.Wait(t, 5) {
		for _, word := range strings.Fields(m.Text) {
			if path, is := strings.CutPrefix(word, "http://runup.department.example"); is {
				links++
				for range 20 {
					answer, err := http.Get(url + path)
					if err != nil {
						t.Fatal(err)
					}
					answer.Body.Close()
				}
			}
		}
	}
	var e struct {
		State   string
		Version int
	}
	callAt(t, url, signIn(t, url, "rosa.radiographer"), "GET", "/v1/escalations/"+raised.ID, "").into(t, 200, &e)
	if links != 5 || e.State != "open" || e.Version != 1 {
		t.Errorf("%d links, then %+v", links, e)
	}
}

// TestB25_AReceiptCountsOnceAndOnlyFromWhoMayGiveIt: a wrong token is 401, and a message that is not ours is passed over.
func TestB25_AReceiptCountsOnceAndOnlyFromWhoMayGiveIt(t *testing.T) {
	body := `{"id":"n","reference":"nobody's","status":"delivered","new":"member"}`
	for _, token := range []string{"", "wrong", receiptToken + "x", token(t, "ada.admin")} {
		if got := call(t, token, "POST", "/v1/notify/receipts", body); got.status != 401 {
			t.Errorf("%q: %v", token, got)
		}
	}
	if got := call(t, receiptToken, "POST", "/v1/notify/receipts", body); got.status != 204 {
		t.Errorf("%v", got)
	}
}
