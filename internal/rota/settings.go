package rota

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// Need is cover that must be there.
type Need struct {
	Area    string   `json:"area"` // "*" is each area by itself, "" the department: anybody on the duty, for whichever area
	Duty    string   `json:"duty"`
	Days    []string `json:"days"`
	On      string   `json:"on,omitempty"`
	Starts  string   `json:"starts"`
	Ends    string   `json:"ends"`
	AtLeast int      `json:"atLeast"`
}

// Settings are what the department says about its rota.
type Settings struct {
	Needs  []Need `json:"needs"`
	Duties []Duty `json:"duties"` // besides those of every department
	Early  Early  `json:"earlyHours"`
}

// AssumedSettings hold until a department has set its own: while patients are treated, somebody to answer.
func AssumedSettings() Settings {
	need := func(duty string) Need {
		return Need{Duty: duty, Days: []string{}, On: schedule.TreatmentDays, Starts: "08:00", Ends: "18:30", AtLeast: 1}
	}
	return Settings{Needs: []Need{need("radiographer"), need("superintendent"), need("duty-physicist")}, Duties: []Duty{}, Early: AssumedEarly}
}

// CurrentSettings answers the settings in force.
func CurrentSettings(tx *store.Tx) (Settings, error) {
	return store.Memo(tx, "rota_settings", "", func() (Settings, error) {
		var rows []settingsRow
		if err := tx.Where("one = 1").Find(&rows).Error; err != nil {
			return Settings{}, fmt.Errorf("rota: settings: %w", err)
		}
		if len(rows) == 0 {
			return AssumedSettings(), nil
		}
		return Settings{Needs: rows[0].Needs.V, Duties: rows[0].Duties.V, Early: rows[0].Early.V}, nil
	})
}

// Set puts other settings in force.
func Set(tx *store.Tx, s Settings) (Settings, error) {
	if err := staff.May(tx.Actor, staff.Rota); err != nil {
		return Settings{}, err
	}
	before, err := CurrentSettings(tx)
	if err != nil {
		return Settings{}, err
	}
	s = s.tidy()
	if err := s.check(tx); err != nil {
		return Settings{}, err
	}
	if reflect.DeepEqual(before, s) {
		return before, nil
	}
	if _, err := SettingsSet.Append(tx, "", "department", &logbook.Act[Settings, none]{Act: s}); err != nil {
		return Settings{}, fmt.Errorf("rota: set: %w", err)
	}
	return CurrentSettings(tx)
}

func (s Settings) tidy() Settings {
	s.Needs, s.Duties, s.Early.Severities = orEmpty(slices.Clone(s.Needs)), orEmpty(s.Duties), orEmpty(s.Early.Severities)
	for i := range s.Needs {
		s.Needs[i].Days, s.Needs[i].On = orEmpty(s.Needs[i].Days), usual(s.Needs[i].On)
	}
	return s
}

// usual is how "every day" is kept.
func usual(on string) string {
	if on == schedule.EveryDay {
		return ""
	}
	return on
}

func (s Settings) check(tx *store.Tx) error {
	var f faults
	for i, d := range s.Duties {
		at := fmt.Sprintf("/duties/%d", i)
		switch {
		case !slugs.MatchString(d.ID):
			f.add(at+"/id", "must be small letters, digits and hyphens, at most 100")
		case slices.IndexFunc(s.AllDuties(), func(o Duty) bool { return o.ID == d.ID }) < len(known)+i:
			f.add(at+"/id", "is a duty already")
		}
		if d.Needs != "" && appointments[d.Needs] == "" {
			f.add(at+"/needs", "must be hcpc, mpe or rps, or left out")
		}
		f.line(at+"/title", d.Title, 1, 100)
	}
	for i, n := range s.Needs {
		if err := f.need(tx, s, fmt.Sprintf("/needs/%d", i), n); err != nil {
			return err
		}
	}
	f.early(s.Early)
	return f.problem("The settings cannot be kept like this.")
}

func (f *faults) need(tx *store.Tx, s Settings, at string, n Need) error {
	if n.AtLeast < 1 || n.AtLeast > 100 {
		f.add(at+"/atLeast", "must be 1 to 100")
	}
	f.clock(at, n.Days, n.On, n.Starts, n.Ends)
	f.duty(at, s, n.Duty)
	if n.Area == "" {
		return nil
	}
	return f.area(tx, at, n.Area)
}

func (f *faults) early(e Early) {
	if e.LeadMinutes < 0 || e.LeadMinutes > 720 {
		f.add("/earlyHours/leadMinutes", "must be 0 to 720")
	}
	for i, severity := range e.Severities {
		if !slices.Contains(AssumedEarly.Severities, severity) {
			f.add(fmt.Sprintf("/earlyHours/severities/%d", i), "must be one of %s; do-not-use never waits", strings.Join(AssumedEarly.Severities, ", "))
		}
	}
}

// faults gathers every wrong place of one body.
type faults []problem.Field

func (f *faults) add(pointer, format string, args ...any) {
	*f = append(*f, problem.Field{Pointer: pointer, Detail: fmt.Sprintf(format, args...)})
}

func (f faults) problem(detail string) error {
	if len(f) == 0 {
		return nil
	}
	return problem.New("invalid", detail).With(f...)
}

var slugs = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (f *faults) line(pointer, s string, least, most int) {
	if n := utf8.RuneCountInString(s); !utf8.ValidString(s) || n < least || n > most || strings.ContainsFunc(s, unicode.IsControl) {
		f.add(pointer, "must be one line of %d to %d characters", least, most)
	}
}

func (f *faults) duty(at string, s Settings, id string) {
	if _, ok := s.duty(id); !ok {
		f.add(at+"/duty", "there is no duty %q; a superintendent or physicist may add it to the rota's settings", id)
	}
}

func (f *faults) area(tx *store.Tx, at, id string) error {
	if id == Everywhere {
		return nil
	}
	_, err := equipment.AreaByID(tx, id)
	if problem.Is(err, "not-found") {
		f.add(at+"/area", "there is no area %q; * is every one", id)
		return nil
	}
	return err
}

func (f *faults) clock(at string, days []string, on, starts, ends string) {
	for i, day := range days {
		if !slices.Contains(week, day) {
			f.add(fmt.Sprintf("%s/days/%d", at, i), "must be one of MO, TU, WE, TH, FR, SA, SU")
		}
	}
	if !slices.Contains([]string{"", schedule.EveryDay, schedule.TreatmentDays, schedule.WorkingDays, ClosedDays}, on) {
		f.add(at+"/on", "must be every-day, treatment-days, working-days or closed-days")
	}
	for pointer, clock := range map[string]string{at + "/starts": starts, at + "/ends": ends} {
		if _, err := schedule.ParseClock(clock); err != nil {
			f.add(pointer, "%s", err.Error())
		}
	}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
