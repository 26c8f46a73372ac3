package check

import (
	"runup/internal/checklist"
	"runup/internal/judge"
	"runup/internal/operation"
)

// namesPatient reports whether a free text seems to hold an NHS number. Records about equipment have no business with
// one; it is flagged, so that somebody takes it out.
func namesPatient(op *operation.Operation, d *checklist.Definition, readings map[string]judge.Reading) bool {
	if operation.HasNHSNumber(op.Note) || operation.HasNHSNumber(op.PerformedByName) || operation.HasNHSNumber(string(op.StoppedEarly)) {
		return true
	}
	if !operation.HasNHSNumber(string(op.Readings)) { // most have no such digits anywhere
		return false
	}
	for key, r := range readings {
		if writtenIn(r) || textItem(d, key) && operation.HasNHSNumber(textOf(r.Value)) {
			return true
		}
	}
	return false
}

// writtenIn looks at what people write beside a reading; numbers of lots and seals are not free text.
func writtenIn(r judge.Reading) bool {
	found := operation.HasNHSNumber(r.Note)
	if r.NotApplicable != nil {
		found = found || operation.HasNHSNumber(*r.NotApplicable)
	}
	if r.PutRight != nil {
		found = found || operation.HasNHSNumber(r.PutRight.Found) || operation.HasNHSNumber(r.PutRight.Did)
	}
	for _, e := range r.Earlier {
		found = found || operation.HasNHSNumber(e.Reason)
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
