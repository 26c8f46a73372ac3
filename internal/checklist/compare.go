package checklist

import (
	"fmt"
	"slices"
	"strings"
)

// Compare answers how a local checklist differs from the one that it is based on: first the checklist as a whole, then item
// by item in working order, an item that was left out where it stood. An item has at most one difference of each change;
// What says in words all that it is made of. Reason is the one that local gives for that item and change in its basedOn, ""
// where it gives none.
//
// Loosened is whatever lets more pass, asks less often or does less about a failure:
//   - an edge left out or wider, its source's figure given over to each department, or a value on an edge let in;
//   - a milder consequence, a wrong option made right or left out, another right option;
//   - atLeast lower, a date good for longer, its warning later, no criterion where there was one, no leadsTo;
//   - an item made optional, or one that may be not applicable, or is asked on fewer weekdays or only with a feature;
//   - for the checklist: no longer gating, a round or scheduled, due later, done by more roles or for fewer kinds of
//     equipment, without second check or with fewer countersignatures.
//
// Tightened is the opposite of each. Reworded is what people read and nothing judges: prompt, guidance, labels, titles, the
// purpose and cited sources. Changed is what is neither looser nor tighter by its look: another kind, formula, unit,
// plausible range, reference, type of limits with a baseline, expected answer, recurrence, feature, order, or other kinds of
// equipment instead.
//
// Version, procedure, the guide's domains and the id say whose checklist it is, and are not compared.
func Compare(base, local *Definition) []Difference {
	c := &comparison{}
	c.whole(base, local)
	for _, id := range workingOrder(base, local) {
		c.item = id
		c.items(base.Item(id), local.Item(id))
	}
	if local.BasedOn != nil {
		explain(c.list, local.BasedOn.Differences)
	}
	return c.list
}

// workingOrder answers the ids of both: those of base in its order, and each that local adds after the one that it follows.
func workingOrder(base, local *Definition) []string {
	var order []string
	for _, item := range base.Items() {
		order = append(order, item.ID)
	}
	at := 0
	for _, item := range local.Items() {
		if known := slices.Index(order, item.ID); known >= 0 {
			at = known + 1
			continue
		}
		order = slices.Insert(order, at, item.ID)
		at++
	}
	return order
}

func explain(list, given []Difference) {
	for i := range list {
		for _, g := range given {
			if g.Item == list[i].Item && g.Change == list[i].Change {
				list[i].Reason = g.Reason
			}
		}
	}
}

// comparison gathers the differences of one item after the other.
type comparison struct {
	item string
	list []Difference
}

// note adds a difference of the item at hand, to the one of the same change when there is one.
func (c *comparison) note(change, what string) {
	at := slices.IndexFunc(c.list, func(d Difference) bool { return d.Item == c.item && d.Change == change })
	if at < 0 {
		c.list = append(c.list, Difference{Item: c.item, Change: change, What: what})
		return
	}
	c.list[at].What += "; " + what
}

// turn notes something that makes the check looser when it grows.
func (c *comparison) turn(by int, what string) {
	switch {
	case by > 0:
		c.note(Loosened, what)
	case by < 0:
		c.note(Tightened, what)
	}
}

// flag notes a yes or no that makes the check looser.
func (c *comparison) flag(before, now bool, became, was string) {
	switch {
	case now && !before:
		c.note(Loosened, became)
	case before && !now:
		c.note(Tightened, was)
	}
}

func (c *comparison) text(change, name, before, now string) {
	if before != now {
		c.note(change, fmt.Sprintf("%s: %s, was %s", name, shown(now), shown(before)))
	}
}

// reworded notes that words differ, without repeating them.
func (c *comparison) reworded(name, before, now string) {
	switch {
	case before == now:
	case now == "":
		c.note(Reworded, name+" left out")
	case before == "":
		c.note(Reworded, name+" added")
	default:
		c.note(Reworded, name)
	}
}

func shown(text string) string { return or(text, "none") }

// sets notes members of a list that were left out or added.
func (c *comparison) sets(name string, before, now []string, left, added string) {
	if gone := without(before, now); len(gone) > 0 {
		c.note(left, name+" no longer "+strings.Join(gone, ", "))
	}
	if came := without(now, before); len(came) > 0 {
		c.note(added, name+" also "+strings.Join(came, ", "))
	}
}

func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(others, s) })
}

func (c *comparison) whole(base, local *Definition) {
	c.reworded("title", base.Title, local.Title)
	c.reworded("purpose", base.Purpose, local.Purpose)
	c.reworded("titles of sections", titles(base), titles(local))
	if left, added := without(base.EquipmentKinds, local.EquipmentKinds), without(local.EquipmentKinds, base.EquipmentKinds); len(left) > 0 && len(added) > 0 {
		c.note(Changed, "for "+strings.Join(added, ", ")+", not for "+strings.Join(left, ", "))
	} else {
		c.sets("for", base.EquipmentKinds, local.EquipmentKinds, Loosened, Tightened)
	}
	c.sets("done by", base.PerformedBy.Roles, local.PerformedBy.Roles, Tightened, Loosened)
	c.flag(!base.PerformedBy.SecondCheck, !local.PerformedBy.SecondCheck, "no second check", "a second check")
	was, is := or(base.PerformedBy.Countersign, "trainee"), or(local.PerformedBy.Countersign, "trainee")
	c.turn(countersigned(was)-countersigned(is), fmt.Sprintf("countersigned %s, was %s", is, was))
	c.flag(!base.Gating, !local.Gating, "no longer gating", "gating")
	c.flag(!base.EachPoint(), !local.EachPoint(), "no longer a round of points", "a round of points")
	c.schedule(base.Schedule, local.Schedule)
	c.text(Changed, "record", base.Record, local.Record)
	c.text(Changed, "escalation policy", policy(base), policy(local))
	if !slices.Equal(inBoth(base, local), inBoth(local, base)) {
		c.note(Changed, "the items stand in another order")
	}
}

func titles(d *Definition) string {
	var all []string
	for _, s := range d.Sections {
		all = append(all, s.Title)
	}
	return strings.Join(all, "\n")
}

func policy(d *Definition) string {
	if d.Escalation == nil {
		return ""
	}
	return d.Escalation.Policy
}

func countersigned(when string) int {
	return slices.Index([]string{"never", "trainee", "always"}, when)
}

// inBoth answers the ids of d that the other has too, in d's order.
func inBoth(d, other *Definition) []string {
	var ids []string
	for _, item := range d.Items() {
		if other.Item(item.ID) != nil {
			ids = append(ids, item.ID)
		}
	}
	return ids
}

func (c *comparison) schedule(before, now *Schedule) {
	c.flag(before == nil, now == nil, "not planned any more", "planned")
	if before == nil || now == nil {
		return
	}
	c.text(Changed, "recurrence", before.Rule, now.Rule)
	c.text(Changed, "on", before.On, now.On)
	c.text(Changed, "opens", before.Opens, now.Opens)
	c.turn(strings.Compare(now.Due, before.Due), fmt.Sprintf("due %s, was %s", now.Due, before.Due))
	c.turn(now.GraceMinutes-before.GraceMinutes, fmt.Sprintf("%d minutes of grace, were %d", now.GraceMinutes, before.GraceMinutes))
}
