package rota

import (
	"fmt"
	"slices"
	"strings"

	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// Importing is a table of dated shifts to be made a sheet of.
type Importing struct {
	Sheet  string
	From   string // its days; "" takes those of the first and last shift
	To     string
	Text   []byte
	Agree  bool
	DryRun bool // tx may be a Read
}

// What becomes of a line.
const (
	WasAdded     = "added"
	WasUnchanged = "unchanged" // the sheet said so already
)

// Row is one line of a table and what became of it.
type Row struct {
	Number  int
	Shift   Shift
	Outcome string
}

// Imported is what became of a table.
type Imported struct {
	Sheet   *Sheet // nil after a dry run
	Rows    []Row
	Removed int // shifts that the sheet had for these days and the table has not
}

// Import puts a table of shifts as one sheet, as Put would. Every line is looked at and every mistake named with its row and
// column; nothing is put unless all are right. A table that was imported before changes nothing.
func Import(tx *store.Tx, i Importing) (Imported, error) {
	if err := mayPut(tx.Actor, i.Agree); err != nil {
		return Imported{}, err
	}
	lines, wrong := readTable(i.Text)
	d := Drafting{Content: Content{Sheet: i.Sheet, From: i.From, To: i.To}, Note: "imported from a table", Agree: i.Agree}
	for n := range lines {
		if err := lines[n].read(tx); err != nil {
			return Imported{}, err
		}
		d.Shifts = append(d.Shifts, lines[n].shift)
		wrong = append(wrong, lines[n].wrong...)
	}
	if len(lines) == 0 && len(wrong) == 0 {
		wrong.add("/rows", "there is no line in it")
	}
	if len(wrong) > 0 {
		return Imported{}, badTable(wrong)
	}
	d.bound()
	if err := inRows(check(tx, d), lines); err != nil {
		return Imported{}, err
	}
	out, err := compared(tx, d, lines)
	if err != nil || i.DryRun {
		return out, err
	}
	s, err := Put(tx, d)
	out.Sheet = &s
	return out, err
}

// read reads a line's cells. People are named as they sign in, or by their id.
func (l *line) read(tx *store.Tx) error {
	l.shift = Shift{Person: l.cells["person"], Area: l.cells["area"], Duty: l.cells["duty"], From: l.instant("from"), To: l.instant("to")}
	if l.shift.Area == "" {
		l.shift.Area = Everywhere
	}
	if l.shift.Person == "" {
		l.add("person", "must name somebody")
		return nil
	}
	p, err := staff.ByUsername(tx, l.shift.Person)
	if problem.Is(err, "not-found") {
		return nil // an id, or nobody: check tells
	}
	l.shift.Person = p.ID
	return err
}

// bound takes the days of the shifts where none are given.
func (d *Drafting) bound() {
	for _, s := range d.Shifts {
		day := schedule.DayOf(s.From, london()).String()
		if d.From == "" || day < d.From {
			d.From = day
		}
		if d.To == "" || day > d.To {
			d.To = day
		}
	}
}

// mostNamed bounds an answer; whoever has that many mistakes has one.
const mostNamed = 200

func badTable(wrong faults) error {
	if more := len(wrong) - mostNamed; more > 0 {
		wrong = append(wrong[:mostNamed], problem.Field{Pointer: "/rows", Detail: fmt.Sprintf("and %d more", more)})
	}
	return wrong.problem("The table has mistakes; nothing of it was set.")
}

// inRows names what is wrong with shifts by the rows that they came from.
func inRows(err error, lines []line) error {
	p, ok := problem.Of(err)
	if !ok {
		return err
	}
	wrong := slices.Clone(faults(p.Fields))
	for i, f := range wrong {
		rest, is := strings.CutPrefix(f.Pointer, "/shifts/")
		if !is {
			continue
		}
		var n int
		index, column, _ := strings.Cut(rest, "/")
		if _, err := fmt.Sscan(index, &n); err == nil && n < len(lines) {
			wrong[i].Pointer = strings.TrimSuffix(fmt.Sprintf("/rows/%d/%s", lines[n].number, column), "/")
		}
	}
	return badTable(wrong)
}

// compared holds a table against what the sheet says for its days: the draft that waits, or else what was agreed last.
func compared(tx *store.Tx, d Drafting, lines []line) (Imported, error) {
	before, err := newest(tx, d.Sheet, Draft, "position")
	if err == nil && before == nil {
		before, err = newest(tx, d.Sheet, Agreed, "agreed_position")
	}
	if err != nil {
		return Imported{}, err
	}
	had := map[Shift]bool{}
	if before != nil {
		for _, s := range before.Shifts {
			if day := schedule.DayOf(s.From, london()).String(); day >= d.From && day <= d.To {
				had[s.inUTC()] = true
			}
		}
	}
	var out Imported
	for _, l := range lines {
		row := Row{Number: l.number, Shift: l.shift, Outcome: WasAdded}
		if had[l.shift.inUTC()] {
			row.Outcome = WasUnchanged
			delete(had, l.shift.inUTC())
		}
		out.Rows = append(out.Rows, row)
	}
	out.Removed = len(had)
	return out, nil
}
