package schedule

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"time"
)

// The nations, whose bank holidays differ.
const (
	EnglandAndWales = "england-and-wales"
	Scotland        = "scotland"
	NorthernIreland = "northern-ireland"
)

// Calendar is the days of a department: its nation's bank holidays, the weekdays on which it treats, and the days that are
// otherwise than these say.
type Calendar struct {
	Nation    string
	Treatment []time.Weekday
	OneOff    map[Day]OneOff
}

// OneOff is a day on which the department is closed or open against the rule.
type OneOff struct {
	Open   bool
	Reason string
}

// Usual is the calendar of a department that has not set its own: England and Wales, Monday to Friday.
func Usual() Calendar { return Calendar{Nation: EnglandAndWales, Treatment: mondayToFriday} }

var mondayToFriday = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// Treats reports whether patients are treated on a day.
func (c Calendar) Treats(day Day) bool { return c.open(day, c.Treatment) }

// Works reports whether a day is a working day.
func (c Calendar) Works(day Day) bool { return c.open(day, mondayToFriday) }

func (c Calendar) open(day Day, weekdays []time.Weekday) bool {
	if one, ok := c.OneOff[day]; ok {
		return one.Open
	}
	if _, holiday := Holiday(c.Nation, day); holiday {
		return false
	}
	for _, w := range weekdays {
		if w == day.Weekday() {
			return true
		}
	}
	return false
}

// Why says in words why a day is no treatment day, "" when it is one.
func (c Calendar) Why(day Day) string {
	if c.Treats(day) {
		return ""
	}
	if one, ok := c.OneOff[day]; ok {
		return one.Reason
	}
	if name, ok := Holiday(c.Nation, day); ok {
		return name
	}
	return fmt.Sprintf("a %s is no treatment day", day.Weekday())
}

// Source: the pattern of https://www.gov.uk/bank-holidays, which publishes two years ahead; later years follow the same
// rules (Banking and Financial Dealings Act 1971, with the substitute days it gives), and one-off days are entered in the
// department's calendar when they are proclaimed.
//
//go:embed holidays.json
var holidayText []byte

var holidays = readHolidays(holidayText)

func readHolidays(text []byte) map[string]map[Day]string {
	var file map[string]map[string]string
	if err := json.Unmarshal(text, &file); err != nil {
		panic(err) // embedded, and a test reads it
	}
	nations := map[string]map[Day]string{}
	for nation, days := range file {
		nations[nation] = map[Day]string{}
		for date, name := range days {
			day, err := ParseDay(date)
			if err != nil {
				panic(err)
			}
			nations[nation][day] = name
		}
	}
	return nations
}

// Holiday answers the name of a nation's bank holiday on a day.
func Holiday(nation string, day Day) (name string, ok bool) {
	name, ok = holidays[nation][day]
	return name, ok
}

// KnownNation reports whether there are bank holidays of this nation.
func KnownNation(nation string) bool { return holidays[nation] != nil }

// The years whose bank holidays are known.
const (
	FirstYear = 2024
	LastYear  = 2035
)
