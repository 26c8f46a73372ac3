package judge

import "runup/internal/checklist"

// Overall lets the worst item decide. A check in which nothing was judged is not evaluated, and one that was stopped never
// passes.
func Overall(items []Item, stoppedEarly bool) Verdict {
	worst := NotApplicable
	for i := range items {
		if items[i].Verdict.Worse(worst) {
			worst = items[i].Verdict
		}
	}
	if worst == NotApplicable || stoppedEarly && worst == Pass {
		return NotEvaluated
	}
	return worst
}

// WorseOf answers the worse of two results of one item, by verdict and then by consequence.
func WorseOf(a, b Item) Item { return worseOf(a, b) }

// WorseThan reports whether an item says something worse than it did before: a worse verdict, or a consequence that it had not.
func (i Item) WorseThan(before Item) bool {
	if i.Consequence == "" {
		return false
	}
	graver := i.Consequence != before.Consequence && checklist.Worse(i.Consequence, before.Consequence) == i.Consequence
	return before.Consequence == "" || graver || i.Verdict.Worse(before.Verdict)
}
