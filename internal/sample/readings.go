package sample

import (
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
)

// Doing is one occasion of doing a checklist in the sample department.
type Doing struct {
	Definition *checklist.Definition
	Equipment  equipment.Equipment
	Held       baseline.Held
	Test       map[string]string  // test equipment in calibration, by kind
	At         time.Time          // in the department's zone
	Shift      map[string]float64 // what has drifted, by item: in parts of the room that limits leave
}

// Passing makes readings with which every item passes, as they are on a good morning. They differ a little from day to
// day where limits leave room and nothing is computed from them.
func (d Doing) Passing() map[string]any {
	readings := map[string]any{}
	for _, item := range d.Definition.Items() {
		if !d.asks(item) {
			continue
		}
		for _, key := range d.keys(item) {
			if value := d.value(item, key); value != nil {
				readings[key] = map[string]any{"value": value}
			}
		}
	}
	return readings
}

// asks reports whether an item is answered on this equipment on this day.
func (d Doing) asks(item *checklist.Item) bool {
	day := strings.ToUpper(d.At.Weekday().String()[:2])
	return d.fits(item) && (len(item.On) == 0 || slices.Contains(item.On, day))
}

// fits reports whether an item is for this equipment at all.
func (d Doing) fits(item *checklist.Item) bool { return item.When == "" || d.Equipment.Has(item.When) }

// keys answers the item's id, or one key a point in a round.
func (d Doing) keys(item *checklist.Item) []string {
	if !d.Definition.EachPoint() {
		return []string{item.ID}
	}
	var keys []string
	for _, p := range d.Equipment.Points {
		keys = append(keys, p.ID+"/"+item.ID)
	}
	return keys
}

// value answers a right answer, nil for what needs none.
func (d Doing) value(item *checklist.Item, key string) any {
	switch item.Kind {
	case checklist.Confirm:
		return item.Expected()
	case checklist.Choice:
		return harmless(item)
	case checklist.Number:
		return d.number(item, key)
	case checklist.Count:
		return d.count(item, key)
	case checklist.Date:
		return d.date(item)
	case checklist.Text:
		return or(texts[item.ID], "As usual")
	case checklist.CompareToLast:
		return d.lastSeen(item, key)
	case checklist.LotRange:
		return lots[item.ID == "control-high"]
	case checklist.Instrument:
		return d.Test[item.InstrumentKind]
	}
	return nil // an instruction, a photo, or what the server computes
}

func harmless(item *checklist.Item) any {
	for _, o := range item.Options {
		if o.Consequence == "" {
			return o.Value
		}
	}
	return nil
}

// count answers enough, and on some days one or two more.
func (d Doing) count(item *checklist.Item, key string) float64 {
	limits := item.Limits
	if limits != nil && limits.Local {
		limits = d.reference(key, item.ID).Limits
	}
	switch {
	case item.AtLeast != nil:
		return *item.AtLeast
	case limits != nil && limits.ToleranceLow != nil:
		return math.Ceil(*limits.ToleranceLow) + math.Round(1+2*d.drift(key))
	}
	return math.Round(d.usual(item))
}

// date answers a date as labels have them: they change with the month, not with the day.
func (d Doing) date(item *checklist.Item) string {
	first := time.Date(d.At.Year(), d.At.Month(), 1, 0, 0, 0, 0, time.UTC)
	if item.Meaning == "" || item.Meaning == checklist.Expiry {
		return first.AddDate(1, 3, -1).Format(time.DateOnly)
	}
	return first.AddDate(0, -item.PlusMonths/3, 0).Format(time.DateOnly)
}

func (d Doing) lastSeen(item *checklist.Item, key string) string {
	for _, k := range []string{key, item.ID} {
		if seen := d.Held.LastSeen[k]; seen != "" {
			return seen
		}
	}
	return firstSeen
}

// firstSeen is the seal that was on everything before anybody looked.
const firstSeen = "A-1182"

// number answers a value in the middle of what passes, or a little beside it.
func (d Doing) number(item *checklist.Item, key string) float64 {
	middle, room := d.target(item, key)
	if strings.Contains(d.formulas(), strings.ReplaceAll(item.ID, "-", "_")) {
		return middle
	}
	if shift, ok := d.Shift[key]; ok {
		return rounded(middle + room*(shift+0.2*d.drift(key)))
	}
	return rounded(middle + room*d.drift(key))
}

// target answers what the item should read and how far a reading may stray on the nearer side.
func (d Doing) target(item *checklist.Item, key string) (middle, room float64) {
	limits, reference := item.Limits, d.reference(key, item.ID)
	if limits != nil && limits.Local {
		limits = reference.Limits
	}
	if limits == nil {
		return d.usual(item), 0
	}
	low, high := edges(limits, reference)
	switch {
	case low != nil && high != nil && limits.Reference == nil:
		return (*low + *high) / 2, (*high - *low) / 2
	case limits.Reference != nil:
		return base(limits, reference), nearer(base(limits, reference), low, high)
	}
	return d.within(item, low, high), 0
}

func (d Doing) reference(key, item string) judge.Reference {
	if r, ok := d.Held.References[key]; ok {
		return r
	}
	return d.Held.References[item]
}

func base(l *checklist.Limits, r judge.Reference) float64 {
	switch {
	case l.Reference == nil:
		return 0
	case l.Reference.Value != nil:
		return *l.Reference.Value
	case r.Value != nil:
		return *r.Value
	}
	return 0
}

// edges answers the tighter edge on each side as plain values.
func edges(l *checklist.Limits, r judge.Reference) (low, high *float64) {
	from, scale := base(l, r), 1.0
	if l.Type == checklist.Percent {
		scale = math.Abs(from) / 100
	}
	edge := func(tolerance, suspension *float64) *float64 {
		e := tolerance
		if e == nil {
			e = suspension
		}
		if e == nil {
			return nil
		}
		v := from + *e*scale
		return &v
	}
	return edge(l.ToleranceLow, l.SuspensionLow), edge(l.ToleranceHigh, l.SuspensionHigh)
}

func nearer(from float64, low, high *float64) float64 {
	room := math.Inf(1)
	for _, e := range []*float64{low, high} {
		if e != nil {
			room = math.Min(room, math.Abs(*e-from))
		}
	}
	if math.IsInf(room, 1) {
		return 0
	}
	return room
}

// within answers a plausible value on the right side of a single edge.
func (d Doing) within(item *checklist.Item, low, high *float64) float64 {
	v := d.usual(item)
	p := item.Plausible
	switch {
	case low != nil && v <= *low:
		v = *low + 1
		if p != nil && p.Max != nil {
			v = (*low + *p.Max) / 2
		}
	case high != nil && v >= *high:
		v = *high - 1
		if p != nil && p.Min != nil {
			v = (*high + *p.Min) / 2
		}
	}
	return v
}

// usual answers what the item reads in the sample department when nothing says more.
func (d Doing) usual(item *checklist.Item) float64 {
	if v, ok := usual[item.ID]; ok && item.Plausible.Holds(v) {
		return v
	}
	p := item.Plausible
	if p == nil || p.Min == nil || p.Max == nil {
		return 1
	}
	return rounded((*p.Min + *p.Max) / 2)
}

func (d Doing) formulas() string {
	var b strings.Builder
	for _, item := range d.Definition.Items() {
		b.WriteString(item.Formula)
		b.WriteByte('\n')
	}
	return b.String()
}

// drift is a number from -0.4 to 0.4 that only the day, the equipment and the item decide.
func (d Doing) drift(key string) float64 {
	h := fnv.New32a()
	h.Write([]byte(d.At.Format(time.DateOnly) + d.Equipment.ID + d.Definition.ID + key))
	return float64(h.Sum32()%1000)/1000*0.8 - 0.4
}

func rounded(v float64) float64 { return math.Round(v*100) / 100 }

// applies reports whether a checklist is for equipment of this kind.
func applies(d *checklist.Definition, q equipment.Equipment) bool {
	return slices.Contains(d.EquipmentKinds, q.Kind)
}

// testEquipment answers one instrument of each kind that is calibrated.
func testEquipment(list []equipment.Equipment) map[string]string {
	byKind := map[string]string{}
	for _, q := range list {
		if q.CalibrationDue != "" {
			byKind[q.Kind] = q.ID
		}
	}
	return byKind
}
