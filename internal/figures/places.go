package figures

import (
	"time"

	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/occurrence"
	"runup/internal/store"
)

// places is where things stand and when patients are treated, as far as figures are told apart by it.
type places struct {
	kinds  map[string]string // of equipment
	sites  map[string]string // of areas
	clinic occurrence.Hours
	zone   *time.Location
}

func placesOf(tx *store.Tx, zone *time.Location) (places, error) {
	p := places{kinds: map[string]string{}, sites: map[string]string{}, zone: zone}
	things, err := equipment.All(tx)
	if err != nil {
		return p, err
	}
	for _, q := range things {
		p.kinds[q.ID] = q.Kind
	}
	areas, err := equipment.EveryArea(tx)
	if err != nil {
		return p, err
	}
	for _, a := range areas {
		p.sites[a.ID] = a.Site
	}
	c, err := occurrence.CurrentCalendar(tx)
	p.clinic = c.Hours()
	return p, err
}

// thing is what an escalation is counted with, "" when it is about no such thing.
func (p places) thing(c escalation.Course, by By) string {
	switch by {
	case ByKind:
		return p.kinds[c.Equipment]
	case BySite:
		return p.sites[c.Area]
	}
	return c.Equipment
}

// inHours reports whether something was opened while patients are treated, by the calendar as it is now.
func (p places) inHours(c escalation.Course) bool {
	return p.clinic.Open(c.OpenedAt.In(p.zone))
}

func (p places) split(list []escalation.Course) (in, other []escalation.Course) {
	for _, c := range list {
		if p.inHours(c) {
			in = append(in, c)
			continue
		}
		other = append(other, c)
	}
	return in, other
}
