package judge

import (
	"math"
	"strings"

	"runup/internal/checklist"
)

// value judges the answer to an item.
func (j *judging) value(item *checklist.Item, id string, reading *Reading) Item {
	switch v := reading.Value.(type) {
	case bool:
		if item.Kind == checklist.Confirm {
			return settled(item, id, v == item.Expected(), "wrong answer")
		}
	case float64:
		switch item.Kind {
		case checklist.Number:
			return j.number(item, id, v)
		case checklist.Count:
			return j.count(item, id, v)
		}
	case string:
		return j.text(item, id, v, reading)
	case map[string]any:
		if item.Kind == checklist.LotRange {
			return j.lot(item, id, v)
		}
	}
	if item.Kind == checklist.Photo && reading.Value == nil {
		return j.photo(id, reading.Blob)
	}
	return j.unreadable(id, "the answer is not of the kind that was asked for")
}

func (j *judging) text(item *checklist.Item, id, v string, reading *Reading) Item {
	switch item.Kind {
	case checklist.Choice:
		return j.choice(item, id, v)
	case checklist.Date:
		return j.date(item, id, v)
	case checklist.CompareToLast:
		return j.compare(item, id, v, reading.PutRight != nil)
	case checklist.Instrument:
		return j.instrument(item, id, v)
	case checklist.Text:
		if strings.TrimSpace(v) != "" {
			return Item{ID: id, Verdict: Pass}
		}
	}
	return j.unreadable(id, "the answer is not of the kind that was asked for")
}

// settled judges an answer that is right or wrong. A wrong one is a fail or out of tolerance by its consequence.
func settled(item *checklist.Item, id string, right bool, why string) Item {
	if right {
		return Item{ID: id, Verdict: Pass}
	}
	return wrong(id, item.Failing(), why)
}

func wrong(id, consequence, why string) Item {
	verdict := OutOfTolerance
	if checklist.Fails(consequence) {
		verdict = Fail
	}
	return Item{ID: id, Verdict: verdict, Consequence: consequence, Why: why}
}

func (j *judging) unreadable(id, why string) Item {
	j.unusable = true
	return Item{ID: id, Verdict: NotEvaluated, Why: why}
}

func (j *judging) choice(item *checklist.Item, id, v string) Item {
	option := item.Option(v)
	switch {
	case option == nil:
		return j.unreadable(id, "this is none of the options")
	case option.Consequence == "":
		return Item{ID: id, Verdict: Pass}
	}
	return wrong(id, option.Consequence, option.Label)
}

func (j *judging) count(item *checklist.Item, id string, v float64) Item {
	switch {
	case !whole(v):
		return j.unreadable(id, "a count is a whole number")
	case !item.Plausible.Holds(v):
		return j.unreadable(id, "not plausible")
	case item.Limits != nil:
		return j.number(item, id, v)
	}
	return settled(item, id, item.AtLeast == nil || v >= *item.AtLeast, "too few")
}

func whole(v float64) bool { return v >= 0 && v <= 1e9 && v == math.Trunc(v) }

// compare holds a seal against the one seen last. One that was put right is new, and its finding is in the record.
func (j *judging) compare(item *checklist.Item, id, v string, putRight bool) Item {
	v = strings.TrimSpace(v)
	last, seen := j.given.LastSeen[id]
	if !seen {
		last, seen = j.given.LastSeen[item.ID]
	}
	switch {
	case v == "":
		return j.unreadable(id, "nothing was read")
	case putRight:
		return Item{ID: id, Verdict: Pass}
	case !seen || last == "":
		return Item{ID: id, Verdict: NotEvaluated, Why: "nothing was seen before to compare with"}
	}
	return settled(item, id, v == strings.TrimSpace(last), "not what was seen last: "+last)
}

func (j *judging) instrument(item *checklist.Item, id, v string) Item {
	instrument, known := j.given.Instruments[v]
	if !known || instrument.Kind != item.InstrumentKind {
		return j.unreadable(id, "no such test equipment")
	}
	tested := &Tested{ID: v, CalibrationDue: instrument.CalibrationDue}
	due, ok := parseDay(instrument.CalibrationDue)
	switch {
	case !ok:
		return Item{ID: id, Verdict: NotEvaluated, Why: "its calibration is not known", Tested: tested}
	case due < j.day:
		return Item{ID: id, Verdict: NotEvaluated, Why: "out of calibration since " + instrument.CalibrationDue, Tested: tested}
	}
	return Item{ID: id, Verdict: Pass, Tested: tested}
}

// lot holds a control reading against the range of its lot, edges inside.
func (j *judging) lot(item *checklist.Item, id string, v map[string]any) Item {
	low, lowOK := v["low"].(float64)
	high, highOK := v["high"].(float64)
	value, valueOK := v["value"].(float64)
	switch {
	case !lowOK || !highOK || !valueOK || !finite(low) || !finite(high) || !finite(value):
		return j.unreadable(id, "a control needs low, high and value")
	case low > high:
		return j.unreadable(id, "the lot's range is the wrong way round")
	case !item.Plausible.Holds(value):
		return j.unreadable(id, "not plausible")
	}
	inside := (value >= low || equal(value, low, 0)) && (value <= high || equal(value, high, 0))
	return settled(item, id, inside, "outside the lot's range")
}

// photo passes when one was taken; its bytes may come later.
func (j *judging) photo(id, blob string) Item {
	if len(blob) == 64 && strings.Trim(blob, "0123456789abcdef") == "" {
		return Item{ID: id, Verdict: Pass}
	}
	return j.unreadable(id, "this is no photo")
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
