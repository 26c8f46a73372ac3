package baseline

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"runup/internal/checklist"
	"runup/internal/problem"
)

// columns are a table's, in the template's order. What an item asks (what) is for the reader and is not looked at.
var tableColumns = []string{
	"equipment", "checklist", "item", "what", "unit", "value", "type", "reference",
	"suspensionLow", "toleranceLow", "toleranceHigh", "suspensionHigh", "atEdge", "atSuspensionEdge", "from", "reason",
}

// limitColumns make up local limits; the last two are words.
var limitColumns = []string{"type", "reference", "suspensionLow", "toleranceLow", "toleranceHigh", "suspensionHigh", "atEdge", "atSuspensionEdge"}

// needed must be there in every table.
var needed = []string{"equipment", "checklist", "item", "value", "reason"}

// line is one line of a table: its number, as a spreadsheet counts with the header as 1, and its cells by column.
type line struct {
	number int
	cells  map[string]string
	wrong  []problem.Field
}

// add notes a mistake at a cell.
func (l *line) add(column, format string, args ...any) {
	l.wrong = append(l.wrong, problem.Field{Pointer: fmt.Sprintf("/rows/%d/%s", l.number, column), Detail: fmt.Sprintf(format, args...)})
}

// empty reports whether the line says nothing about a value: a line of the template that was left as it is.
func (l *line) empty() bool {
	return l.cells["value"] == "" && !slices.ContainsFunc(limitColumns, func(column string) bool { return l.cells[column] != "" })
}

// readTable reads a table as spreadsheets save it: commas, CRLF or LF, with or without the mark that says UTF-8.
func readTable(text []byte) ([]line, []problem.Field) {
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, []problem.Field{{Pointer: "/rows/1", Detail: "must name the columns: " + strings.Join(tableColumns, ", ")}}
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
			return nil, []problem.Field{unreadableRow(err)}
		}
		number, _ := in.FieldPos(0)
		lines = append(lines, newLine(number, header, record))
	}
}

func unreadableRow(err error) problem.Field {
	number, why := 1, err.Error()
	if parse, ok := err.(*csv.ParseError); ok {
		number, why = parse.Line, parse.Err.Error()
	}
	return problem.Field{Pointer: fmt.Sprintf("/rows/%d", number), Detail: "cannot be read as CSV: " + why}
}

func checkHeader(header []string) (wrong []problem.Field) {
	seen := map[string]bool{}
	for i, name := range header {
		header[i] = strings.TrimSpace(name)
		switch name := header[i]; {
		case !slices.Contains(tableColumns, name):
			wrong = append(wrong, problem.Field{Pointer: "/rows/1/" + name, Detail: "is no column here; there are " + strings.Join(tableColumns, ", ")})
		case seen[name]:
			wrong = append(wrong, problem.Field{Pointer: "/rows/1/" + name, Detail: "is there twice"})
		}
		seen[header[i]] = true
	}
	for _, name := range needed {
		if !seen[name] {
			wrong = append(wrong, problem.Field{Pointer: "/rows/1/" + name, Detail: "this column is missing"})
		}
	}
	return wrong
}

func newLine(number int, header, record []string) line {
	l := line{number: number, cells: map[string]string{}}
	for i, cell := range record {
		switch cell = strings.TrimSpace(cell); {
		case i >= len(header) && cell != "":
			l.wrong = append(l.wrong, problem.Field{Pointer: fmt.Sprintf("/rows/%d", number), Detail: "has more cells than there are columns"})
		case i >= len(header):
		case !plain(cell):
			l.add(header[i], "is not UTF-8 text; save the table as CSV UTF-8")
		default:
			l.cells[header[i]] = cell
		}
	}
	return l
}

// plain reports whether a text can stand in a column of any database.
func plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' })
}

// setting reads a line's cells. The kind of its item says whether the value is a number.
func (l *line) setting(item *checklist.Item, zone *time.Location) Setting {
	s := Setting{Checklist: l.cells["checklist"], Item: l.cells["item"], Unit: l.cells["unit"], Reason: l.cells["reason"]}
	if item != nil && item.Kind == checklist.CompareToLast {
		s.Text = l.cells["value"]
	} else {
		s.Number = l.number64("value")
	}
	s.From = l.from(zone)
	s.Limits = l.limits()
	return s
}

func (l *line) from(zone *time.Location) time.Time {
	cell := l.cells["from"]
	if cell == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, cell)
	if err != nil {
		at, err = time.ParseInLocation(time.DateOnly, cell, zone)
	}
	if err != nil || at.Year() < 1900 || at.Year() > 2999 {
		l.add("from", "must be a date like 2027-06-30")
		return time.Time{}
	}
	return at
}

// limits reads the cells of local limits; nil when all of them are empty.
func (l *line) limits() *checklist.Limits {
	limits := &checklist.Limits{
		Type: l.cells["type"], AtEdge: l.cells["atEdge"], AtSuspensionEdge: l.cells["atSuspensionEdge"],
		SuspensionLow: l.number64("suspensionLow"), ToleranceLow: l.number64("toleranceLow"),
		ToleranceHigh: l.number64("toleranceHigh"), SuspensionHigh: l.number64("suspensionHigh"),
	}
	switch l.cells["reference"] {
	case "":
	case "baseline":
		limits.Reference = &checklist.LimitReference{Baseline: true}
	default:
		limits.Reference = &checklist.LimitReference{Value: l.number64("reference")}
	}
	if *limits == (checklist.Limits{}) {
		return nil
	}
	for _, column := range []string{"atEdge", "atSuspensionEdge"} {
		if cell := l.cells[column]; cell != "" && cell != "in" && cell != "out" {
			l.add(column, "must be in or out")
		}
	}
	if limits.Type == "" {
		limits.Type = checklist.Absolute
	}
	return limits
}

// decimal is a number as people and spreadsheets write it, with a point.
var decimal = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$`)

func (l *line) number64(column string) *float64 {
	cell := l.cells[column]
	if cell == "" {
		return nil
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil || !decimal.MatchString(cell) {
		l.add(column, "must be a number with a decimal point, such as 101.3")
		return nil
	}
	return &v
}
