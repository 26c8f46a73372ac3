package judge

import (
	"slices"
	"strings"
	"time"

	"runup/internal/checklist"
)

// judging is one check being judged.
type judging struct {
	def      *checklist.Definition
	given    *Given
	day      int
	items    []Item
	met      int // readings that belong to an item
	unusable bool
	missing  bool
	putRight bool
}

// round judges the items once, or once for each point. A round without points has judged nothing.
func (j *judging) round() {
	if !j.def.EachPoint() {
		j.walk("")
		return
	}
	j.missing = len(j.given.Points) == 0
	for _, point := range j.given.Points {
		j.walk(point)
	}
}

// walk judges every item at one point, or of a check without points.
func (j *judging) walk(point string) {
	for _, item := range j.def.Items() {
		id := item.ID
		if point != "" {
			id = point + "/" + id
		}
		if item.Judged() {
			j.items = append(j.items, j.item(item, point, id))
		}
	}
}

// strangers looks at readings that no item asked for. At a point that the server does not know they are judged: a failure
// there is a failure. Any other is kept in the record and judges nothing.
func (j *judging) strangers() {
	if j.met == len(j.given.Readings) {
		return
	}
	var elsewhere []string
	for id := range j.given.Readings {
		point, name := "", id
		if j.def.EachPoint() {
			point, name, _ = strings.Cut(id, "/")
		}
		item := j.def.Item(name)
		switch {
		case item == nil || j.def.EachPoint() && point == "":
			j.unusable = true
		case item.Judged() && point != "" && !slices.Contains(j.given.Points, point):
			elsewhere = append(elsewhere, id)
		}
	}
	slices.Sort(elsewhere)
	for _, id := range elsewhere {
		point, name, _ := strings.Cut(id, "/")
		j.unusable = true
		j.items = append(j.items, j.item(j.def.Item(name), point, id))
	}
}

func (j *judging) result() Result {
	r := Result{Verdict: Overall(j.items, j.given.StoppedEarly), Items: j.items}
	if j.missing || j.given.StoppedEarly {
		r.Flags = append(r.Flags, FlagIncomplete)
	}
	if j.putRight {
		r.Flags = append(r.Flags, FlagPutRight)
	}
	if j.unusable {
		r.Flags = append(r.Flags, FlagUnusable)
	}
	return r
}

// item judges one item: the last reading, in the light of those before it.
func (j *judging) item(item *checklist.Item, point, id string) Item {
	reading, answered := j.given.Readings[id]
	if answered {
		j.met++
		j.unusable = j.unusable || reading.Unusable != ""
		j.putRight = j.putRight || reading.PutRight != nil
	}
	if item.Kind == checklist.Computed {
		return j.computed(item, point, id, &reading)
	}
	last := j.last(item, id, &reading)
	if len(reading.Earlier) == 0 {
		return last
	}
	return j.earlier(item, id, &reading, last)
}

func (j *judging) last(item *checklist.Item, id string, reading *Reading) Item {
	if reading.Value != nil || item.Kind == checklist.Photo && reading.Blob != "" {
		return j.value(item, id, reading)
	}
	return j.unanswered(item, id, reading)
}

// unanswered judges an item without a value.
func (j *judging) unanswered(item *checklist.Item, id string, reading *Reading) Item {
	switch {
	case reading.NotApplicable != nil && (item.AllowNotApplicable || !j.applies(item)):
		return Item{ID: id, Verdict: NotApplicable, Why: "left out as not applicable"}
	case reading.NotApplicable != nil:
		j.unusable = true
		return Item{ID: id, Verdict: NotEvaluated, Why: "cannot be left out as not applicable"}
	case reading.Unusable != "":
		return Item{ID: id, Verdict: NotEvaluated, Why: reading.Unusable}
	case !j.applies(item):
		return Item{ID: id, Verdict: NotApplicable}
	case item.Optional:
		return Item{ID: id, Verdict: NotApplicable, Why: "optional, not answered"}
	}
	j.missing = true
	return Item{ID: id, Verdict: NotEvaluated, Why: "not answered"}
}

// applies reports whether the item is asked on this equipment and this weekday.
func (j *judging) applies(item *checklist.Item) bool {
	if item.When != "" && !slices.Contains(j.given.Features, item.When) {
		return false
	}
	return len(item.On) == 0 || slices.Contains(item.On, weekday(j.given.At.Weekday()))
}

func weekday(d time.Weekday) string {
	return [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[d]
}
