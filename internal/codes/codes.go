// Package codes keeps lists of codes that others publish and a department imports: event codes of incidents and near misses,
// and the codes of an education framework. A list is data and never an enumeration: each version that was ever in force
// here stays readable, since records name it.
//
// Runup ships no values of a taxonomy. UKHSA's national patient safety radiotherapy event taxonomy, in force since 27 May
// 2025, is imported from its own spreadsheet by a superintendent.
package codes

import (
	"slices"
	"time"
)

// The kinds of list.
const (
	Event = "event" // of reports
	ECF   = "ecf"   // of what an authorisation shows, from the education and career framework
)

// Code is one line of a list. A retired one stays, and is not given any more.
type Code struct {
	Code    string `json:"code"`
	Title   string `json:"title"`
	Retired bool   `json:"retired,omitempty"`
}

// List is one version of a list.
type List struct {
	Kind     string
	Taxonomy string // whose list it is, in its own name
	Version  string // "" when nothing was imported yet
	Codes    []Code
	SetBy    string
	SetAt    *time.Time
}

// Source: the SoR guide, Clinical Support Workers in Therapeutic Radiography (June 2026), quotes this one code; the others
// are the framework's to publish.
var shipped = map[string]List{
	ECF: {
		Kind: ECF, Taxonomy: "Education and career framework, as the SoR guide of June 2026 quotes it", Version: "shipped",
		Codes: []Code{{Code: "AP.S.01", Title: "Quoted by the guide by its code; the framework has the words"}},
	},
}

// Unknown answers which of these codes the list does not give: by their places.
func (l List) Unknown(given []string) []int {
	var places []int
	for i, code := range given {
		known := slices.ContainsFunc(l.Codes, func(c Code) bool { return c.Code == code && !c.Retired })
		if !known {
			places = append(places, i)
		}
	}
	return places
}
