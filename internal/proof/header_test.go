package proof

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

func sampleHeader() Header {
	return Header{
		Epoch: "0193-e1", Position: 4823, At: time.Date(2026, 11, 23, 8, 58, 3, 114_999_999, time.FixedZone("", 3600)),
		Kind: "check.completed", Actor: "0193aa", Device: "0193dd", Area: "linacs", Subject: "0193cc",
		Body: BodyHash([]byte("salt"), []byte("body")),
	}
}

func TestHeaderIsWrittenExactlySo(t *testing.T) {
	const want = `{"v":1,"epoch":"0193-e1","position":4823,"at":"2026-11-23T07:58:03.114Z","kind":"check.completed",` +
		`"actor":"0193aa","device":"0193dd","area":"linacs","subject":"0193cc",` +
		`"body":"d02eafe6fbf3a74f0ec04c7ae93be5f4ceed34a1d8e86f2e0ce0da1d74e2ba20"}`
	sum := sha256.Sum256([]byte("saltbody"))
	h := sampleHeader()
	if h.Body != hexOf(sum[:]) {
		t.Errorf("body hash %s is not the hash of salt and body", h.Body)
	}
	got := strings.Replace(string(h.Text()), h.Body, "d02eafe6fbf3a74f0ec04c7ae93be5f4ceed34a1d8e86f2e0ce0da1d74e2ba20", 1)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	var s strings.Builder
	for _, c := range b {
		s.WriteByte(digits[c>>4])
		s.WriteByte(digits[c&15])
	}
	return s.String()
}

func TestHeaderAppendsBehindWhatIsThere(t *testing.T) {
	h := sampleHeader()
	if got := string(h.Append([]byte("abc"))); got != "abc"+string(h.Text()) {
		t.Errorf("got %s", got)
	}
}

func TestHeaderIsReadBack(t *testing.T) {
	for _, odd := range []string{"", `quote " back \ slash /`, "line\nfeed\r\ttab \x00\x1f\x7f", "<&> \u2028 ü 漢 🩺", strings.Repeat("x", 2000)} {
		h := sampleHeader()
		h.At = h.At.UTC().Truncate(time.Millisecond)
		h.Subject, h.Actor = odd, odd
		got, err := ParseHeader(h.Text())
		if err != nil || got != h {
			t.Errorf("%q: got %+v, %v", odd, got, err)
		}
		if strings.ContainsAny(string(h.Text()), "\n\r") {
			t.Errorf("%q: the header is more than a line", odd)
		}
	}
}

func TestHeaderNotAsWrittenIsRefused(t *testing.T) {
	text := string(sampleHeader().Text())
	for name, other := range map[string]string{
		"a space more":       strings.Replace(text, `,"kind"`, `, "kind"`, 1),
		"a line feed behind": text + "\n",
		"another order":      strings.Replace(text, `"actor":"0193aa","device":"0193dd"`, `"device":"0193dd","actor":"0193aa"`, 1),
		"a member twice":     strings.Replace(text, `"area":"linacs"`, `"area":"linacs","area":"linacs"`, 1),
		"a member more":      strings.Replace(text, `"area"`, `"name":"Sam","area"`, 1),
		"a member less":      strings.Replace(text, `"area":"linacs",`, ``, 1),
		"another case":       strings.Replace(text, `"area"`, `"Area"`, 1),
		"another time zone":  strings.Replace(text, `07:58:03.114Z`, `08:58:03.114+01:00`, 1),
		"an escaped letter":  strings.Replace(text, `linacs`, `\u006cinacs`, 1),
		"another number":     strings.Replace(text, `4823`, `4.823e3`, 1),
		"another version":    strings.Replace(text, `"v":1`, `"v":2`, 1),
		"not UTF-8":          strings.Replace(text, `linacs`, "lin\xffacs", 1),
		"nothing":            "",
		"null":               "null",
	} {
		if _, err := ParseHeader([]byte(other)); err == nil {
			t.Errorf("%s was taken for a header: %s", name, other)
		}
	}
}

func TestHeaderOfANewerVersionSaysSo(t *testing.T) {
	text := strings.Replace(string(sampleHeader().Text()), `"v":1`, `"v":2`, 1)
	if _, err := ParseHeader([]byte(text)); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("got %v", err)
	}
}

func FuzzHeader(f *testing.F) {
	f.Add("kind", "subject", int64(7), int64(1_800_000_000_123))
	f.Add("\"\\\u2028", "\xff\x00", int64(-1), int64(0))
	f.Fuzz(func(t *testing.T, kind, subject string, position, ms int64) {
		h := Header{Kind: kind, Subject: subject, Position: position, At: time.UnixMilli(ms % 253402300800000).UTC()}
		if h.At.Year() < 0 {
			t.Skip("before year 0 there is no RFC 3339")
		}
		text := h.Text()
		if !json.Valid(text) || !utf8.Valid(text) {
			t.Fatalf("not JSON: %q", text)
		}
		got, err := ParseHeader(text)
		if err != nil || string(got.Text()) != string(text) {
			t.Fatalf("%q is not read back: %v", text, err)
		}
		if utf8.ValidString(kind) && utf8.ValidString(subject) && got != h {
			t.Fatalf("%+v came back as %+v", h, got)
		}
	})
}

func TestLeafHashIsRFC6962s(t *testing.T) {
	for _, n := range []int{0, 1, 300, 511, 512, 5000} {
		text := []byte(strings.Repeat("x", n))
		if LeafHash(text) != tlog.RecordHash(text) {
			t.Errorf("%d bytes: another leaf than tlog's", n)
		}
	}
}

func BenchmarkLeafHash(b *testing.B) {
	text := sampleHeader().Text()
	b.ReportAllocs()
	for b.Loop() {
		LeafHash(text)
	}
}

func BenchmarkHeaderAppend(b *testing.B) {
	h, room := sampleHeader(), make([]byte, 0, 512)
	b.ReportAllocs()
	for b.Loop() {
		h.Append(room)
	}
}
