package escalation

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/ladder"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
)

// PhonesAhead is how far the list of who to phone reaches: a tablet in a drawer over night still names who is on in the morning.
const PhonesAhead = 24 * time.Hour

// Phone is somebody to phone when something must not wait: a place, a person for as long as they are on, or a team.
type Phone struct {
	Kind    string // area, person or team
	ID      string
	Name    string
	As      string // of a person: the duty or role by which they are called
	Area    string // for which; "" is every one
	Rung    int    // of a person: when the ladder calls them, from 0; the one after the last rung is the fallback list
	From    *time.Time
	Until   *time.Time // nil as From is: whenever
	Numbers []string
}

// Phones answers who to phone about what must not be used, in the order to try: the areas that the actor sees, then whom the
// ladder calls and when each is on, then the teams. A tablet keeps it for when it has no signal. Numbers that are somebody's
// own are not on it; who has none is, to be looked for.
func Phones(tx *store.Tx) ([]Phone, error) {
	list, err := areaPhones(tx)
	if err != nil {
		return nil, err
	}
	rungs, err := rungsOf(tx, checklist.DoNotUse)
	if err != nil {
		return nil, err
	}
	b := book{finder: finder{tx: tx, severity: checklist.DoNotUse}, seen: map[string]bool{}, list: list}
	for rung, to := range rungs {
		for _, t := range to {
			if err := b.add(t, rung); err != nil {
				return nil, fmt.Errorf("escalation: phones: %w", err)
			}
		}
	}
	return b.withTeams()
}

// rungsOf answers whom each rung calls about what has a severity, the fallback list after the last: of the usual ladder, and then of
// those that a department has set for some checklists. A linac's ladder may call others than a hoist's, and a tablet has both.
func rungsOf(tx *store.Tx, severity string) (rungs [][]ladder.Target, err error) {
	usual, err := policyFor(tx, Reading, "", severity)
	if err != nil {
		return nil, err
	}
	rows, err := policies(tx)
	if err != nil {
		return nil, err
	}
	all := []ladder.Policy{usual}
	for _, key := range slices.SortedFunc(maps.Keys(rows), func(a, b [2]string) int { return cmp.Compare(a[0], b[0]) }) {
		if key[1] == severity && key[0] != ladder.Usual && key[0] != ofEngine {
			all = append(all, rows[key].Content.V)
		}
	}
	for _, p := range all {
		for rung, r := range append(slices.Clone(p.Rungs), ladder.Rung{To: p.Fallback}) {
			if rung == len(rungs) {
				rungs = append(rungs, nil)
			}
			rungs[rung] = append(rungs[rung], r.To...)
		}
	}
	return rungs, nil
}

func areaPhones(tx *store.Tx) (list []Phone, err error) {
	areas, err := equipment.Areas(tx)
	for _, a := range areas {
		if a.Phone != "" {
			list = append(list, Phone{Kind: "area", ID: a.ID, Name: a.Name, Area: a.ID, Numbers: []string{a.Phone}})
		}
	}
	return list, err
}

// book is the list in the making.
type book struct {
	finder
	seen map[string]bool
	list []Phone
}

func (b *book) add(t ladder.Target, rung int) error {
	if t.Kind == ladder.Team || t.Kind == ladder.Registrant {
		return nil // the teams come last, and a registrant is told, not called
	}
	if t.Kind == ladder.Duty {
		kept, err := b.keepsRota()
		if err != nil {
			return err
		}
		if kept {
			return b.onDutyAhead(t.ID, rung)
		}
	}
	found, err := b.behind(t)
	if err != nil {
		return err
	}
	for _, c := range found {
		if c.not != "" {
			continue
		}
		if err := b.person(c, Phone{As: t.ID, Rung: rung}); err != nil {
			return err
		}
	}
	return nil
}

// onDutyAhead adds who is on a duty from now on, each for their hours.
func (b *book) onDutyAhead(duty string, rung int) error {
	r, err := rota.Between(b.tx, b.tx.Now, b.tx.Now.Add(PhonesAhead))
	if err != nil {
		return err
	}
	for _, s := range r.Spans(b.tx.Now, b.tx.Now.Add(PhonesAhead)) {
		if s.Duty != duty || s.Area != rota.Everywhere && !b.tx.Actor.Sees(s.Area) {
			continue
		}
		found, err := b.finder.person(s.Person, "shift")
		if err != nil {
			return err
		}
		if c := found[0]; c.not == "" {
			p := Phone{As: duty, Rung: rung, From: &s.From, Until: &s.To}
			if s.Area != rota.Everywhere {
				p.Area = s.Area
			}
			if err := b.person(c, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// person adds somebody once for the same hours, at the first rung that calls them.
func (b *book) person(c candidate, p Phone) error {
	key := fmt.Sprint(c.id, p.Area, second(p.From), second(p.Until))
	if b.seen[key] {
		return nil
	}
	b.seen[key] = true
	contacts, err := staff.ContactsOf(b.tx, []string{c.id})
	if err != nil {
		return err
	}
	p.Kind, p.ID, p.Name, p.Numbers = "person", c.id, c.name, []string{}
	for _, way := range contacts[c.id] {
		if way.Channel == staff.Mobile && !way.Private && way.DeadAt == nil {
			p.Numbers = append(p.Numbers, way.Address)
		}
	}
	b.list = append(b.list, p)
	return nil
}

func second(t *time.Time) int64 {
	if t == nil {
		return 0
	}
	return t.Unix()
}

func (b *book) withTeams() ([]Phone, error) {
	teams, err := staff.Teams(b.tx)
	for _, t := range teams {
		p := Phone{Kind: "team", ID: t.ID, Name: t.Name}
		for _, way := range t.Contacts {
			if way.Channel == staff.Phone || way.Channel == staff.Mobile {
				p.Numbers = append(p.Numbers, way.Address)
			}
		}
		if t.Active && len(p.Numbers) > 0 {
			b.list = append(b.list, p)
		}
	}
	return b.list, err
}
