// Package checklist holds what a checklist is: its shape as written in YAML and as served, the rules it must keep, and the
// one JSON text whose SHA-256 is its identity.
//
// A Definition never changes once made and may be shared. What is not written keeps its default: members are as the author
// left them, and methods such as Failing answer with the default.
package checklist

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Definition is a checklist.
type Definition struct {
	ID             string      `json:"id"`
	Title          string      `json:"title"`
	Version        string      `json:"version"` // a label for people; the hash is the identity
	Purpose        string      `json:"purpose,omitempty"`
	BasedOn        *BasedOn    `json:"basedOn,omitempty"`
	EquipmentKinds []string    `json:"equipmentKinds"`
	PerformedBy    PerformedBy `json:"performedBy"`
	Schedule       *Schedule   `json:"schedule,omitempty"`
	Gating         bool        `json:"gating,omitempty"` // not to be used clinically without it
	Record         string      `json:"record,omitempty"` // retention class
	Escalation     *Escalation `json:"escalation,omitempty"`
	Procedure      *Procedure  `json:"procedure,omitempty"`
	Guide          *Guide      `json:"guide,omitempty"`
	Round          string      `json:"round,omitempty"` // "points", or not a round
	Sections       []Section   `json:"sections"`

	text     []byte
	hash     string
	items    []*Item
	byID     map[string]*Item
	formulas map[string]*Formula
	refers   bool
}

// BasedOn names the library's version that a local checklist started from, and says why it differs.
type BasedOn struct {
	ID          string       `json:"id"`
	Hash        string       `json:"hash"`
	Differences []Difference `json:"differences,omitempty"`
}

// Difference is one way in which a local checklist differs from the one it is based on.
type Difference struct {
	Item   string `json:"item,omitempty"` // "" is the checklist as a whole
	Change string `json:"change"`
	Reason string `json:"reason"`
	What   string `json:"-"` // what Compare found, in words
}

// The changes that a Difference can be.
const (
	LeftOut   = "left-out"
	Loosened  = "loosened"
	Tightened = "tightened"
	Reworded  = "reworded"
	Added     = "added"
	Changed   = "changed" // neither looser nor tighter, such as another kind
)

// PerformedBy says who does the check and who confirms it.
type PerformedBy struct {
	Roles       []string `json:"roles"`
	Countersign string   `json:"countersign,omitempty"` // never, trainee or always
	SecondCheck bool     `json:"secondCheck,omitempty"`
}

// Schedule says when the check is due. Times are of the department's zone.
type Schedule struct {
	Rule         string `json:"rule"` // RFC 5545
	On           string `json:"on,omitempty"`
	Opens        string `json:"opens"`
	Due          string `json:"due"`
	GraceMinutes int    `json:"graceMinutes,omitempty"`
}

// Escalation names the policy by which its escalations climb.
type Escalation struct {
	Policy string `json:"policy"`
}

// Procedure is the local procedure that the checklist follows.
type Procedure struct {
	Ref      string `json:"ref"`
	Issue    string `json:"issue,omitempty"`
	ReviewBy string `json:"reviewBy,omitempty"` // YYYY-MM-DD
	URL      string `json:"url,omitempty"`
}

// Guide places the checklist in the guidance on support workers and assistant practitioners.
type Guide struct {
	Domains []string `json:"domains"`
}

// Section groups items under a title.
type Section struct {
	Title string `json:"title"`
	Items []Item `json:"items"`
}

// FromJSON reads the stored text of a definition that Parse or ParseJSON made. It is not validated again, and JSON answers
// exactly these bytes.
func FromJSON(text []byte) (*Definition, error) {
	d := &Definition{}
	if err := json.Unmarshal(text, d); err != nil {
		return nil, fmt.Errorf("checklist: from json: %w", err)
	}
	d.text = text
	return d.settle(), nil
}

// settle works out once what is asked often.
func (d *Definition) settle() *Definition {
	sum := sha256.Sum256(d.text)
	d.hash = hex.EncodeToString(sum[:])
	d.byID = map[string]*Item{}
	d.formulas = map[string]*Formula{}
	for s := range d.Sections {
		for i := range d.Sections[s].Items {
			item := &d.Sections[s].Items[i]
			d.items = append(d.items, item)
			d.byID[item.ID] = item
			d.refers = d.refers || item.refers()
			if item.Kind == Computed {
				d.formulas[item.ID] = &Formula{of: d, item: item}
			}
		}
	}
	return d
}

// JSON answers the one text of the definition. It is shared and never to be changed.
func (d *Definition) JSON() []byte { return d.text }

// Hash answers the SHA-256 of JSON in hex: the identity of this version.
func (d *Definition) Hash() string { return d.hash }

// Items answers every item in order. The list is shared.
func (d *Definition) Items() []*Item { return d.items }

// Item answers the item with this id, nil when there is none.
func (d *Definition) Item(id string) *Item { return d.byID[id] }

// EachPoint reports whether the check goes round the points of its equipment.
func (d *Definition) EachPoint() bool { return d.Round == "points" }

// Refers reports whether judging needs more than the readings: baselines, what was last seen, or test equipment.
func (d *Definition) Refers() bool { return d.refers }

// NeedsLocal answers the items that judge nothing until a department has set their reference or limits.
func (d *Definition) NeedsLocal() []*Item {
	var list []*Item
	for _, item := range d.items {
		if l := item.Limits; l != nil && (l.Local || l.Baseline()) {
			list = append(list, item)
		}
	}
	return list
}
