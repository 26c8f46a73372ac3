package baseline

import (
	"cmp"
	"slices"
	"time"

	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/store"
)

// How test equipment stands with its calibration.
const (
	CalibrationUnknown = "unknown" // what it measures is not evaluated
	CalibrationPast    = "past"    // nor is it here
	CalibrationDue     = "due"     // its last good day is near
	CalibrationGood    = "good"
)

// calibrationNear is how many days ahead a calibration counts as due: time to send an instrument away and have it back.
const calibrationNear = 60

// Instrument is a piece of test equipment and when its calibration ends.
type Instrument struct {
	Equipment equipment.Equipment
	State     string
	Days      *int     // from today to its last good day; negative when that is past
	UsedBy    []string // the checklists in force that ask for its kind
}

// Instruments answers the actor's test equipment, what ends soonest first and before it what nobody knows of. within
// narrows it to what ends in so many days or is past; negative asks for all. today is in the department's zone.
func Instruments(tx *store.Tx, today time.Time, within int) ([]Instrument, error) {
	pieces, err := asked(tx, "")
	if err != nil {
		return nil, err
	}
	definitions, err := inForce(tx)
	if err != nil {
		return nil, err
	}
	uses := usesOf(definitions)
	list := []Instrument{}
	for _, q := range pieces {
		used := uses[q.Kind]
		if q.CalibrationDue == "" && used == nil {
			continue
		}
		i := Instrument{Equipment: q, UsedBy: used}
		i.State, i.Days = calibration(q.CalibrationDue, today)
		if within < 0 || i.Days == nil || *i.Days <= within {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b Instrument) int { return cmp.Compare(a.Equipment.CalibrationDue, b.Equipment.CalibrationDue) })
	return list, nil
}

// usesOf answers for each kind of test equipment the checklists that ask for it.
func usesOf(definitions []*checklist.Definition) map[string][]string {
	uses := map[string][]string{}
	for _, d := range definitions {
		for _, item := range d.Items() {
			if item.Kind == checklist.Instrument && !slices.Contains(uses[item.InstrumentKind], d.ID) {
				uses[item.InstrumentKind] = append(uses[item.InstrumentKind], d.ID)
			}
		}
	}
	return uses
}

// calibration counts whole days; the last good day is still good.
func calibration(due string, today time.Time) (state string, days *int) {
	last, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return CalibrationUnknown, nil
	}
	year, month, day := today.Date()
	n := int(last.Sub(time.Date(year, month, day, 0, 0, 0, 0, time.UTC)).Hours() / 24)
	switch {
	case n < 0:
		return CalibrationPast, &n
	case n <= calibrationNear:
		return CalibrationDue, &n
	}
	return CalibrationGood, &n
}
