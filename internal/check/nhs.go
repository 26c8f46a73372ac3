package check

import (
	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/operation"
)

// namesPatient reports whether a free text seems to hold an NHS number. Records about equipment have no business with
// one; it is flagged, so that somebody takes it out.
func namesPatient(op *operation.Operation, d *checklist.Definition, readings map[string]judge.Reading) bool {
	if hasNHSNumber(op.Note) || hasNHSNumber(op.PerformedByName) || hasNHSNumber(string(op.StoppedEarly)) {
		return true
	}
	if !hasNHSNumber(string(op.Readings)) { // most have no such digits anywhere
		return false
	}
	for key, r := range readings {
		if writtenIn(r) || textItem(d, key) && hasNHSNumber(textOf(r.Value)) {
			return true
		}
	}
	return false
}

// writtenIn looks at what people write beside a reading; numbers of lots and seals are not free text.
func writtenIn(r judge.Reading) bool {
	found := hasNHSNumber(r.Note)
	if r.NotApplicable != nil {
		found = found || hasNHSNumber(*r.NotApplicable)
	}
	if r.PutRight != nil {
		found = found || hasNHSNumber(r.PutRight.Found) || hasNHSNumber(r.PutRight.Did)
	}
	for _, e := range r.Earlier {
		found = found || hasNHSNumber(e.Reason)
	}
	return found
}

func textItem(d *checklist.Definition, key string) bool {
	item := d.Item(judge.Item{ID: key}.Item())
	return item != nil && item.Kind == checklist.Text
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

const nhsDigits = 10

// hasNHSNumber looks for ten digits, together or written 3-3-4 with single blanks or hyphens, whose check digit fits.
func hasNHSNumber(s string) bool {
	for i := range len(s) {
		if isDigit(s, i) && !isDigit(s, i-1) && nhsAt(s, i) {
			return true
		}
	}
	return false
}

func isDigit(s string, i int) bool { return 0 <= i && i < len(s) && '0' <= s[i] && s[i] <= '9' }

func nhsAt(s string, i int) bool {
	var digits [nhsDigits]int
	parted := i+3 < len(s) && (s[i+3] == ' ' || s[i+3] == '-')
	for n := range digits {
		if parted && (n == 3 || n == 6) {
			if i >= len(s) || s[i] != ' ' && s[i] != '-' {
				return false
			}
			i++
		}
		if !isDigit(s, i) {
			return false
		}
		digits[n] = int(s[i] - '0')
		i++
	}
	return !isDigit(s, i) && nhsCheck(digits)
}

// nhsCheck holds the last digit against the others, modulo 11. Source: NHS Data Dictionary, NHS NUMBER.
func nhsCheck(d [nhsDigits]int) bool {
	sum := 0
	for i, digit := range d[:nhsDigits-1] {
		sum += digit * (nhsDigits - i)
	}
	check := 11 - sum%11
	if check == 11 {
		check = 0
	}
	return check == d[nhsDigits-1]
}
