package main

import (
	"context"
	"net/url"
	"slices"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/notify/notifytest"
)

// GOV.UK Notify has taken text messages and has not answered when the server is killed. The next one asks by reference before it
// would send again, and nobody gets a second one.
func TestA6_ATextThatWasTakenIsNotSentAgainAfterAKill(t *testing.T) {
	t.Parallel()
	ctx, service, folder := t.Context(), notifytest.StartGovUK(t), t.TempDir()
	args := []string{"--notify-url", service.URL.String(), "--notify-key", service.Key, "--notify-sms-template", service.SMS}
	server := start(t, folder, args...)
	sofia := reader(ctx, t, server.base)
	everybodyIsCalled(ctx, t, sofia, time.Hour)
	tablet := must(simulate.Enrol(ctx, server.base, code, t.Name()))(t)
	service.Set(func(b *notifytest.Behaviour) { b.Held = true })
	ref := raise(ctx, t, tablet).Ref
	for limit := time.Now().Add(4 * slack); len(service.Messages()) < 2; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("%d messages are with the service", len(service.Messages()))
		}
	}
	server.kill()
	taken := len(service.Messages())
	service.Set(func(b *notifytest.Behaviour) { b.Held = false })

	server = start(t, folder, args...)
	sofia.Base = server.base
	var texts []message
	for limit := time.Now().Add(lease + poll + 2*slack); ; time.Sleep(100 * time.Millisecond) {
		under := 0
		texts = textsOf(ctx, t, sofia, ref)
		for _, m := range texts {
			if m.isUnderWay() {
				under++
			}
		}
		if under == 0 {
			break
		}
		if time.Now().After(limit) {
			t.Fatalf("%d of %d are still under way", under, len(texts))
		}
	}
	count := map[string]int{}
	for _, m := range service.Messages() {
		count[m.Reference]++
	}
	doubtful := 0
	for _, m := range texts {
		if count[m.ID] != 1 || m.State != "sent" {
			t.Errorf("sent %d times: %+v", count[m.ID], m)
		}
		if m.unknown() > 0 {
			doubtful++
		}
	}
	if doubtful < taken || service.Posts() != len(texts) {
		t.Errorf("%d were taken before the kill, %d are known to be doubtful, %d were posted for %d messages", taken, doubtful, service.Posts(), len(texts))
	}
	t.Logf("%d with the service at the kill, %d text messages, each sent once", taken, len(texts))
}

func textsOf(ctx context.Context, t *testing.T, who simulate.Person, ref string) []message {
	t.Helper()
	var page struct{ Items []message }
	check(t, who.Call(ctx, "GET", "/v1/outbox?"+url.Values{"channel": {"sms"}, "limit": {"200"}}.Encode(), nil, &page))
	return slices.DeleteFunc(page.Items, func(m message) bool { return len(m.About) != 1 || m.About[0].Ref != ref })
}
