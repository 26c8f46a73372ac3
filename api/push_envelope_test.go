package api

import (
	"slices"
	"strings"
	"testing"

	"runup/internal/problem"
	"runup/internal/tablet"
)

const oneOp = `{"opId":"0193","payload":"{}","signature":"abc"}`

// envelopes are bodies of pushes, right and wrong, with the code of their problem.
var envelopes = []struct{ name, body, code, pointers string }{
	{"as the contract shows it", `{"batchId":"b","device":{"now":"2026-11-23T07:58:03.114Z","monotonicMs":8123441,"app":"1.0.0","outbox":3},"ops":[` + oneOp + `]}`, "", ""},
	{"no device", `{"batchId":"b","ops":[` + oneOp + `]}`, "", ""},
	{"no operation", `{"batchId":"b","ops":[]}`, "", ""},
	{"an empty payload is the operation's own trouble", `{"batchId":"b","ops":[{"opId":"0193","payload":"","signature":"abc"}]}`, "", ""},
	{"so is an empty signature", `{"batchId":"b","ops":[{"opId":"0193","payload":"{}","signature":""}]}`, "", ""},
	{"and a NUL in a payload", `{"batchId":"b","ops":[{"opId":"0193","payload":"\u0000","signature":"abc"}]}`, "", ""},
	{"a fraction of a millisecond", `{"batchId":"b","device":{"monotonicMs":1.5},"ops":[]}`, "", ""},
	{"an outbox written long", `{"batchId":"b","device":{"outbox":3.0},"ops":[]}`, "invalid", ""},
	{"no batchId", `{"ops":[]}`, "invalid", "/batchId"},
	{"an empty batchId", `{"batchId":"","ops":[]}`, "invalid", "/batchId"},
	{"no ops", `{"batchId":"b"}`, "invalid", "/ops"},
	{"ops is null", `{"batchId":"b","ops":null}`, "invalid", "/ops"},
	{"an operation is null", `{"batchId":"b","ops":[null]}`, "invalid", "/ops/0"},
	{"an operation is a text", `{"batchId":"b","ops":[` + oneOp + `,"{}"]}`, "invalid", "/ops/1"},
	{"no payload", `{"batchId":"b","ops":[{"opId":"0193","signature":"abc"}]}`, "", ""},
	{"a payload that is no text", `{"batchId":"b","ops":[{"opId":"0193","payload":{},"signature":"abc"}]}`, "", ""},
	{"an operation of nothing", `{"batchId":"b","ops":[{}]}`, "", ""},
	{"an opId that is a number", `{"batchId":"b","ops":[{"opId":193,"payload":"{}","signature":null}]}`, "", ""},
	{"a member twice in an operation", `{"batchId":"b","ops":[{"opId":"0193","opId":"0194","payload":"{}","signature":"abc"}]}`, "unreadable", ""},
	{"unknown members, each named", `{"batchId":"b","x":1,"device":{"y":1},"ops":[{"opId":"0193","payload":"{}","signature":"abc","z":1}]}`, "invalid", "/device/y /ops/0/z /x"},
	{"names differ in case", `{"batchId":"b","BATCHID":"c","ops":[]}`, "invalid", "/BATCHID"},
	{"a negative outbox", `{"batchId":"b","device":{"outbox":-1},"ops":[]}`, "invalid", "/device/outbox"},
	{"an endless opId", `{"batchId":"b","ops":[{"opId":"` + strings.Repeat("a", 101) + `","payload":"{}","signature":"abc"}]}`, "", ""},
	{"an endless signature", `{"batchId":"b","ops":[{"opId":"0193","payload":"{}","signature":"` + strings.Repeat("a", 5000) + `"}]}`, "", ""},
	{"a NUL in an opId", `{"batchId":"b","ops":[{"opId":"\u0000","payload":"{}","signature":"abc"}]}`, "", ""},
	{"a NUL in a batchId", `{"batchId":"\u0000","ops":[]}`, "invalid", "/batchId"},
	{"a member twice", `{"batchId":"b","batchId":"c","ops":[]}`, "unreadable", ""},
	{"text after it", `{"batchId":"b","ops":[]}x`, "unreadable", ""},
	{"not JSON", `{"batchId":`, "unreadable", ""},
	{"empty", ``, "unreadable", ""},
	{"a list", `[]`, "invalid", ""},
	{"deep", `{"batchId":"b","ops":` + strings.Repeat("[", 100_000) + `}`, "unreadable", ""},
	{"not UTF-8", "{\"batchId\":\"\xff\",\"ops\":[]}", "unreadable", ""},
}

func TestReadEnvelope(t *testing.T) {
	o := operationOf(t, "syncPush")
	for _, c := range envelopes {
		e, err := readEnvelope([]byte(c.body), o)
		p, _ := problem.Of(err)
		switch {
		case c.code == "" && (err != nil || e.BatchID != "b"):
			t.Errorf("%s: got %v %v", c.name, e, err)
		case c.code != "" && (p == nil || p.Code != c.code):
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		case c.pointers != "" && pointersOf(p) != c.pointers:
			t.Errorf("%s: named %q, want %q", c.name, pointersOf(p), c.pointers)
		}
	}
}

func pointersOf(p *problem.Error) string {
	var list []string
	for _, f := range p.Fields {
		list = append(list, f.Pointer)
	}
	return strings.Join(list, " ")
}

// What of an operation cannot be used stays in it as it was written, and is named.
func TestReadEnvelope_AnOperationIsReadAsItCame(t *testing.T) {
	body := `{"batchId":"b","ops":[` + oneOp + `,{"opId":193,"payload":{"a": 1},"signature":null},{"opId":"\u0000"},` + oneOp + `]}`
	e, err := readEnvelope([]byte(body), operationOf(t, "syncPush"))
	if err != nil || len(e.Ops) != 4 {
		t.Fatal(e, err)
	}
	good := tablet.Op{OpID: "0193", Payload: "{}", Signature: "abc"}
	if want := []tablet.Op{good, {OpID: "193", Payload: `{"a": 1}`}, {OpID: "\x00"}, good}; !slices.Equal(e.Ops, want) {
		t.Errorf("%+v\nwant %+v", e.Ops, want)
	}
	for i, want := range []string{"", "/opId /payload /signature", "/payload /signature", ""} {
		if got := pointersOf(&problem.Error{Fields: e.unusable[i]}); got != want {
			t.Errorf("%d: named %q, want %q", i, got, want)
		}
	}
}

// FuzzEnvelope holds the fast decoder against the schema: what it takes at first sight, the schema takes too, and what
// neither takes is a problem and never a failure.
func FuzzEnvelope(f *testing.F) {
	for _, c := range envelopes {
		f.Add([]byte(c.body))
	}
	o := operationOf(f, "syncPush")
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := readEnvelope(body, o)
		if _, ok := problem.Of(err); err != nil && !ok {
			t.Fatalf("not a problem: %v", err)
		}
		value, wrong := o.Body(body)
		if wrong == nil {
			wrong = keepable(value)
		}
		if err == nil && wrong != nil {
			t.Fatalf("the decoder takes what the schema does not: %v", wrong)
		}
		if err != nil && wrong == nil && !problem.Is(err, "invalid") {
			t.Fatalf("the schema takes what the decoder does not: %v", err)
		}
	})
}

func BenchmarkReadEnvelope(b *testing.B) {
	o := operationOf(b, "syncPush")
	op := `{"opId":"0193e0a2-0000-7000-8000-000000000000","payload":"` + strings.Repeat(`{\"reading\":1.25},`, 80) + `","signature":"` + strings.Repeat("a", 86) + `"}`
	body := []byte(`{"batchId":"b","ops":[` + strings.Repeat(op+",", 49) + op + `]}`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := readEnvelope(body, o); err != nil {
			b.Fatal(err)
		}
	}
}
