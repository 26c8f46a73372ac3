package check

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// Amendments are made on tablets that have not seen each other. Each is kept; what they come to together does not depend on the
// order in which they arrived. Where two changed the same reading and neither knew of the other, both ways of reading the check
// are judged, and the worse one governs.

// amendment is one change of readings, with what it knew of the others.
type amendment struct {
	op             string
	revision, base int64
	device         string
	seq            *int64
	readings       map[string]json.RawMessage
}

// knew reports whether an amendment was made in the knowledge of another, and so stands in its place.
func (a amendment) knew(b amendment) bool {
	if a.revision > b.revision && a.base >= b.revision {
		return true
	}
	sameTablet := a.device == b.device && a.seq != nil && b.seq != nil
	return sameTablet && *a.seq > *b.seq && a.base > b.base
}

// merged answers every way in which the check can be read: one, unless amendments contradict each other.
func merged(first map[string]json.RawMessage, list []amendment) (ways []map[string]json.RawMessage, contested bool) {
	list = slices.SortedFunc(slices.Values(list), func(a, b amendment) int { return cmp.Compare(a.op, b.op) })
	heads := make([]bool, len(list)) // those with a reading that another contradicts
	for i, a := range list {
		heads[i] = slices.ContainsFunc(list, func(b amendment) bool { return a.op != b.op && contradict(a, b, list) })
	}
	if !slices.Contains(heads, true) {
		return []map[string]json.RawMessage{overlay(first, list, nil)}, false
	}
	for i, head := range heads {
		if head {
			ways = append(ways, overlay(first, list, &list[i]))
		}
	}
	return ways, true
}

func contradict(a, b amendment, list []amendment) bool {
	for key := range a.readings {
		if _, both := b.readings[key]; both && stands(a, key, list) && stands(b, key, list) {
			return true
		}
	}
	return false
}

// stands reports whether no other amendment of a reading was made in the knowledge of this one.
func stands(a amendment, key string, list []amendment) bool {
	return !slices.ContainsFunc(list, func(b amendment) bool {
		_, touches := b.readings[key]
		return touches && b.op != a.op && b.knew(a)
	})
}

// overlay puts what stands of the amendments over the first readings; one of them last, so that it prevails.
func overlay(first map[string]json.RawMessage, list []amendment, last *amendment) map[string]json.RawMessage {
	all := maps.Clone(first)
	put := func(a amendment) {
		for key, reading := range a.readings {
			if stands(a, key, list) {
				all[key] = reading
			}
		}
	}
	for _, a := range list {
		put(a)
	}
	if last != nil {
		put(*last)
	}
	return all
}
