package main

import (
	"context"
	"net/url"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/notify/notifytest"
	"runup/internal/tablet/client"
)

// The lease of a message, and the net under what another process queued. Together they bound a takeover.
//
// Requirement: escalation.md 4.8.
const (
	lease = 15 * time.Second
	poll  = time.Second
	slack = 5 * time.Second // for a machine that does much else
)

// carrying is how many messages one process has on their way by one channel.
const carrying = 8

// message is what the outbox says of one.
type message struct {
	ID, Recipient, Address, Purpose, Channel, State, Failure string
	About                                                    []struct{ Escalation, Ref string }
	Attempts                                                 []struct{ Outcome string }
}

func (m message) isUnderWay() bool { return m.State == "queued" || m.State == "claimed" }

// letter is the Message-ID of its mail.
func (m message) letter() string { return "<" + m.ID + "@runup>" }

func (m message) unknown() (n int) {
	for _, a := range m.Attempts {
		if a.Outcome == "unknown" {
			n++
		}
	}
	return n
}

// reader is somebody who may read the outbox.
func reader(ctx context.Context, t testing.TB, base string) simulate.Person {
	t.Helper()
	return must(simulate.NewClient(base).SignIn(ctx, "sofia.superintendent", "runup-demo"))(t)
}

// mailsOf answers the outbox's mails about any of the escalations.
func mailsOf(ctx context.Context, t testing.TB, who simulate.Person, refs map[string]bool) (list []message) {
	t.Helper()
	q := url.Values{"channel": {"email"}, "limit": {"200"}}
	for {
		var page struct {
			Items []message
			Next  string
		}
		check(t, who.Call(ctx, "GET", "/v1/outbox?"+q.Encode(), nil, &page))
		for _, m := range page.Items {
			for _, a := range m.About {
				if refs[a.Ref] {
					list = append(list, m)
					break
				}
			}
		}
		if page.Next == "" {
			return list
		}
		q.Set("after", page.Next)
	}
}

// settledMails waits until nothing about the escalations is under way any more.
func settledMails(ctx context.Context, t testing.TB, who simulate.Person, refs map[string]bool, within time.Duration) []message {
	t.Helper()
	limit := time.Now().Add(within)
	for {
		list, left := mailsOf(ctx, t, who, refs), 0
		for _, m := range list {
			if m.isUnderWay() {
				left++
			}
		}
		if left == 0 && len(list) > 0 {
			return list
		}
		if time.Now().After(limit) {
			t.Fatalf("after %s %d of %d messages are still under way", within, left, len(list))
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// copies counts mails by Message-ID.
func copies(relay *notifytest.SMTP) map[string]int {
	n := map[string]int{}
	for _, m := range relay.Mails() {
		n[m.MessageID]++
	}
	return n
}

// everybodyIsCalled has whatever takes something out of use call all who are registered, so that tests need not know the hour,
// and the rungs above the first open this long after one another.
func everybodyIsCalled(ctx context.Context, t testing.TB, sofia simulate.Person, apart time.Duration) {
	t.Helper()
	var list struct{ Items []map[string]any }
	check(t, sofia.Call(ctx, "GET", "/v1/policies", nil, &list))
	for _, p := range list.Items {
		if p["severity"] != "do-not-use" || p["name"] != "usual" {
			continue
		}
		for _, extra := range []string{"setBy", "setAt", "position", "warnings"} {
			delete(p, extra)
		}
		for i, rung := range p["rungs"].([]any) {
			rung.(map[string]any)["afterSeconds"] = i * int(apart.Seconds())
			rung.(map[string]any)["to"] = []map[string]any{
				{"kind": "role", "id": "radiographer"}, {"kind": "role", "id": "superintendent"}, {"kind": "role", "id": "physicist"},
			}
		}
		check(t, sofia.Call(ctx, "PUT", "/v1/policies", p, nil))
		return
	}
	t.Fatal("there is no usual ladder for what may not be used")
}

// enrolled is one more tablet of the department.
func enrolled(ctx context.Context, t testing.TB, ada simulate.Person, name string) *simulate.Tablet {
	t.Helper()
	var issued struct{ Code string }
	check(t, ada.Call(ctx, "POST", "/v1/enrolment-codes", map[string]any{}, &issued))
	return must(simulate.Enrol(ctx, ada.Base, issued.Code, name))(t)
}

// unsafe seals a report that takes the hoist out of use: each is a matter of its own.
func unsafe(tablet *simulate.Tablet) client.Op {
	return tablet.Reported(client.Report{Kind: "unsafe", Equipment: "hoist-1", Text: "the strap is torn", At: time.Now()})
}

// raise reports the hoist unsafe and answers what that opened.
func raise(ctx context.Context, t testing.TB, tablet *simulate.Tablet) simulate.Raised {
	t.Helper()
	answer := must(tablet.Push(ctx, unsafe(tablet)))(t)
	if len(answer.Results[0].Escalations) != 1 {
		t.Fatalf("the report opened nothing: %+v", answer.Results[0])
	}
	return answer.Results[0].Escalations[0]
}
