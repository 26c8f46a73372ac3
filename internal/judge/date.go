package judge

import (
	"time"

	"runup/internal/checklist"
)

// Days are counted, so that no clock change of any zone can move one.

const secondsADay = 24 * 60 * 60

// dayOf answers the number of the calendar day in the time's own zone.
func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return daysTo(y, m, d)
}

func daysTo(y int, m time.Month, d int) int {
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsADay)
}

// parseDay reads YYYY-MM-DD and nothing else.
func parseDay(text string) (int, bool) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || len(text) != len(time.DateOnly) || t.Year() < 1900 {
		return 0, false
	}
	return dayOf(t), true
}

// date judges a date: an expiry date is good through that day; what was opened or examined is good through the same day so
// many months later, or the last day of a month that has no such day.
func (j *judging) date(item *checklist.Item, id, text string) Item {
	day, ok := parseDay(text)
	if !ok {
		return j.unreadable(id, "this is not a date")
	}
	until := text
	if item.Meaning == checklist.Opened || item.Meaning == checklist.Examined {
		if day > j.day {
			return j.unreadable(id, "this date has not come yet")
		}
		if item.PlusMonths <= 0 {
			return Item{ID: id, Verdict: NotEvaluated, Why: "how long it keeps is not set"}
		}
		day, until = later(text, item.PlusMonths)
	}
	judged := settled(item, id, day >= j.day, "good until "+until)
	judged.Until = until
	judged.Soon = day-j.day <= item.WarnWithinDays && item.WarnWithinDays > 0
	return judged
}

// later adds months to a day that has been read before.
func later(text string, months int) (int, string) {
	t, _ := time.Parse(time.DateOnly, text)
	y, m, d := t.Date()
	month := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := month.AddDate(0, 1, -1).Day()
	t = month.AddDate(0, 0, min(d, last)-1)
	return dayOf(t), t.Format(time.DateOnly)
}
