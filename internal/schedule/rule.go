package schedule

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Rule chooses days: a recurrence rule of RFC 5545, without a beginning or an end of its own.
type Rule struct {
	text   string
	option rrule.ROption
}

// anchor is the day from which every second week, third month and so on is counted: a Monday, the first of a month and of a
// year, so that a rule means the same whoever wrote it and whenever it came into force.
var anchor = Date(2024, time.January, 1)

// refused are parts of a rule that are not honoured, and why.
var refused = map[string]string{
	"COUNT":    "a check is due until its checklist is retired: leave COUNT out",
	"UNTIL":    "a check is due until its checklist is retired: leave UNTIL out",
	"DTSTART":  "a rule has no beginning of its own: leave DTSTART out",
	"BYHOUR":   "a rule chooses days; the times of day stand in opens and due: leave BYHOUR out",
	"BYMINUTE": "a rule chooses days; the times of day stand in opens and due: leave BYMINUTE out",
	"BYSECOND": "a rule chooses days; the times of day stand in opens and due: leave BYSECOND out",
	"BYEASTER": "BYEASTER is no part of RFC 5545: bank holidays are known already",
}

// span is what the numbers of a part may be, and whether they may count from the end.
var spans = map[string]struct {
	most     int
	negative bool
}{
	"BYMONTH": {12, false}, "BYMONTHDAY": {31, true}, "BYYEARDAY": {366, true}, "BYWEEKNO": {53, true}, "BYSETPOS": {366, true},
}

// Parse reads a rule. The error says in plain words what cannot be honoured.
func Parse(text string) (Rule, error) {
	if strings.TrimSpace(text) == "" {
		return Rule{}, errors.New("the rule is empty: FREQ=DAILY is every day, FREQ=WEEKLY;BYDAY=MO every Monday")
	}
	parts, err := split(text)
	if err != nil {
		return Rule{}, err
	}
	if err := frequency(parts["FREQ"]); err != nil {
		return Rule{}, err
	}
	if err := together(parts); err != nil {
		return Rule{}, err
	}
	option, err := rrule.StrToROption(text)
	if err != nil {
		return Rule{}, fmt.Errorf("the rule cannot be read: %w", err)
	}
	r := Rule{text: text, option: *option}
	if len(r.Days(anchor, anchor.Plus(8*366))) == 0 {
		return Rule{}, errors.New("there is no day on which this rule is ever due")
	}
	return r, nil
}

// split takes a rule apart and looks at each part for itself.
func split(text string) (map[string]string, error) {
	parts := map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(part, "=")
		if !ok || value == "" {
			return nil, fmt.Errorf("a rule is NAME=VALUE;NAME=VALUE, and %q is not", part)
		}
		if strings.HasPrefix(name, "RRULE:") {
			return nil, errors.New("write the rule without RRULE: before it")
		}
		if _, twice := parts[name]; twice {
			return nil, fmt.Errorf("%s stands twice", name)
		}
		if err := one(name, value); err != nil {
			return nil, err
		}
		parts[name] = value
	}
	return parts, nil
}

func one(name, value string) error {
	if why, ok := refused[name]; ok {
		return errors.New(why)
	}
	if span, ok := spans[name]; ok {
		return numbers(name, value, span.most, span.negative)
	}
	switch name {
	case "FREQ":
		return nil
	case "INTERVAL":
		return numbers(name, value, 366, false)
	case "BYDAY":
		for day := range strings.SplitSeq(value, ",") {
			if err := weekday(day); err != nil {
				return err
			}
		}
		return nil
	case "WKST":
		if len(value) != 2 {
			return fmt.Errorf("%s is no day of the week: they are MO, TU, WE, TH, FR, SA, SU", value)
		}
		return weekday(value)
	}
	return fmt.Errorf("%s is no part of a rule", name)
}

func numbers(name, value string, most int, negative bool) error {
	for text := range strings.SplitSeq(value, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n == 0 || n > most || n < 0 && (!negative || -n > most) {
			return fmt.Errorf("%s cannot be %s: it is a whole number from 1 to %d", name, text, most)
		}
		if name == "INTERVAL" && text != value {
			return errors.New("INTERVAL is one number")
		}
	}
	return nil
}

var weekdays = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

func weekday(text string) error {
	if len(text) < 2 || !slices.Contains(weekdays, text[len(text)-2:]) {
		return fmt.Errorf("%s is no day of the week: they are MO, TU, WE, TH, FR, SA, SU", text)
	}
	if nth := text[:len(text)-2]; nth != "" {
		return numbers("BYDAY", strings.TrimPrefix(nth, "+"), 53, true)
	}
	return nil
}

func frequency(freq string) error {
	switch freq {
	case "DAILY", "WEEKLY", "MONTHLY", "YEARLY":
		return nil
	case "HOURLY", "MINUTELY", "SECONDLY":
		return fmt.Errorf("%s is too often: a check is due once a day at most; write one checklist for each time of day", freq)
	case "":
		return errors.New("the rule needs FREQ: DAILY, WEEKLY, MONTHLY or YEARLY")
	}
	return fmt.Errorf("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, not %q", freq)
}

// together refuses parts that mean nothing beside the others.
func together(parts map[string]string) error {
	freq := parts["FREQ"]
	has := func(name string) bool { return parts[name] != "" }
	counted := strings.ContainsAny(parts["BYDAY"], "0123456789")
	switch {
	case counted && freq != "MONTHLY" && freq != "YEARLY":
		return errors.New("a numbered day such as 2MO goes with FREQ=MONTHLY or YEARLY")
	case counted && has("BYWEEKNO"):
		return errors.New("a numbered day such as 2MO does not go with BYWEEKNO")
	case has("BYMONTHDAY") && freq == "WEEKLY":
		return errors.New("BYMONTHDAY does not go with FREQ=WEEKLY")
	case has("BYYEARDAY") && freq != "YEARLY":
		return errors.New("BYYEARDAY goes with FREQ=YEARLY")
	case has("BYWEEKNO") && freq != "YEARLY":
		return errors.New("BYWEEKNO goes with FREQ=YEARLY")
	case has("BYSETPOS") && !has("BYDAY") && !has("BYMONTHDAY") && !has("BYMONTH") && !has("BYYEARDAY") && !has("BYWEEKNO"):
		return errors.New("BYSETPOS chooses among days that another part names, such as BYDAY")
	}
	return nil
}

// String answers the rule as it was written.
func (r Rule) String() string { return r.text }

// Daily reports whether the rule goes day by day: then a day that does not count is left out and not made up for.
func (r Rule) Daily() bool { return r.option.Freq == rrule.DAILY }

// Days answers the days it chooses between two, both included.
func (r Rule) Days(from, to Day) []Day {
	option := r.option
	option.Dtstart, option.Until = r.start(from).utc(), to.utc()
	rule, err := rrule.NewRRule(option)
	if err != nil {
		return nil // Parse has refused what this refuses
	}
	var list []Day
	for _, t := range rule.Between(from.utc(), to.utc(), true) {
		list = append(list, Date(t.Date()))
	}
	return list
}

// start answers a day from which the rule may be followed: a whole number of its intervals from the anchor, with one to spare.
func (r Rule) start(from Day) Day {
	n := max(r.option.Interval, 1)
	at, since := from.utc(), anchor.utc()
	switch r.option.Freq {
	case rrule.DAILY:
		return anchor.Plus(floor(int(from-anchor), n) - n)
	case rrule.WEEKLY:
		return anchor.Plus(floor(int(from-anchor), 7*n) - 7*n)
	case rrule.MONTHLY:
		months := (at.Year()-since.Year())*12 + int(at.Month()-since.Month())
		return Date(since.Year(), time.Month(1+floor(months, n)-n), 1)
	}
	return Date(since.Year()+floor(at.Year()-since.Year(), n)-n, time.January, 1)
}

// floor answers the largest multiple of n that is not above a.
func floor(a, n int) int {
	if a < 0 {
		return (a - n + 1) / n * n
	}
	return a / n * n
}
