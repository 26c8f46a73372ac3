package checklist

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Parse reads a checklist file. It answers all mistakes at once; with any, there is no definition.
func Parse(text []byte, name string) (*Definition, []Mistake) {
	return fromYAML(text, name).definition()
}

// ParseJSON reads a definition that was sent over the API, by the same rules. A mistake's Pointer says where it stands.
func ParseJSON(text []byte) (*Definition, []Mistake) {
	return fromJSON(text).definition()
}

func (d *document) definition() (*Definition, []Mistake) {
	if len(d.mistakes) > 0 && d.tree == nil {
		return nil, d.said()
	}
	d.shape()
	d.kinds()
	def := d.decode()
	d.rules(def)
	d.look(def)
	if len(d.mistakes) > 0 {
		return nil, d.said()
	}
	finished, err := def.finish()
	if err != nil {
		d.wrong("", err.Error())
		return nil, d.said()
	}
	return finished, nil
}

// kinds looks through the items for members that their kind does not have.
func (d *document) kinds() {
	root, _ := d.tree.(map[string]any)
	sections, _ := root["sections"].([]any)
	for s, section := range sections {
		members, _ := section.(map[string]any)
		items, _ := members["items"].([]any)
		for i, item := range items {
			if members, ok := item.(map[string]any); ok {
				d.misplaced(index(index("/sections", s)+"/items", i), members)
			}
		}
	}
}

// decode makes as much of a definition as the document allows, so that the rules can find mistakes beside those of shape.
func (d *document) decode() *Definition {
	def := &Definition{}
	if text, err := json.Marshal(d.tree); err == nil {
		// What does not fit its member is left out here and has been noted by shape.
		_ = json.Unmarshal(text, def)
	}
	return def.settle()
}

// finish writes the one text of a faultless definition, its formulas in their canonical form.
func (d *Definition) finish() (*Definition, error) {
	for _, f := range d.formulas {
		f.item.Formula = f.program.Text()
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(d); err != nil {
		return nil, fmt.Errorf("checklist: json: %w", err)
	}
	return FromJSON(bytes.TrimRight(text.Bytes(), "\n"))
}
