package escalation

import (
	"fmt"
	"strings"
)

// repairWords stand in the timeline of what the audit mended.
const repairWords = "Nothing was on its way, so the next people were called."

// words say what happened, for a reader.
func (c *climb) words(f climbed, crews []crew, told *crew) string {
	var lines []string
	if f.Repaired {
		lines = append(lines, repairWords)
	}
	for i, s := range f.Steps {
		lines = append(lines, s.words(crews[i]))
	}
	if n := len(f.Steps); n > 0 && f.Steps[n-1].Empty {
		lines = append(lines, "NOBODY REACHED.")
	}
	if told != nil && told.size() > 0 {
		lines = append(lines, "Told besides: "+told.list()+".")
	}
	return strings.Join(lines, " ")
}

// words name a call by its number: a reader knows no rungs.
func (s step) words(who crew) string {
	name := fmt.Sprintf("Call %d", s.Rung+1)
	if s.Fallback {
		name = "Last call"
	}
	if s.Round > 0 {
		name += fmt.Sprintf(", time %d", s.Round+1)
	}
	if s.Missed > 0 {
		name += fmt.Sprintf(" (%d missed)", s.Missed)
	}
	if s.Empty {
		return name + ": nobody was on duty."
	}
	return name + ": " + who.list() + "."
}

func (c crew) list() string {
	var names []string
	for _, p := range c.called {
		name := c.names[p.ID]
		if name == "" {
			name = p.ID
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
