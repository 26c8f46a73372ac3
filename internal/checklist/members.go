package checklist

import (
	"maps"
	"slices"
	"strings"

	"runup/internal/formula"
)

// fits says which members each kind of item has beyond those that every kind has; the first needed of them must be there.
var fits = map[string]struct{ needed, allowed []string }{
	Confirm:       {nil, []string{"expect", "onFail"}},
	Choice:        {[]string{"options"}, nil},
	Number:        {nil, []string{"unit", "plausible", "limits", "onTolerance", "onSuspension"}},
	Count:         {nil, []string{"unit", "atLeast", "plausible", "limits", "onFail", "onTolerance", "onSuspension"}},
	Date:          {nil, []string{"meaning", "plusMonths", "warnWithinDays", "onFail"}},
	Text:          {nil, nil},
	Photo:         {nil, nil},
	Computed:      {[]string{"formula"}, []string{"unit", "plausible", "limits", "onTolerance", "onSuspension"}},
	CompareToLast: {nil, []string{"onFail"}},
	LotRange:      {nil, []string{"unit", "plausible", "onFail"}},
	Instrument:    {[]string{"instrumentKind"}, nil},
	Instruction:   {[]string{"prompt"}, nil},
}

var common = []string{"id", "kind", "prompt", "guidance", "source", "optional", "allowNotApplicable", "when", "on", "leadsTo", "restock"}

// misplaced notes members that an item of this kind does not have: they would judge nothing while somebody relies on them.
func (d *document) misplaced(pointer string, item map[string]any) {
	kind, _ := item["kind"].(string)
	fit, ok := fits[kind]
	if !ok {
		return
	}
	for _, name := range fit.needed {
		if _, there := item[name]; !there {
			d.wrong(pointer, article(kind)+" item needs "+name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(item)) {
		at := join(pointer, name)
		if !slices.Contains(common, name) && !slices.Contains(fit.needed, name) && !slices.Contains(fit.allowed, name) && !d.blamed(at) {
			d.odd(at, misplacedWords(kind, name))
		}
	}
}

func misplacedWords(kind, name string) string {
	switch {
	case kind == Choice && name == "onFail":
		return "a choice has no onFail: write a consequence on each option that is a wrong answer"
	case name == "onFail" && (kind == Number || kind == Computed):
		return "a " + kind + " has no onFail: write onTolerance and onSuspension"
	case strings.HasPrefix(name, "on"):
		return article(kind) + " item has no " + name + ", for no answer to it leads there"
	}
	return article(kind) + " item has no " + name
}

// known are all names that members have anywhere, to guess what a misspelt one meant.
var known = []string{
	"id", "title", "version", "purpose", "basedOn", "hash", "equipmentKinds", "performedBy", "roles", "countersign", "secondCheck",
	"schedule", "rule", "opens", "due", "graceMinutes", "gating", "record", "escalation", "policy", "procedure", "issue",
	"reviewBy", "guide", "domains", "round", "sections", "items", "kind", "prompt", "unit", "expect", "options", "value", "label",
	"consequence", "atLeast", "meaning", "plusMonths", "warnWithinDays", "formula", "instrumentKind", "plausible", "limits", "local",
	"type", "reference", "baseline", "suspensionLow", "toleranceLow", "toleranceHigh", "suspensionHigh", "atEdge", "atSuspensionEdge",
	"source", "cite", "confidence", "onFail", "onTolerance", "onSuspension", "guidance", "optional", "allowNotApplicable", "when",
	"leadsTo", "restock", "differences", "item", "change", "reason", "url",
}

// nearestMember answers the known name that differs only in case or by one or two letters, "" when none does.
func nearestMember(name string) string {
	best, least := "", min(3, max(1, len(name)/3)+1)
	for _, k := range known {
		if len(name) > 40 || k == name {
			continue
		}
		if strings.EqualFold(strings.NewReplacer("-", "", "_", "").Replace(name), k) {
			return k
		}
		if n := formula.Distance(name, k); n < least {
			best, least = k, n
		}
	}
	return best
}
