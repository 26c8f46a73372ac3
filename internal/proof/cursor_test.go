package proof

import (
	"encoding/base64"
	"strings"
	"testing"
)

var cursorKey = [32]byte{9}

func sampleCursor() Cursor {
	return Cursor{Epoch: "0193-e1", Position: 4823, Scope: [16]byte{1, 2, 3}, Root: [8]byte{4, 5, 6}}
}

func TestCursorComesBack(t *testing.T) {
	for _, c := range []Cursor{sampleCursor(), {}, {Epoch: strings.Repeat("é", 300), Position: 1<<63 - 1}} {
		token := Seal(cursorKey, c)
		got, err := OpenCursor(cursorKey, token)
		if err != nil || got != c {
			t.Errorf("%+v came back as %+v, %v", c, got, err)
		}
		if strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("%s needs escaping in a URL", token)
		}
	}
}

func TestCursorWithAnyByteChangedIsRefused(t *testing.T) {
	token := Seal(cursorKey, sampleCursor())
	for i := range len(token) {
		for c := byte(0); c < 128; c++ {
			altered := token[:i] + string(c) + token[i+1:]
			if altered == token {
				continue
			}
			if _, err := OpenCursor(cursorKey, altered); err != ErrForged && err != ErrNotCursor {
				t.Fatalf("%s passes for %s: %v", altered, token, err)
			}
		}
	}
}

func TestForgedAndUnknownCursorsAreToldApart(t *testing.T) {
	token := Seal(cursorKey, sampleCursor())
	raw, _ := base64.RawURLEncoding.DecodeString(token)
	newer := append([]byte{2}, raw[1:]...)
	moved := append([]byte{}, raw...)
	moved[8]++
	for name, c := range map[string]struct {
		token string
		want  error
	}{
		"another key's":   {Seal([32]byte{8}, sampleCursor()), ErrForged},
		"moved on":        {base64.RawURLEncoding.EncodeToString(moved), ErrForged},
		"another version": {base64.RawURLEncoding.EncodeToString(newer), ErrNotCursor},
		"nothing":         {"", ErrNotCursor},
		"a number":        {"48210", ErrNotCursor},
		"too short":       {base64.RawURLEncoding.EncodeToString(raw[:48]), ErrNotCursor},
		"padded":          {token + "=", ErrNotCursor},
		"with a line":     {token[:4] + "\n" + token[4:], ErrNotCursor},
	} {
		if _, err := OpenCursor(cursorKey, c.token); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// FuzzOpenCursor: whatever opens was sealed, letter for letter.
func FuzzOpenCursor(f *testing.F) {
	f.Add(Seal(cursorKey, sampleCursor()))
	f.Add(Seal([32]byte{8}, sampleCursor()))
	f.Add("AQ")
	f.Fuzz(func(t *testing.T, token string) {
		if c, err := OpenCursor(cursorKey, token); err == nil && Seal(cursorKey, c) != token {
			t.Fatalf("%q opens as %+v, which is sealed otherwise", token, c)
		}
	})
}

func FuzzSeal(f *testing.F) {
	f.Add("0193-e1", int64(4823), []byte("scope and root of twenty-four b"))
	f.Fuzz(func(t *testing.T, epoch string, position int64, rest []byte) {
		c := Cursor{Epoch: epoch, Position: position}
		copy(c.Root[:], rest[copy(c.Scope[:], rest):])
		if got, err := OpenCursor(cursorKey, Seal(cursorKey, c)); err != nil || got != c {
			t.Fatalf("%+v came back as %+v, %v", c, got, err)
		}
	})
}
