package main

import (
	"context"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/proof"
	"runup/internal/tablet/client"
)

// A support worker pushes a passing and a failing hoist check from the bunker. The tablet claims that both passed; the
// server knows better. A radiographer sees it live and takes it on; an auditor proves the record.
func TestStory_AFailingHoistCheckReachesARadiographerAndAnAuditor(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	server := start(t, t.TempDir())
	tablet := must(simulate.Enrol(ctx, server.base, code, "LA1 tablet"))(t)
	sam := must(tablet.SignInByPIN(ctx, "sam.scsw", "482615"))(t)
	rosa := must(simulate.NewClient(server.base).SignIn(ctx, "rosa.radiographer", "runup-demo"))(t)
	live := must(rosa.Heads(ctx))(t)
	_, cursor, err := rosa.Pull(ctx, "", 500)
	check(t, err)

	failing := pushTwo(ctx, t, tablet, sam.ID)
	if got := hoist(ctx, t, rosa.Client); got != "withdrawn-pending-review" {
		t.Errorf("hoist-1 is %s, want withdrawn-pending-review", got)
	}

	awaitHead(t, live, failing.Position)
	escalation := theEscalation(ctx, t, rosa.Client, cursor)
	if escalation.ID != failing.Escalations[0].ID || escalation.State != "open" || escalation.Version != 1 {
		t.Errorf("Rosa was shown %+v", escalation)
	}
	acknowledge(ctx, t, sam, rosa, escalation)
	audit(ctx, t, server.base, failing)
	server.stop(t)
}

// pushTwo sends a passing and a failing check made an hour ago and answers the failing one's result.
func pushTwo(ctx context.Context, t *testing.T, tablet *simulate.Tablet, sam string) simulate.Result {
	t.Helper()
	list := must(tablet.Checklist(ctx, "hoist-pre-use"))(t)
	earlier := time.Now().Add(-70 * time.Minute)
	well := must(list.Readings(earlier))(t)
	passing := client.Check{
		Checklist: list.ID, Hash: list.Hash, Equipment: "hoist-1", PerformedBy: sam, Readings: well, Verdict: "pass",
		StartedAt: earlier.Add(-2 * time.Minute), FinishedAt: earlier,
	}
	bad := passing
	bad.FinishedAt = earlier.Add(5 * time.Minute)
	bad.Readings = simulate.With(well, stops(t, list), map[string]any{"value": false})
	answer := must(tablet.Push(ctx, tablet.Completed(passing), tablet.Completed(bad)))(t)
	first, second := answer.Results[0], answer.Results[1]
	if first.Outcome != "accepted" || first.Verdict != "pass" || len(first.Escalations) != 0 {
		t.Fatalf("the passing check became %+v", first)
	}
	if second.Outcome != "accepted" || second.Verdict != "fail" || !slices.Contains(second.Flags, "verdict-differs") || !slices.Contains(second.Flags, "late") {
		t.Fatalf("the failing check became %+v", second)
	}
	if len(second.Escalations) != 1 || second.Escalations[0].Severity != "do-not-use" {
		t.Fatalf("the failing check opened %+v", second.Escalations)
	}
	return second
}

// stops finds a question whose wrong answer takes the hoist out of use.
func stops(t *testing.T, list simulate.Checklist) string {
	t.Helper()
	for _, s := range list.Sections {
		for _, q := range s.Items {
			if q.Kind == "confirm" && (q.OnFail == "" || q.OnFail == "do-not-use") {
				return q.ID
			}
		}
	}
	t.Fatal("nothing on the hoist's checklist takes it out of use")
	return ""
}

func hoist(ctx context.Context, t *testing.T, c simulate.Client) string {
	t.Helper()
	var equipment struct{ Status string }
	check(t, c.Call(ctx, http.MethodGet, "/v1/equipment/hoist-1", nil, &equipment))
	return equipment.Status
}

func awaitHead(t *testing.T, heads <-chan int64, position int64) {
	t.Helper()
	for head := range heads {
		if head >= position {
			return
		}
	}
	t.Fatal("the stream ended before the head hint came")
}

type escalationSeen struct {
	ID, State, Severity, Equipment string
	Version                        int
	Owner                          *string
}

func theEscalation(ctx context.Context, t *testing.T, c simulate.Client, cursor string) escalationSeen {
	t.Helper()
	changes, _, err := c.Pull(ctx, cursor, 3)
	check(t, err)
	for _, change := range changes {
		if change.Kind == "escalation" {
			var e escalationSeen
			check(t, change.Decode(&e))
			return e
		}
	}
	t.Fatalf("no escalation among %d changes", len(changes))
	return escalationSeen{}
}

// acknowledge shows that a support worker cannot, a stale version cannot, and the radiographer can, twice alike.
func acknowledge(ctx context.Context, t *testing.T, sam, rosa simulate.Person, e escalationSeen) {
	t.Helper()
	path := "/v1/escalations/" + e.ID + "/acknowledge"
	refused(t, sam.Call(ctx, http.MethodPost, path, map[string]any{"version": e.Version}, nil), 403, "forbidden")
	refused(t, rosa.Call(ctx, http.MethodPost, path, map[string]any{"version": e.Version + 1}, nil), 409, "stale-version")
	for range 2 {
		var now escalationSeen
		check(t, rosa.Call(ctx, http.MethodPost, path, map[string]any{"version": e.Version}, &now))
		if now.State != "acknowledged" || now.Version != e.Version+1 || now.Owner == nil || *now.Owner != rosa.ID {
			t.Errorf("after Rosa's acknowledgement it is %+v", now)
		}
	}
}

// audit downloads the checks and proves the failing one against a checkpoint signed by the server's key.
func audit(ctx context.Context, t *testing.T, base string, failing simulate.Result) {
	t.Helper()
	ana := must(simulate.NewClient(base).SignIn(ctx, "ana.auditor", "runup-demo"))(t)
	rows := must(csv.NewReader(strings.NewReader(string(must(ana.Text(ctx, http.MethodGet, "/v1/exports/checks.csv?equipment=hoist-1", nil))(t)))).ReadAll())(t)
	if !slices.ContainsFunc(rows, func(row []string) bool { return slices.Contains(row, failing.CheckID) && slices.Contains(row, "fail") }) {
		t.Errorf("the failing check is not among the %d rows of the export", len(rows))
	}
	key := strings.TrimSpace(string(must(ana.Text(ctx, http.MethodGet, "/v1/logbook/key", nil))(t)))
	checkpoint := must(proof.Open(string(must(ana.Text(ctx, http.MethodGet, "/v1/logbook/checkpoint", nil))(t)), key))(t)
	var p struct {
		Position, Size int64
		Root, LeafHash string
		Hashes         []string
	}
	check(t, ana.Call(ctx, http.MethodGet, fmt.Sprintf("/v1/logbook/proofs/inclusion?position=%d&size=%d", failing.Position, checkpoint.Size), nil, &p))
	var hashes []proof.Hash
	for _, h := range p.Hashes {
		hashes = append(hashes, hash(t, h))
	}
	check(t, proof.CheckInclusion(hashes, checkpoint.Size, checkpoint.Root, failing.Position-1, leaf(ctx, t, ana.Client, failing)))
}

// leaf recomputes the check's leaf from its two texts.
func leaf(ctx context.Context, t *testing.T, c simulate.Client, failing simulate.Result) proof.Hash {
	t.Helper()
	var list struct {
		Items []struct{ Header, Body, Salt string }
	}
	check(t, c.Call(ctx, http.MethodGet, fmt.Sprintf("/v1/logbook/entries?start=%d&end=%d", failing.Position, failing.Position), nil, &list))
	e := list.Items[0]
	header := must(proof.ParseHeader([]byte(e.Header)))(t)
	salt := must(base64.StdEncoding.DecodeString(e.Salt))(t)
	if header.Body != proof.BodyHash(salt, []byte(e.Body)) || !strings.Contains(e.Body, failing.CheckID) {
		t.Errorf("the entry's body is not the one its header names")
	}
	return proof.LeafHash([]byte(e.Header))
}

func hash(t *testing.T, text string) (h proof.Hash) {
	t.Helper()
	copy(h[:], must(base64.StdEncoding.DecodeString(text))(t))
	return h
}

func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, status int, code string) {
	t.Helper()
	var p *simulate.Problem
	if !errors.As(err, &p) || p.Status != status || p.Code != code {
		t.Errorf("got %v, want %d %s", err, status, code)
	}
}
