package audit

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// hostile is text that has broken somebody's export: formulas, quotes, separators, line ends, white space, other scripts.
var hostile = []string{
	"", "plain", "=1+1", "=HYPERLINK(\"http://evil\",\"x\")", "+44 20 7946", "-1", "@SUM(A1)", "\ttab", "\rreturn", "'quoted", "''twice",
	"a,b", "say \"no\"", "two\nlines", "two\r\nlines", " leading", "trailing ", "\"", ",", "\n", "Ω ≤ 2 °C 日本語 🩺", "a=b", "x\ty",
}

// parse reads RFC 4180 as a stranger would, keeping every byte of a field.
func parse(t interface{ Fatalf(string, ...any) }, text string) (rows [][]string) {
	var row []string
	for i := 0; i < len(text); {
		var field strings.Builder
		if text[i] == '"' {
			for i++; ; i++ {
				if i >= len(text) {
					t.Fatalf("a quoted field never ends")
				}
				if text[i] == '"' {
					if i++; i >= len(text) || text[i] != '"' {
						break
					}
				}
				field.WriteByte(text[i])
			}
		} else {
			for ; i < len(text) && text[i] != ',' && text[i] != '\r'; i++ {
				field.WriteByte(text[i])
			}
		}
		row = append(row, field.String())
		switch {
		case strings.HasPrefix(text[i:], "\r\n"):
			rows, row, i = append(rows, row), nil, i+2
		case strings.HasPrefix(text[i:], ",\r\n"):
			rows, row, i = append(rows, append(row, "")), nil, i+3
		case strings.HasPrefix(text[i:], ","):
			i++
		default:
			t.Fatalf("after a field: %.20q", text[i:])
		}
	}
	return rows
}

func written(t interface{ Fatalf(string, ...any) }, rows [][]string) string {
	var b bytes.Buffer
	c := newCSVWriter(&b)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, s := range row {
			cells[i] = guarded(s)
		}
		if err := c.row(cells); err != nil {
			t.Fatalf("%v", err)
		}
	}
	if err := c.out.Flush(); err != nil {
		t.Fatalf("%v", err)
	}
	return b.String()
}

// original takes the guard away again.
func original(s string) string { return strings.TrimPrefix(s, "'") }

func TestCSV_HostileTextComesBackByteForByte(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String())
		rows := rapid.SliceOfN(rapid.SliceOfN(text, 3, 3), 1, 4).Draw(t, "rows")
		got := parse(t, written(t, rows))
		for _, row := range got {
			for i, s := range row {
				if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
					t.Fatalf("a spreadsheet would run %q", s)
				}
				row[i] = original(s)
			}
		}
		if diff := cmp.Diff(rows, got); diff != "" {
			t.Fatalf("%s", diff)
		}
	})
}

func TestCSV_GuardsExactlyWhatTheContractNames(t *testing.T) {
	for first := range 256 {
		s := string([]byte{byte(first)}) + "x"
		want := s
		if strings.ContainsRune("=+-@\t\r'", rune(first)) && first < 128 {
			want = "'" + s
		}
		if got := guarded(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}
