package check

import (
	"cmp"
	"slices"

	"runup/internal/checklist"
	"runup/internal/evidence"
	"runup/internal/judge"
	"runup/internal/operation"
)

// blobs answers the evidence that readings name, each once.
func blobs(readings map[string]judge.Reading) []string {
	var list []string
	for _, r := range readings {
		if evidence.IsDigest(r.Blob) {
			list = append(list, r.Blob)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// seen answers what was read of items that the next check compares with, by item, and what it was compared with itself.
func seen(d *checklist.Definition, readings map[string]judge.Reading, last map[string]string) []Seen {
	var list []Seen
	for _, item := range d.Items() {
		if item.Kind != checklist.CompareToLast {
			continue
		}
		for key, r := range readings {
			value := textOf(r.Value)
			if (judge.Item{ID: key}).Item() == item.ID && operation.Plain(key) && operation.Plain(value) {
				before, known := last[key]
				if !known {
					before = last[item.ID]
				}
				list = append(list, Seen{Item: key, Value: value, Last: before})
			}
		}
	}
	slices.SortFunc(list, func(a, b Seen) int { return cmp.Compare(a.Item, b.Item) })
	return list
}
