package checklist

import (
	"fmt"
	"strings"
	"time"

	"runup/internal/schedule"
)

// rules notes what a schema cannot say.
func (d *document) rules(def *Definition) {
	d.whole(def)
	seen := map[string]string{}
	for s, section := range def.Sections {
		for i := range section.Items {
			pointer := index(index("/sections", s)+"/items", i)
			item := &section.Items[i]
			d.unique(pointer, item.ID, seen)
			d.item(pointer, item, def)
		}
	}
}

func (d *document) whole(def *Definition) {
	if p := def.Procedure; p != nil && p.ReviewBy != "" && !d.blamed("/procedure/reviewBy") {
		if _, err := time.Parse(time.DateOnly, p.ReviewBy); err != nil {
			d.wrong("/procedure/reviewBy", "there is no such day")
		}
	}
	d.basedOn(def)
	if s := def.Schedule; s != nil && s.Rule != "" && !d.blamed("/schedule/rule") {
		if _, err := schedule.Parse(s.Rule); err != nil {
			d.wrong("/schedule/rule", err.Error())
		}
	}
	if s := def.Schedule; s != nil && s.Opens >= s.Due && s.Opens != "" && s.Due != "" && !d.blamed("/schedule/due") && !d.blamed("/schedule/opens") {
		d.wrong("/schedule/due", "is due before it opens")
	}
}

// unique keeps ids apart, also as formulas write them.
func (d *document) unique(pointer, id string, seen map[string]string) {
	name := strings.ReplaceAll(id, "-", "_")
	if other, twice := seen[name]; twice && id != "" {
		d.wrong(pointer+"/id", fmt.Sprintf("there is an item %s already", other))
	}
	seen[name] = id
}

func (d *document) item(pointer string, item *Item, def *Definition) {
	if n := len(strings.Fields(item.Guidance)); n > 25 {
		d.wrong(pointer+"/guidance", fmt.Sprintf("guidance is read in front of a machine: at most 25 words, these are %d", n))
	}
	if p := item.Plausible; p != nil && p.Min != nil && p.Max != nil && *p.Min >= *p.Max {
		d.wrong(pointer+"/plausible", "min must be less than max")
	}
	d.date(pointer, item)
	d.options(pointer, item)
	d.limits(pointer, item)
	d.count(pointer, item)
	d.restock(pointer, item)
	d.leads(pointer, item, def)
	d.formula(pointer, item, def)
	for _, kind := range def.EquipmentKinds {
		if NeverWithdrawn(kind) {
			d.withdrawal(pointer, item, kind)
			return
		}
	}
}

func (d *document) date(pointer string, item *Item) {
	if item.Kind != Date || d.touched(pointer+"/meaning") || d.touched(pointer+"/plusMonths") {
		return
	}
	ages := item.Meaning == Opened || item.Meaning == Examined
	switch {
	case ages && item.PlusMonths == 0:
		d.wrong(pointer, fmt.Sprintf("a date that means %s needs plusMonths: how old it may be", item.Meaning))
	case !ages && item.PlusMonths != 0:
		d.wrong(pointer+"/plusMonths", "an expiry date is good until that day; plusMonths goes with meaning: opened or examined")
	}
}

func (d *document) options(pointer string, item *Item) {
	seen := map[string]bool{}
	for i, o := range item.Options {
		if seen[o.Value] && o.Value != "" {
			d.wrong(index(pointer+"/options", i)+"/value", fmt.Sprintf("there is an option %s already", o.Value))
		}
		seen[o.Value] = true
	}
}

// count keeps the two ways of judging a count apart: enough or too few, or limits as a number has.
func (d *document) count(pointer string, item *Item) {
	switch {
	case item.Kind != Count:
	case item.Limits != nil && item.AtLeast != nil:
		d.odd(pointer+"/atLeast", "a count has atLeast or limits, not both")
	case item.Limits != nil && item.OnFail != "":
		d.odd(pointer+"/onFail", "a count with limits has no onFail: write onTolerance and onSuspension")
	case item.Limits == nil && item.OnTolerance+item.OnSuspension != "":
		d.odd(pointer+"/"+either(item.OnTolerance, "onTolerance", "onSuspension"), "goes with limits; without them a count has atLeast and onFail")
	}
}

func either(written, name, otherwise string) string {
	if written != "" {
		return name
	}
	return otherwise
}

// leads notes a leadsTo that would never lead anywhere.
func (d *document) leads(pointer string, item *Item, def *Definition) {
	switch {
	case item.LeadsTo == "":
	case item.LeadsTo == def.ID:
		d.wrong(pointer+"/leadsTo", "this leads to the checklist it stands in")
	case !item.CanFail():
		d.odd(pointer+"/leadsTo", "leads nowhere, for no answer to this item is wrong")
	}
}

// withdrawal refuses do-not-use, written or by default, on what always stays where it is.
func (d *document) withdrawal(pointer string, item *Item, kind string) {
	refuse := func(member, written string) {
		how := "is do-not-use"
		if written == "" {
			how = "is do-not-use when not written"
		}
		if member != "" {
			pointer += "/" + member
		}
		d.wrong(pointer, fmt.Sprintf("%s is never withdrawn: %s %s; write put-right, before-use, advice or information", kind, member, how))
	}
	switch l := item.Limits; {
	case item.OnFail == DoNotUse || item.MayFail() && item.OnFail == "":
		refuse("onFail", item.OnFail)
	case item.OnSuspension == DoNotUse || item.OnSuspension == "" && l != nil && (l.Local || l.Suspends()):
		refuse("onSuspension", item.OnSuspension)
	case item.OnTolerance == DoNotUse:
		refuse("onTolerance", item.OnTolerance)
	}
	for i, o := range item.Options {
		if o.Consequence == DoNotUse {
			d.wrong(index(pointer+"/options", i)+"/consequence", kind+" is never withdrawn: this consequence is do-not-use; write put-right, before-use, advice or information")
		}
	}
}
