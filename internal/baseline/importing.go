package baseline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// What became, or would become, of a line.
const (
	WasSet       = "set"
	WasConfirmed = "confirmed" // the same value stood, put by another physicist
	WasUnchanged = "unchanged" // the same value stood already
	WasSkipped   = "skipped"   // the line gives no value
)

// Imported is one line of a table and what became of it.
type Imported struct {
	Row       int
	Equipment string
	Checklist string
	Item      string
	Outcome   string
}

// Import puts a table of references and local limits, as Set would one by one. Every line is looked at first and every
// mistake named with its row and column; nothing is put unless all are right. A line that says what stands changes nothing,
// or confirms it when another physicist put it, so a table may be imported again. tx may be a Read for a dry run.
func Import(tx *store.Tx, text []byte, zone *time.Location, dryRun bool) ([]Imported, error) {
	if err := staff.May(tx.Actor, staff.Baselines); err != nil {
		return nil, err
	}
	lines, wrong := readTable(text)
	list := make([]Imported, len(lines))
	plans := make([]*prepared, len(lines))
	seen := map[string]int{}
	for i := range lines {
		l := &lines[i]
		var err error
		if list[i], plans[i], err = plan(tx, l, zone, seen); err != nil {
			return nil, err
		}
		wrong = append(wrong, l.wrong...)
	}
	if len(wrong) > 0 {
		return nil, badTable(wrong)
	}
	for i, p := range plans {
		if p == nil || dryRun {
			continue
		}
		if _, err := p.put(tx); err != nil {
			return nil, fmt.Errorf("row %d: %w", lines[i].number, err)
		}
	}
	return list, nil
}

// mostNamed bounds an answer; whoever has that many mistakes has one.
const mostNamed = 200

func badTable(wrong []problem.Field) error {
	if more := len(wrong) - mostNamed; more > 0 {
		wrong = append(wrong[:mostNamed], problem.Field{Pointer: "/rows", Detail: fmt.Sprintf("and %d more", more)})
	}
	return problem.New("invalid", "The table has mistakes; nothing of it was set.").With(wrong...)
}

// plan decides what a line comes to; nil is nothing to put.
func plan(tx *store.Tx, l *line, zone *time.Location, seen map[string]int) (Imported, *prepared, error) {
	out := Imported{Row: l.number, Equipment: l.cells["equipment"], Checklist: l.cells["checklist"], Item: l.cells["item"], Outcome: WasSkipped}
	if l.empty() {
		return out, nil, nil
	}
	key := idOf(out.Equipment, out.Checklist, out.Item)
	if seen[key] != 0 {
		l.add("item", "is in row %d too", seen[key])
	}
	seen[key] = l.number
	item, err := itemNamed(tx, out.Equipment, out.Checklist, out.Item)
	if err != nil {
		return out, nil, err
	}
	s := l.setting(item, zone)
	p, err := prepare(tx, out.Equipment, s)
	if err != nil {
		return out, nil, l.blame(err)
	}
	switch {
	case !p.stands():
		out.Outcome = WasSet
	case confirmable(tx, *p.before):
		out.Outcome = WasConfirmed
	default:
		out.Outcome = WasUnchanged
	}
	return out, &p, nil
}

// blame turns what is wrong with a setting into mistakes of the line. A cell that was found unreadable is not blamed again
// for what is missing because of it.
func (l *line) blame(err error) error {
	p, ok := problem.Of(err)
	switch {
	case problem.Is(err, "not-found"):
		l.add("equipment", "there is no equipment %q", l.cells["equipment"])
	case ok && p.Code == "invalid":
		unreadable := l.wrong
		for _, f := range p.Fields {
			column, _, _ := strings.Cut(strings.TrimPrefix(f.Pointer, "/"), "/")
			if !l.blamed(unreadable, column) {
				l.add(column, "%s", f.Detail)
			}
		}
	default:
		return err
	}
	return nil
}

// blamed reports whether one of these mistakes is about a column; limits are the columns of their numbers.
func (l *line) blamed(wrong []problem.Field, column string) bool {
	columns := []string{column}
	if column == "limits" {
		columns = limitColumns[:6]
	}
	return slices.ContainsFunc(wrong, func(f problem.Field) bool {
		return slices.Contains(columns, f.Pointer[strings.LastIndexByte(f.Pointer, '/')+1:])
	})
}

// itemNamed finds the item that a line means; nil when there is none, which preparing it will say.
func itemNamed(tx *store.Tx, equipmentID, checklistID, key string) (*checklist.Item, error) {
	q, err := equipment.ByID(tx, equipmentID)
	if err != nil {
		return nil, notThere(err)
	}
	e, err := library.Current(tx, checklistID)
	if err != nil {
		return nil, notThere(err)
	}
	d, err := e.Definition()
	if err != nil {
		return nil, err
	}
	item, _ := itemOf(d, q, key)
	return item, nil
}

func notThere(err error) error {
	if problem.Is(err, "not-found") {
		return nil
	}
	return err
}
