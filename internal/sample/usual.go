package sample

import (
	"runup/internal/checklist"
)

// What the sample department measures, and the limits and par levels that its physicists and team leads set where the
// library leaves them to each department. They are this invented department's own and no recommendation.

// usual is what an item reads on a good morning.
var usual = map[string]float64{
	"temperature": 21.4, "room-temperature": 21.4, "pressure": 101.2,
	"lasers": 0.5, "odi": 0.5, "field-size": 0.5, "planar-repositioning": 0.4, "planar-coincidence": 0.4, "cbct-coincidence": 0.4, "cbct-repositioning": 0.3,
	"reading-80kv": 24.6, "reading-100kv": 21.7, "reading-120kv": 19.8, "reading-150kv": 17.3, "reading-50kv": 28.9,
	"timer": 0.2, "backup-timer": 0, "gantry-laser": 0.5, "moving-laser": 0.4, "uniformity": 1.6, "noise": 4.1, "distance": 0.3,
	"ups": 98, "clock": 0, "strength-console": 32.4, "strength-chart": 32.4, "position": 0.3, "timer-set": 60, "timer-measured": 60.2,
	"charge": 95, "oxygen-contents": 92, "contents": 88,
	"background": 0.01, "constancy": 18.5, "thermometer-difference": 0.2, "barometer-difference": 0.03,
	"sim-lasers": 0.5, "sim-odi": 0.5, "sim-crosswires": 0.3, "sim-light-field": 0.5, "sim-field-size": 0.5,
}

// locals are limits that the library leaves to each department.
var locals = map[string]checklist.Limits{
	"timer": atMost(0.5, 1), "backup-timer": atMost(0.5, 1),
	"gantry-laser": atMost(1, 2), "moving-laser": atMost(1, 2), "uniformity": atMost(4, 6), "noise": atMost(5, 7), "distance": atMost(0.5, 1),
	"ups": atLeast(90, 75), "charge": atLeast(60, 30), "oxygen-contents": atLeast(75, 50), "contents": atLeast(50, 25),
	"background": atMost(0.05, 0.2), "constancy": {Type: checklist.Absolute, SuspensionLow: at(17.9), ToleranceLow: at(18.1), ToleranceHigh: at(18.9), SuspensionHigh: at(19.1)},
	"thermometer-difference": atMost(0.5, 1), "barometer-difference": atMost(0.1, 0.3),
}

// pars are the least of each line of stock, where it is not two.
var pars = map[string]float64{
	"pocket-mask": 1, "self-inflating-bag": 1, "face-masks": 3, "oral-airways": 3, "supraglottic-airways": 3, "tracheal-tubes": 3,
	"oxygen-cylinders": 1, "introducer": 1, "magill-forceps": 1, "capnography": 1, "stethoscope": 1, "intraosseous": 1, "tourniquet": 1, "sharps-bin": 1, "scissors": 1,
	"cannulae": 6, "skin-wipes": 10, "dressings": 4, "syringes": 20, "needles": 20, "saline": 4, "ecg-electrodes": 2, "adrenaline": 6, "gloves": 4, "aprons": 4,
	"cylinders": 6, "details": 24,
	"gloves-small": 6, "gloves-medium": 12, "gloves-large": 8, "surgical-masks": 10, "respirators": 20, "gowns": 20, "eye-protection": 10, "hand-gel": 12, "wipes": 20,
	"sheets": 60, "blankets": 30, "towels": 40, "pillow-cases": 40, "couch-roll": 24, "cannulation-packs": 10, "incontinence-pads": 20, "specimen-pots": 20,
	"mask-sheets": 12, "vacuum-bags": 6, "bolus": 4, "leaflets": 50, "stationery": 5,
}

// texts are answers in words.
var texts = map[string]string{"lot": "476218", "new-seal": "A-1183"}

// lots are control tests, of the high control and of the other.
var lots = map[bool]map[string]any{
	true:  {"low": 13.6, "high": 18.4, "value": 16.1},
	false: {"low": 2.2, "high": 3.4, "value": 2.8},
}

// localLimits answers what the department set for an item: a par level for a count, else what stands in the table, else
// the middle half of what is plausible.
func localLimits(item *checklist.Item) *checklist.Limits {
	if item.Kind == checklist.Count {
		least, ok := pars[item.ID]
		if !ok {
			least = 2
		}
		return &checklist.Limits{Type: checklist.Absolute, ToleranceLow: &least}
	}
	if l, ok := locals[item.ID]; ok {
		return &l
	}
	return around(item)
}

func atMost(tolerance, suspension float64) checklist.Limits {
	return checklist.Limits{Type: checklist.Absolute, ToleranceHigh: &tolerance, SuspensionHigh: &suspension}
}

func atLeast(tolerance, suspension float64) checklist.Limits {
	return checklist.Limits{Type: checklist.Absolute, SuspensionLow: &suspension, ToleranceLow: &tolerance}
}

func at(v float64) *float64 { return &v }

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
