package rota

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Drafting is a sheet that somebody puts.
type Drafting struct {
	Content
	Note  string
	Agree bool // at once, by a manager
}

// Put drafts a sheet, and agrees it at once where a manager says so. A draft takes the place of an earlier one of the same
// name; what says the same as it, or as what is agreed, changes nothing.
func Put(tx *store.Tx, d Drafting) (Sheet, error) {
	if err := mayPut(tx.Actor, d.Agree); err != nil {
		return Sheet{}, err
	}
	if err := check(tx, d); err != nil {
		return Sheet{}, err
	}
	d.Content = d.Content.tidy()
	before, err := standing(tx, d)
	if err != nil {
		return Sheet{}, err
	}
	if before == nil {
		found := foundDraft{Hash: d.Content.hash(), Manager: staff.Allows(tx.Actor, staff.Rota)}
		e, err := Drafted.Append(tx, "", d.Sheet, &logbook.Act[drafted, foundDraft]{Act: drafted{Content: d.Content, Note: d.Note}, Found: found})
		if err != nil {
			return Sheet{}, fmt.Errorf("rota: draft: %w", err)
		}
		before = &Sheet{Position: e.Position, Hash: found.Hash}
	}
	if d.Agree && before.State != Agreed {
		return Agree(tx, before.Position, before.Hash)
	}
	return ByPosition(tx, before.Position)
}

func mayPut(a store.Actor, agree bool) error {
	if err := staff.May(a, staff.DraftRota); err != nil {
		return err
	}
	if agree {
		return staff.May(a, staff.Rota)
	}
	return nil
}

// standing finds what says the same already: the draft that waits, or else the sheet agreed last.
func standing(tx *store.Tx, d Drafting) (*Sheet, error) {
	hash := d.Content.hash()
	waiting, err := newest(tx, d.Sheet, Draft, "position")
	if err != nil || waiting != nil && waiting.Hash == hash {
		return waiting, err
	}
	last, err := newest(tx, d.Sheet, Agreed, "agreed_position")
	if err != nil || waiting != nil || last == nil || last.Hash != hash {
		return nil, err
	}
	return last, nil
}

// Agree puts a draft in force: a manager's act, who names it by its position and what it says by its hash. Nobody agrees
// alone what they drafted without being a manager.
func Agree(tx *store.Tx, position int64, hash string) (Sheet, error) {
	if err := staff.May(tx.Actor, staff.Rota); err != nil {
		return Sheet{}, err
	}
	s, err := ByPosition(tx, position)
	if err != nil || s.State == Agreed && s.AgreedBy == tx.Actor.Staff && s.Hash == hash { // their own last act, sent again
		return s, err
	}
	if err := agreeable(tx, s, hash); err != nil {
		return Sheet{}, err
	}
	last := forGood
	if s.To != "" {
		last = s.To
	}
	g := governs{Begins: max(day(s.From), today(tx)).String(), Ends: last}
	if _, err := Accepted.Append(tx, "", s.Sheet, &logbook.Act[agreed, governs]{Act: agreed{Draft: position, Hash: hash}, Found: g}); err != nil {
		return Sheet{}, fmt.Errorf("rota: agree: %w", err)
	}
	return ByPosition(tx, position)
}

func agreeable(tx *store.Tx, s Sheet, hash string) error {
	switch {
	case s.State == Agreed:
		return problem.New("conflict", "Another manager has agreed it.")
	case s.State != Draft:
		return problem.New("stale-version", "A later draft has taken its place.").Do("Read the rota again and agree the draft that waits.")
	case s.Hash != hash:
		return problem.New("stale-version", "The draft does not say what you read.").Do("Read the rota again, then agree it.")
	case s.DraftedBy == tx.Actor.Staff && !s.ByManager:
		return problem.New("second-person", "You drafted it before you were a manager.").Do("Ask another superintendent or physicist to agree it.")
	case s.To != "" && day(s.To) < today(tx):
		return problem.New("guard", "Its days are over.").Do("Draft it for days to come.")
	}
	return nil
}

// tidy orders a sheet, so that what says the same has the same hash.
func (c Content) tidy() Content {
	c.Weekly, c.Shifts = slices.Clone(c.Weekly), slices.Clone(c.Shifts)
	for i := range c.Weekly {
		w := &c.Weekly[i]
		w.Days, w.On = inWeek(w.Days), usual(w.On)
		if w.Every == 1 && w.Week <= 1 {
			w.Every, w.Week = 0, 0
		}
	}
	for i := range c.Shifts {
		c.Shifts[i] = c.Shifts[i].inUTC()
	}
	slices.SortStableFunc(c.Weekly, func(a, b Weekly) int {
		return cmp.Compare(fmt.Sprint(a.Duty, a.Area, a), fmt.Sprint(b.Duty, b.Area, b))
	})
	slices.SortStableFunc(c.Shifts, func(a, b Shift) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Duty, b.Duty), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Person, b.Person), a.To.Compare(b.To))
	})
	c.Weekly, c.Shifts = orEmpty(c.Weekly), orEmpty(c.Shifts)
	return c
}

func (s Shift) inUTC() Shift {
	s.From, s.To = s.From.UTC().Truncate(time.Millisecond), s.To.UTC().Truncate(time.Millisecond)
	return s
}

// inWeek orders weekdays from Monday; all of them are the same as none.
func inWeek(days []string) []string {
	at := func(day string) int { return (slices.Index(week, day) + 6) % 7 }
	days = append([]string{}, days...)
	slices.SortStableFunc(days, func(a, b string) int { return at(a) - at(b) })
	if days = slices.Compact(days); len(days) == len(week) {
		return []string{}
	}
	return days
}

func (c Content) hash() string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // texts, numbers and times
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
