package checklist

import "errors"

// limits holds limits to what can judge: figures that make sense and that somebody has read in a source.
func (d *document) limits(pointer string, item *Item) {
	l := item.Limits
	if l == nil || d.touched(pointer+"/limits") {
		return
	}
	at := pointer + "/limits"
	if l.Local {
		if l.Type != "" || l.Reference != nil || l.AtEdge+l.AtSuspensionEdge != "" || l.ordered() == nil {
			d.wrong(at, "limits that each department sets have no numbers here: write {local: true} alone")
		}
		return
	}
	var edge *disorder
	if err := l.Check(); errors.As(err, &edge) {
		d.wrong(at+"/"+edge.member, err.Error())
	} else if err != nil {
		d.wrong(at, err.Error())
	}
	d.sourced(pointer, item)
}

// sourced refuses a figure that nobody has read: it ships empty, for each department to set.
func (d *document) sourced(pointer string, item *Item) {
	source, at := item.Source, pointer+"/source"
	if item.Limits.Source != nil {
		source, at = item.Limits.Source, pointer+"/limits/source"
	}
	switch {
	case source == nil && !d.blamed(at):
		d.wrong(pointer+"/limits", "these numbers need a source: {cite, confidence} on the item or on the limits; without one write {local: true}")
	case source != nil && (source.Confidence == "C" || source.Confidence == "L"):
		d.wrong(at+"/confidence", "a number of confidence "+source.Confidence+" does not judge: write limits: {local: true}, and each department sets its own")
	}
}

// restock notes stock that nobody could find short.
func (d *document) restock(pointer string, item *Item) {
	switch item.Kind {
	case Instruction, Text, Photo, Computed, Instrument:
		if item.Restock != "" {
			d.odd(pointer+"/restock", "goes with an answer that tells what is short: confirm, choice, number, count, date or lot-range")
		}
	}
}

// basedOn holds the differences that an author gives against the items that there are.
func (d *document) basedOn(def *Definition) {
	if def.BasedOn == nil {
		return
	}
	seen := map[[2]string]bool{}
	for i, given := range def.BasedOn.Differences {
		at := index("/basedOn/differences", i)
		key := [2]string{given.Item, given.Change}
		item := def.Item(given.Item)
		switch {
		case d.blamed(at + "/item"), d.blamed(at + "/change"):
		case seen[key]:
			d.wrong(at, "this difference stands here already")
		case given.Item == "":
		case given.Change == LeftOut && item != nil:
			d.wrong(at+"/item", "there is an item "+given.Item+", so it was not left out")
		case given.Change != LeftOut && given.Change != "" && item == nil:
			d.wrong(at+"/item", "there is no item "+given.Item+" in this checklist")
		}
		seen[key] = true
	}
}
