package rota

import (
	"cmp"
	"slices"
	"time"

	"runup/internal/equipment"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// Gap is a time in which fewer are on a duty than there must be.
type Gap struct {
	Area string // "" is the department
	Duty string
	From time.Time
	To   time.Time
	Need int
	Have int // the fewest of its time
}

// ID names a gap the same for as long as it begins when it does, whatever else is asked about.
func (g Gap) ID() string {
	return cmp.Or(g.Area, "department") + "." + g.Duty + "." + g.From.UTC().Format("20060102T1504Z")
}

const (
	// Ahead is how far the cover is watched: far enough to find somebody, near enough that most of it is planned.
	Ahead = 72 * time.Hour
	kept  = 28 * 24 * time.Hour // a department that agreed nothing for so long keeps its rota elsewhere
)

// GapsAhead answers where cover will be missing; nothing where the department keeps its rota elsewhere.
func GapsAhead(tx *store.Tx) ([]Gap, error) {
	r, err := Between(tx, tx.Now.Add(-kept), tx.Now.Add(Ahead))
	if err != nil || len(r.Sheets) == 0 {
		return nil, err
	}
	return Gaps(tx, tx.Now, tx.Now.Add(Ahead))
}

// Uncovered adds up how much of a period gaps take. Two duties that nobody covers in one hour are two hours.
func Uncovered(gaps []Gap, from, to time.Time) (sum time.Duration) {
	for _, g := range gaps {
		begin, end := g.From, g.To
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		sum += max(0, end.Sub(begin))
	}
	return sum
}

// Gaps answers where cover is missing in a period, by its beginning. A gap that began before is answered whole.
func Gaps(tx *store.Tx, from, to time.Time) ([]Gap, error) { return GapsWithout(tx, "", from, to) }

// GapsWithout is Gaps as it would be if one person were not there.
func GapsWithout(tx *store.Tx, person string, from, to time.Time) ([]Gap, error) {
	// From a Monday weeks ago, so that one gap has one beginning however often it is asked for.
	begin := schedule.DayOf(from, london()).Plus(-28).Monday().Begins(london())
	r, err := Between(tx, begin, to)
	if err != nil {
		return nil, err
	}
	s, err := CurrentSettings(tx)
	if err != nil {
		return nil, err
	}
	c := cover{tx: tx, rota: r, settings: s, without: person, people: map[string]staff.Person{}, by: map[string][]Span{}}
	for _, span := range r.Spans(begin, to.Add(24*time.Hour)) {
		c.by[span.Duty] = append(c.by[span.Duty], span)
	}
	if err := c.load(); err != nil {
		return nil, err
	}
	var list []Gap
	for _, n := range s.Needs {
		for _, area := range c.areasOf(n) {
			list = append(list, c.gaps(n, area, begin, to)...)
		}
	}
	list = slices.DeleteFunc(list, func(g Gap) bool { return !g.From.Before(to) || !from.Before(g.To) })
	slices.SortFunc(list, func(a, b Gap) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Duty, b.Duty))
	})
	return slices.CompactFunc(list, func(a, b Gap) bool { return a.ID() == b.ID() && a.To.Equal(b.To) }), nil
}

// cover is what is held against the needs.
type cover struct {
	tx       *store.Tx
	rota     Rota
	settings Settings
	without  string
	people   map[string]staff.Person
	areas    []string
	by       map[string][]Span // by duty
}

func (c *cover) load() error {
	people, err := staff.All(c.tx)
	if err != nil {
		return err
	}
	for _, p := range people {
		c.people[p.ID] = p
	}
	areas, err := equipment.EveryArea(c.tx)
	for _, a := range areas {
		c.areas = append(c.areas, a.ID)
	}
	return err
}

func (c *cover) areasOf(n Need) []string {
	if n.Area == Everywhere {
		return c.areas
	}
	return []string{n.Area}
}

// gaps answers those of one need in one area, joined over midnight.
func (c *cover) gaps(n Need, area string, from, to time.Time) []Gap {
	var list []Gap
	last := schedule.DayOf(to, c.rota.Zone)
	for day := schedule.DayOf(from, c.rota.Zone); day <= last; day = day.Plus(1) {
		if !counts(c.rota.Days, n.Days, n.On, day) {
			continue
		}
		begin, end := hours(day, n.Starts, n.Ends, c.rota.Zone)
		for _, g := range c.within(n, area, begin, end) {
			if last := len(list) - 1; last >= 0 && !g.From.After(list[last].To) {
				list[last].To, list[last].Have = g.To, min(list[last].Have, g.Have)
				continue
			}
			list = append(list, g)
		}
	}
	return list
}

// within looks at a window piece by piece, cut wherever anything changes.
func (c *cover) within(n Need, area string, from, to time.Time) []Gap {
	spans := slices.DeleteFunc(slices.Clone(c.by[n.Duty]), func(s Span) bool { return !s.Covers(area) || !s.From.Before(to) || !from.Before(s.To) })
	cuts := c.cuts(spans, from, to)
	var list []Gap
	for i := range cuts[1:] {
		have := c.have(n.Duty, spans, cuts[i])
		if have >= n.AtLeast {
			continue
		}
		if last := len(list) - 1; last >= 0 && list[last].To.Equal(cuts[i]) {
			list[last].To, list[last].Have = cuts[i+1], min(list[last].Have, have)
			continue
		}
		list = append(list, Gap{Area: area, Duty: n.Duty, From: cuts[i], To: cuts[i+1], Need: n.AtLeast, Have: have})
	}
	return list
}

func (c *cover) cuts(spans []Span, from, to time.Time) []time.Time {
	cuts := []time.Time{from, to}
	add := func(at *time.Time) {
		if at != nil && at.After(from) && at.Before(to) {
			cuts = append(cuts, *at)
		}
	}
	for _, s := range spans {
		add(&s.From)
		add(&s.To)
		p := c.people[s.Person]
		add(p.LeftAt)
		for _, a := range p.Appointments {
			add(&a.From)
			add(a.Until)
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	return slices.CompactFunc(cuts, time.Time.Equal)
}

// have counts the people who are on at a time, each once.
func (c *cover) have(duty string, spans []Span, at time.Time) int {
	d, _ := c.settings.duty(duty)
	on := map[string]bool{}
	for _, s := range spans {
		p := c.people[s.Person]
		if p.ID != c.without && !at.Before(s.From) && at.Before(s.To) && d.unfit(p, at) == "" {
			on[p.ID] = true
		}
	}
	return len(on)
}
