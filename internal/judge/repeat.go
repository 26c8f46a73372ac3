package judge

import "runup/internal/checklist"

// repeatsAllowed is how often a reading may be measured again. Beyond that the worst stands.
const repeatsAllowed = 2

// earlier judges what was measured before the last reading. What was mistyped is kept in the record and not judged.
func (j *judging) earlier(item *checklist.Item, id string, reading *Reading, last Item) Item {
	measured := 0
	var worst Item
	for _, e := range reading.Earlier {
		if e.Mistyped {
			continue
		}
		measured++
		if e.Value == nil {
			j.unusable = true
			continue
		}
		worst = worseOf(worst, j.value(item, id, &Reading{Value: e.Value}))
	}
	return repeated(item, worst, last, measured)
}

// repeated weighs the last reading against the worst before it: a failure followed by a pass is out of tolerance at best,
// and nothing but another measurement lifts it.
func repeated(item *checklist.Item, worst, last Item, measured int) Item {
	if worst.Consequence == "" {
		return last
	}
	if measured > repeatsAllowed || last.Verdict == NotEvaluated || last.Verdict == NotApplicable {
		worst = worseOf(last, worst)
		worst.Computed = last.Computed
		return worst
	}
	if last.Verdict == Pass {
		last.Verdict, last.Consequence, last.Why = OutOfTolerance, recovered(item, worst), "measured again: "+worst.Why
	}
	return last
}

// recovered is the consequence of a failure that did not come again: that of being out of tolerance.
func recovered(item *checklist.Item, worst Item) string {
	if item.Limits != nil {
		return item.Tolerating()
	}
	if checklist.Fails(worst.Consequence) {
		return checklist.Advice
	}
	return worst.Consequence
}

func worseOf(a, b Item) Item {
	if b.Verdict.Worse(a.Verdict) || b.Verdict == a.Verdict && checklist.Worse(a.Consequence, b.Consequence) != a.Consequence {
		return b
	}
	return a
}
