package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"
	"testing"

	"runup/internal/tablet/client"
)

// envelope is the body of a push of some operations.
func envelope(t *testing.T, ops ...client.Op) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"batchId": "batch", "ops": ops})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

type result struct {
	Outcome, QuarantineID string
	Replay                *bool
	Position              int64
	Problem               *struct{ Code string }
}

type pushedAnswer struct {
	BatchID, Checkpoint string
	Head                int64
	Results             []result
}

// TestAPushMayBeGzipped sends the same batch packed and plain: the second time is a replay.
func TestAPushMayBeGzipped(t *testing.T) {
	tablet := enrolled(t)
	body := envelope(t, tablet.Make("report.filed", map[string]any{"kind": "stock", "text": "gloves"}))
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(body))
	_ = w.Close()
	var first, second pushedAnswer
	pushes(t, tablet.Token, &packed, "gzip").into(t, 200, &first)
	pushes(t, tablet.Token, strings.NewReader(body), "").into(t, 200, &second)
	if *first.Results[0].Replay || !*second.Results[0].Replay || first.Results[0].Position != second.Results[0].Position {
		t.Errorf("packed %+v, plain %+v", first, second)
	}
	if first.BatchID != "batch" || first.Head < first.Results[0].Position || !strings.HasPrefix(first.Checkpoint, "runup/") {
		t.Errorf("answered %+v", first)
	}
}

// TestWhatIsSetAsideIsListedAndResolved pushes an operation with a signature that does not fit.
func TestWhatIsSetAsideIsListedAndResolved(t *testing.T) {
	tablet := enrolled(t)
	op := tablet.Make("report.filed", map[string]any{"kind": "stock", "text": "gloves"})
	op.Signature = tablet.Sign("something else")
	var pushed pushedAnswer
	pushes(t, tablet.Token, strings.NewReader(envelope(t, op)), "").into(t, 200, &pushed)
	got := pushed.Results[0]
	if got.Outcome != "quarantined" || got.Problem.Code != "bad-signature" || got.QuarantineID == "" {
		t.Fatalf("answered %+v", got)
	}
	path, rosa := "/v1/quarantine/"+got.QuarantineID, token(t, "rosa.radiographer")
	var item struct{ State, Payload, Signature string }
	call(t, rosa, "GET", path, "").into(t, 200, &item)
	if item.State != "open" || item.Payload != op.Payload || item.Signature != op.Signature {
		t.Errorf("served %+v", item)
	}
	if open := strings.Join(items(t, rosa, "/v1/quarantine?state=open&limit=500"), ""); !strings.Contains(open, got.QuarantineID) {
		t.Error("it is not listed")
	}
	call(t, token(t, "sam.scsw"), "POST", path+"/resolve", `{"decision":"discard","reason":"no"}`).into(t, 403, nil)
	for range 2 { // done again by the same person it answers the same
		call(t, rosa, "POST", path+"/resolve", `{"decision":"discard","reason":"a test"}`).into(t, 200, &item)
		if item.State != "discarded" || item.Payload != op.Payload {
			t.Errorf("resolved %+v", item)
		}
	}
	if open := strings.Join(items(t, rosa, "/v1/quarantine?state=open&limit=500"), ""); strings.Contains(open, got.QuarantineID) {
		t.Error("it is still listed as open")
	}
}

// TestAPersonCannotPush although they may do nearly everything else.
func TestAPersonCannotPush(t *testing.T) {
	for _, who := range []string{"sofia.superintendent", "ada.admin"} {
		if got := pushes(t, token(t, who), strings.NewReader(`{"batchId":"b","ops":[]}`), ""); got.status != 403 {
			t.Errorf("%s: %v", who, got)
		}
	}
}

// S4, from outside: whatever one operation of a push lacks, the others are taken, each in its place, and nothing is lost.
func TestS4_AnUnusableMemberOfOneOperationHoldsUpNoOther(t *testing.T) {
	tablet := enrolled(t)
	rosa := token(t, "rosa.radiographer")
	good := func() string {
		text, err := json.Marshal(tablet.Make("report.filed", map[string]any{"kind": "stock", "text": "gloves"}))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, bad := range map[string]string{
		"nothing": `{}`, "no id": `{"payload":"{}","signature":"abc"}`, "an id that is a number": `{"opId":12,"payload":"{}","signature":"abc"}`,
		"an empty id": `{"opId":"","payload":"{}","signature":"abc"}`, "a NUL in an id": `{"opId":"a\u0000b","payload":"{}","signature":"abc"}`,
		"an endless id": `{"opId":"` + strings.Repeat("é", 3000) + `","payload":"{}","signature":"abc"}`,
		"no signature":  `{"opId":"a","payload":"{}","signature":null}`, "a NUL in a signature": `{"opId":"a","payload":"{}","signature":"\u0000"}`,
		"a payload that is no text": `{"opId":"a","payload":{"opId":"a"},"signature":"abc"}`,
	} {
		body := `{"batchId":"batch","ops":[` + good() + `,` + bad + `,` + good() + `]}`
		var first, again pushedAnswer
		pushes(t, tablet.Token, strings.NewReader(body), "").into(t, 200, &first)
		pushes(t, tablet.Token, strings.NewReader(body), "").into(t, 200, &again)
		for i, want := range []string{"accepted", "quarantined", "accepted"} {
			r, a := first.Results[i], again.Results[i]
			if r.Outcome != want || r.Position == 0 || *r.Replay || a.Outcome != want || a.Position != r.Position || !*a.Replay {
				t.Errorf("%s, operation %d: %+v, again %+v", name, i, r, a)
			}
		}
		var item struct{ State string }
		call(t, rosa, "GET", "/v1/quarantine/"+first.Results[1].QuarantineID, "").into(t, 200, &item)
		call(t, rosa, "POST", "/v1/quarantine/"+first.Results[1].QuarantineID+"/resolve", `{"decision":"discard","reason":"a test"}`).into(t, 200, &item)
	}
	if got := pushes(t, tablet.Token, strings.NewReader(`{"batchId":"b","ops":[`+good()+`,{"opId":"a","payload":"{}","signature":"abc","seal":"x"}]}`), ""); got.status != 422 {
		t.Errorf("a member that is not known here: %v", got)
	}
}

// S10: a batch over the limit is refused whole, and its halves are taken.
func TestS10_ABatchOverTheLimitIsRefusedWholeAndItsHalvesAreTaken(t *testing.T) {
	tablet := enrolled(t)
	var ops []client.Op
	for range 101 {
		ops = append(ops, tablet.Make("report.filed", map[string]any{"kind": "stock", "text": "gloves"}))
	}
	var large pushedAnswer
	if got := pushes(t, tablet.Token, strings.NewReader(envelope(t, ops...)), ""); got.status != 413 || got.code() != "too-large" {
		t.Errorf("101 operations: %v", got)
	}
	for _, half := range [][]client.Op{ops[:50], ops[50:]} {
		pushes(t, tablet.Token, strings.NewReader(envelope(t, half...)), "").into(t, 200, &large)
		for i, r := range large.Results {
			if r.Replay == nil || *r.Replay || r.Position == 0 {
				t.Errorf("operation %d of a half: %+v; something of the refused batch was kept", i, r)
			}
		}
	}
}

// A tablet's number that never comes is a fact of the tablet once it has been missing for long; before, it may be on its way.
func TestADevicesGapsAreServed(t *testing.T) {
	tablet := enrolled(t)
	tablet.Make("report.filed", map[string]any{"kind": "stock"}) // never sent
	var answer pushedAnswer
	pushes(t, tablet.Token, strings.NewReader(envelope(t, tablet.Make("report.filed", map[string]any{"kind": "stock"}))), "").into(t, 200, &answer)
	var served struct {
		Gaps []struct{ From, To int64 }
	}
	call(t, tablet.Token, "GET", "/v1/devices/"+tablet.ID(), "").into(t, 200, &served)
	if served.Gaps == nil || len(served.Gaps) != 0 {
		t.Errorf("%+v, want none yet", served.Gaps)
	}
}
