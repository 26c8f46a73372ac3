package checklist

import "fmt"

// File is a checklist file that was read, with everything an author should know about it.
type File struct {
	Name       string
	Definition *Definition // nil when there are mistakes
	Mistakes   []Mistake
	Remarks    []Mistake // what to look at again, though it is no mistake

	doc *document
}

// Read reads a checklist file for its author.
func Read(text []byte, name string) *File {
	f := &File{Name: name, doc: fromYAML(text, name)}
	f.Definition, f.Mistakes = f.doc.definition()
	f.Remarks = ordered(f.doc.remarks)
	return f
}

// Together notes what shows only when files are seen beside each other and beside the library, which answers nil for an id
// that it does not have: ids that stand twice, checklists that nobody has, differences without a reason.
func Together(files []*File, library func(id string) *Definition) {
	first := map[string]string{}
	for _, f := range files {
		if f.Definition == nil {
			continue
		}
		if other, twice := first[f.Definition.ID]; twice {
			f.doc.wrong("/id", fmt.Sprintf("the checklist %s stands in %s already", f.Definition.ID, other))
			f.Definition, f.Mistakes = nil, f.doc.said()
			continue
		}
		first[f.Definition.ID] = f.Name
	}
	for _, f := range files {
		if f.Definition != nil {
			f.leads(first, library)
			f.base(library)
			f.Remarks = ordered(f.doc.remarks)
		}
	}
}

// each calls do with every item and its pointer.
func (d *Definition) each(do func(pointer string, item *Item)) {
	for s := range d.Sections {
		for i := range d.Sections[s].Items {
			do(index(index("/sections", s)+"/items", i), &d.Sections[s].Items[i])
		}
	}
}

func (f *File) leads(here map[string]string, library func(string) *Definition) {
	f.Definition.each(func(pointer string, item *Item) {
		if to := item.LeadsTo; to != "" && here[to] == "" && library(to) == nil {
			f.doc.remark(pointer+"/leadsTo", fmt.Sprintf("there is no checklist %s in these files or in the library", to))
		}
	})
}

// base compares with the library's checklist that this one is based on, and asks for the reasons that are not given.
func (f *File) base(library func(string) *Definition) {
	from := f.Definition.BasedOn
	if from == nil {
		return
	}
	base := library(from.ID)
	switch {
	case base == nil:
		f.doc.remark("/basedOn/id", fmt.Sprintf("the library has no checklist %s", from.ID))
		return
	case base.Hash() != from.Hash:
		f.doc.remark("/basedOn/hash", fmt.Sprintf("the library's %s is another by now, %s: look at what it changed", from.ID, base.Hash()))
		return
	}
	at := map[string]string{"": "/basedOn"}
	f.Definition.each(func(pointer string, item *Item) { at[item.ID] = pointer })
	found := map[[2]string]bool{}
	for _, d := range Compare(base, f.Definition) {
		found[[2]string{d.Item, d.Change}] = true
		if d.Reason == "" && (d.Change == LeftOut || d.Change == Loosened) {
			f.doc.remark(or(at[d.Item], "/basedOn"), unexplained(d))
		}
	}
	for i, given := range from.Differences {
		if !found[[2]string{given.Item, given.Change}] {
			f.doc.remark(index("/basedOn/differences", i), "there is no such difference from the library's "+from.ID)
		}
	}
}

func unexplained(d Difference) string {
	item, member := "the checklist", ""
	if d.Item != "" {
		item, member = d.Item, "item: "+d.Item+", "
	}
	how := "is looser"
	if d.Change == LeftOut {
		how = "was left out"
	}
	return fmt.Sprintf("%s %s (%s): say why under basedOn, differences: - {%schange: %s, reason: …}", item, how, d.What, member, d.Change)
}
