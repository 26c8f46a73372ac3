package operation_test

import (
	"strings"
	"testing"

	"runup/internal/operation"
)

const whole = `{"opId":"0193e0a2-0000-7000-8000-000000000001","type":"check.completed","schema":1,"deviceId":"d","deviceSeq":3,"prev":"` + sha + `",
"performedBy":"0193e0a2-0000-7000-8000-000000000002","performedByName":"n\u00e9","auth":"pin","supervisedBy":null,"checklist":{"id":"run-up-linac","hash":"h"},
"equipment":"linac-1","occurrence":null,"startedAt":"2026-11-23T07:58:03.1149+01:00","finishedAt":"2026-11-23T07:59:03Z","zone":"Europe/London",
"clock":{"monotonicMs":1,"epoch":3},"readings":{"a": {"value":true}},"stoppedEarly":null,"verdict":"fail","note":"","more":[1,{"x":null}]}`

const sha = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func read(t *testing.T, text string) *operation.Operation {
	t.Helper()
	o, err := operation.Read(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return o
}

func TestReadTakesEachMember(t *testing.T) {
	o := read(t, whole)
	if m := o.Lacks(); m != nil {
		t.Fatal(m)
	}
	if *o.Seq != 3 || o.Prev != sha || o.PerformedByName != "né" || o.Checklist != "run-up-linac" || o.Hash != "h" || !o.Clock ||
		string(o.Readings) != `{"a": {"value":true}}` || o.StoppedEarly != nil || o.Verdict != "fail" || o.Unverified() {
		t.Errorf("%+v", o)
	}
	if got := o.StartedAt.Format("2006-01-02T15:04:05.000Z07:00"); got != "2026-11-23T06:58:03.114Z" {
		t.Errorf("started %s", got)
	}
}

func TestReadIsLenientAboutWhatItCanDoWithout(t *testing.T) {
	for _, change := range [][2]string{
		{`"deviceSeq":3`, `"deviceSeq":"3"`}, {`"deviceSeq":3`, `"deviceSeq":-1`}, {`"deviceSeq":3`, `"deviceSeq":1e400`}, {`"prev":"` + sha + `"`, `"prev":7`},
		{`"zone":"Europe/London"`, `"zone":{}`}, {`"clock":{`, `"clocks":{`}, {`"2026-11-23T07:59:03Z"`, `"tomorrow"`}, {`"2026-11-23T07:59:03Z"`, `"0000-01-01T00:00:00Z"`},
		{`"note":""`, `"note":7`}, {`"auth":"pin"`, `"auth":["pin"]`}, {`"performedBy":"0193e0a2-0000-7000-8000-000000000002"`, `"performedBy":"\u0000"`},
		{`"schema":1,`, ``}, {`"schema":1`, `"schema":null`}, {`"stoppedEarly":null`, `"stoppedEarly":{"reason":"fire"}`}, {`"verdict":"fail"`, `"verdict":"\u0000"`},
		{`"occurrence":null`, `"occurrence":"` + strings.Repeat("x", 300) + `"`},
	} {
		text := strings.Replace(whole, change[0], change[1], 1)
		if text == whole {
			t.Fatalf("%s is not there", change[0])
		}
		if m := read(t, text).Lacks(); m != nil {
			t.Errorf("%s: %v", change[1], m)
		}
	}
}

func TestReadIsStrictAboutTheTextAndWhatMakesItOne(t *testing.T) {
	for _, change := range [][2]string{
		{`"note":""`, `"note":"","note":""`}, {`"note":""`, `"no\u0074e":"","note":""`}, {`{"a": {"value":true}}`, `{"a":{},"a":{}}`}, {`"note":""`, "\"note\":\"\xff\""},
		{`"note":""`, `"note":"\ud800"`}, {`"note":""`, "\"note\":\"\x00\""}, {`"note":""`, `"note":"",`}, {whole, ""}, {whole, "null"}, {whole, "[" + whole + "]"}, {whole, whole + whole},
		{`"note":""`, `"note":` + strings.Repeat("[", 100_000)},
	} {
		if _, err := operation.Read(strings.Replace(whole, change[0], change[1], 1)); err == nil {
			t.Errorf("read with %.60q", change[1])
		}
	}
	for pointer, change := range map[string][2]string{
		"/opId": {`"opId":"0193e0a2`, `"opId":"x193e0a2`}, "/type": {`"check.completed"`, `7`}, "/schema": {`"schema":1`, `"schema":2`}, "/checklist": {`"hash":"h"`, `"hash":""`},
		"/equipment": {`"equipment":"linac-1"`, `"Equipment":"linac-1"`}, "/readings": {`"readings":{"a": {"value":true}}`, `"readings":[]`},
	} {
		m := read(t, strings.Replace(whole, change[0], change[1], 1)).Lacks()
		if m == nil || m.Pointer != pointer {
			t.Errorf("%s: %v", pointer, m)
		}
	}
}

const filed = `{"opId":"0193e0a2-0000-7000-8000-000000000001","type":"report.filed","kind":"fault","equipment":"hoist-1","text":"it \u00e9 creaks",
"blobs":["` + sha + `",7,"\u0000"],"codes":"none","incidentRef":{"system":"Datix","reference":"W-1","by":"me"}}`

func TestReadTakesAReport(t *testing.T) {
	o := read(t, filed)
	if m := o.Lacks(); m != nil {
		t.Fatal(m)
	}
	if o.Text != "it é creaks" || len(o.Blobs) != 1 || o.Codes != nil || o.System != "Datix" || o.Reference != "W-1" || o.Area != "" {
		t.Errorf("%+v", o)
	}
	for pointer, change := range map[string][2]string{
		"/kind": {`"fault"`, `"rumour"`}, "/text": {`"it \u00e9 creaks"`, `" \n"`}, "/equipment": {`"hoist-1"`, `"\u0000"`},
	} {
		m := read(t, strings.Replace(filed, change[0], change[1], 1)).Lacks()
		if m == nil || m.Pointer != pointer || !m.Known {
			t.Errorf("%s: %v", pointer, m)
		}
	}
}

// FuzzRead holds the reader to what nobody can see from outside: it never fails otherwise than by refusing, whatever it
// takes can stand in a database, and raw members are parts of the text.
func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(strings.Replace(whole, "check.completed", "check.alerted", 1))
	f.Add(`{"opId":"\u0000","type":"\ud83d\ude00","at":"2026-02-30T00:00:00Z","reading":-0,"versionSeen":9223372036854775808}`)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := operation.Read(text)
		if err != nil {
			return
		}
		o.Lacks()
		for _, word := range []string{o.Prev, o.PerformedBy, o.SupervisedBy, o.Auth, o.Zone, o.Occurrence, o.Verdict, o.Kind, o.Decision} {
			if word != "" && !operation.Plain(word) {
				t.Errorf("%q cannot stand in a column", word)
			}
		}
		for _, raw := range [][]byte{o.Readings, o.Reading, o.StoppedEarly} {
			if !strings.Contains(text, string(raw)) {
				t.Errorf("%q is not in the text", raw)
			}
		}
	})
}
