package equipment

import (
	"fmt"
	"regexp"
	"time"
	"unicode"
	"unicode/utf8"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// firstYear bounds years against slips of a digit.
const firstYear = 1900

// faults gathers every wrong place of one body, so that the sender corrects them in one go.
type faults []problem.Field

func (f *faults) add(pointer, format string, args ...any) {
	*f = append(*f, problem.Field{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
}

func (f *faults) slug(pointer, s string) {
	if len(s) > 100 || !slug.MatchString(s) {
		f.add(pointer, "must be small letters, digits and single hyphens, at most 100 of them")
	}
}

func (f *faults) line(pointer, s string, least, most int) {
	n := utf8.RuneCountInString(s)
	if !utf8.ValidString(s) || n < least || n > most {
		f.add(pointer, "must have %d to %d characters", least, most)
		return
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			f.add(pointer, "must be one line without control characters")
			return
		}
	}
}

func (f faults) problem(what string) error {
	if len(f) == 0 {
		return nil
	}
	return problem.Newf("invalid", "%s cannot be entered like this.", what).With(f...)
}

func checkArea(tx *store.Tx, a Area) error {
	var f faults
	f.slug("path/id", a.ID)
	f.line("/name", a.Name, 1, 200)
	f.line("/site", a.Site, 1, 200)
	f.line("/phone", a.Phone, 0, 50)
	if a.Registrant != "" {
		p, err := staff.ByID(tx, a.Registrant)
		if err != nil && !problem.Is(err, "not-found") {
			return err
		}
		if err != nil || !p.Active || !p.Registered {
			f.add("/registrant", "must be the id of somebody registered who works here")
		}
	}
	return f.problem("The area")
}

func checkEquipment(tx *store.Tx, q Equipment, thisYear int) error {
	var f faults
	f.slug("path/id", q.ID)
	f.line("/name", q.Name, 1, 200)
	f.slug("/kind", q.Kind)
	f.line("/gs1", q.GS1, 0, 200)
	f.inventory(q, thisYear)
	f.features(q.Features)
	if q.Status != "" && !q.Status.Known() {
		f.add("/status", "is not a status of equipment")
	}
	if _, err := time.Parse(time.DateOnly, q.CalibrationDue); q.CalibrationDue != "" && err != nil {
		f.add("/calibrationDue", "must be a date like 2027-06-30")
	}
	if err := f.places(tx, q); err != nil {
		return err
	}
	return f.problem("The equipment")
}

// places checks the points, and that everything named is here.
func (f *faults) places(tx *store.Tx, q Equipment) error {
	if err := f.known(tx, "/area", q.Area, areaKnown); err != nil {
		return err
	}
	if err := f.affects(tx, "/affects", q.ID, q.Affects); err != nil {
		return err
	}
	if len(q.Points) > 200 {
		f.add("/points", "must be at most 200")
		return nil
	}
	seen := map[string]bool{}
	for i, p := range q.Points {
		at := fmt.Sprintf("/points/%d", i)
		f.slug(at+"/id", p.ID)
		f.line(at+"/name", p.Name, 1, 200)
		if seen[p.ID] {
			f.add(at+"/id", "is the id of an earlier point")
		}
		seen[p.ID] = true
		if err := f.affects(tx, at+"/affects", q.ID, p.Affects); err != nil {
			return err
		}
	}
	return nil
}

// affects checks what a failure holds. A name that is wrong here would silently protect nothing.
func (f *faults) affects(tx *store.Tx, pointer, self string, ids []string) error {
	if len(ids) > 100 {
		f.add(pointer, "must be at most 100")
		return nil
	}
	for i, id := range ids {
		at := fmt.Sprintf("%s/%d", pointer, i)
		if id == self {
			f.add(at, "is this equipment itself")
			continue
		}
		if err := f.known(tx, at, id, equipmentKnown); err != nil {
			return err
		}
	}
	return nil
}

func (f *faults) known(tx *store.Tx, pointer, id string, find func(*store.Tx, string) error) error {
	err := find(tx, id)
	if problem.Is(err, "not-found") {
		f.add(pointer, "there is no %q", id)
		return nil
	}
	return err
}

func areaKnown(tx *store.Tx, id string) error      { _, err := AreaByID(tx, id); return err }
func equipmentKnown(tx *store.Tx, id string) error { _, err := ByID(tx, id); return err }

func (f *faults) inventory(q Equipment, thisYear int) {
	least := 0
	if radiological[q.Kind] {
		least = 1 // Requirement: IR(ME)R 2017 reg 15(2).
	}
	v := q.Inventory
	f.line("/inventory/manufacturer", v.Manufacturer, least, 200)
	f.line("/inventory/model", v.Model, least, 200)
	f.line("/inventory/serial", v.Serial, least, 200)
	f.year("/inventory/yearMade", v.YearMade, least == 1, thisYear)
	f.year("/inventory/yearInstalled", v.YearInstalled, least == 1, thisYear)
	if v.YearMade > 0 && v.YearInstalled > 0 && v.YearInstalled < v.YearMade {
		f.add("/inventory/yearInstalled", "is before the year it was made")
	}
}

func (f *faults) year(pointer string, year int, needed bool, thisYear int) {
	if year == 0 && !needed {
		return
	}
	if year < firstYear || year > thisYear+1 {
		f.add(pointer, "must be a year from %d to %d", firstYear, thisYear+1)
	}
}

func (f *faults) features(list []string) {
	if len(list) > 100 {
		f.add("/features", "must be at most 100")
		return
	}
	seen := map[string]bool{}
	for i, name := range list {
		at := fmt.Sprintf("/features/%d", i)
		f.slug(at, name)
		if seen[name] {
			f.add(at, "is named twice")
		}
		seen[name] = true
	}
}
