package rota

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"runup/internal/problem"
	"runup/internal/schedule"
)

// columns are a table's, all of them needed and in any order.
var columns = []string{"person", "area", "duty", "from", "to"}

// line is one line of a table: its number, as a spreadsheet counts with the header as 1, and its cells by column.
type line struct {
	number int
	cells  map[string]string
	shift  Shift
	wrong  faults
}

func (l *line) add(column, format string, args ...any) {
	l.wrong.add(fmt.Sprintf("/rows/%d/%s", l.number, column), format, args...)
}

// readTable reads a table as spreadsheets save it: commas, CRLF or LF, with or without the mark that says UTF-8.
func readTable(text []byte) ([]line, faults) {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, faults{{Pointer: "/rows/1", Detail: "must name the columns: " + strings.Join(columns, ", ")}}
	}
	if wrong := checkHeader(header); len(wrong) > 0 {
		return nil, wrong
	}
	var lines []line
	for {
		record, err := in.Read()
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return nil, faults{unreadable(err)}
		}
		number, _ := in.FieldPos(0)
		lines = append(lines, newLine(number, header, record))
	}
}

func unreadable(err error) problem.Field {
	number, why := 1, err.Error()
	if parse, ok := err.(*csv.ParseError); ok {
		number, why = parse.Line, parse.Err.Error()
	}
	return problem.Field{Pointer: fmt.Sprintf("/rows/%d", number), Detail: "cannot be read as CSV: " + why}
}

func checkHeader(header []string) (wrong faults) {
	seen := map[string]bool{}
	for i, name := range header {
		name = strings.TrimSpace(name)
		switch header[i] = name; {
		case !slices.Contains(columns, name):
			wrong.add("/rows/1/"+name, "is no column here; there are %s", strings.Join(columns, ", "))
		case seen[name]:
			wrong.add("/rows/1/"+name, "is there twice")
		}
		seen[name] = true
	}
	for _, name := range columns {
		if !seen[name] {
			wrong.add("/rows/1/"+name, "this column is missing")
		}
	}
	return wrong
}

func newLine(number int, header, record []string) line {
	l := line{number: number, cells: map[string]string{}}
	for i, cell := range record {
		switch cell = strings.TrimSpace(cell); {
		case i >= len(header) && cell != "":
			l.wrong.add(fmt.Sprintf("/rows/%d", number), "has more cells than there are columns")
		case i >= len(header):
		case !utf8.ValidString(cell) || strings.ContainsFunc(cell, unicode.IsControl):
			l.add(header[i], "is not one line of UTF-8 text; save the table as CSV UTF-8")
		default:
			l.cells[header[i]] = cell
		}
	}
	return l
}

// layouts are how a wall-clock time may be written; one with an offset is RFC 3339.
var layouts = []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"}

// instant reads a cell's time. A time that the clock shows twice, or skips, is taken as everywhere in the rota.
func (l *line) instant(column string) time.Time {
	cell := l.cells[column]
	if at, err := time.Parse(time.RFC3339, cell); err == nil && at.Year() >= 2000 && at.Year() <= 2999 {
		return at.UTC()
	}
	for _, layout := range layouts {
		wall, err := time.Parse(layout, cell)
		if err == nil && wall.Second() == 0 && wall.Year() >= 2000 && wall.Year() <= 2999 {
			return schedule.Date(wall.Date()).At(schedule.Clock(wall.Hour()*60+wall.Minute()), london()).UTC()
		}
	}
	l.add(column, "must be a time like 2026-11-23 06:30")
	return time.Time{}
}
