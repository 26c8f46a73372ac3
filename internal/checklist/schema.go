package checklist

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"runup/checklists"
)

// schema is compiled when the first definition is parsed: a start that parses none pays nothing.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(checklists.Schema))
	if err != nil {
		return nil, fmt.Errorf("checklist: schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("checklist.schema.json", doc); err != nil {
		return nil, fmt.Errorf("checklist: schema: %w", err)
	}
	return compiler.Compile("checklist.schema.json")
})

// shape notes every way in which the document differs from the schema.
func (d *document) shape() {
	if _, ok := d.tree.(map[string]any); !ok {
		d.wrong("", "a checklist is a list of members such as id, title and sections")
		return
	}
	s, err := schema()
	if err != nil {
		d.wrong("", err.Error())
		return
	}
	var invalid *jsonschema.ValidationError
	if errors.As(s.Validate(d.tree), &invalid) {
		d.leaves(invalid)
	}
}

func (d *document) leaves(e *jsonschema.ValidationError) {
	for _, cause := range e.Causes {
		d.leaves(cause)
	}
	if len(e.Causes) > 0 {
		return
	}
	pointer := ""
	for _, member := range e.InstanceLocation {
		pointer = join(pointer, member)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			if at := join(pointer, name); !d.blamed(at) {
				d.odd(at, unknownMember(name, pointer))
			}
		}
	case *kind.Required:
		if !d.broken[pointer] {
			d.wrong(pointer, broken(k, ""))
		}
	default:
		if problem := broken(e.ErrorKind, path.Base(e.SchemaURL)); !d.blamed(pointer) {
			d.unusable(pointer, problem)
		}
	}
}

func unknownMember(name, pointer string) string {
	if near := nearestMember(name); near != "" {
		return fmt.Sprintf("there is no member %q here (did you mean %s?)", name, near)
	}
	return fmt.Sprintf("there is no member %q here", name)
}

// formats say in words what the schema's patterns ask for.
var formats = map[string]string{
	"slug":  "a readable id of small letters, digits and single hyphens, such as door-interlock",
	"line":  "some text, at most 200 letters",
	"words": "some text",
	"hash":  "64 hexadecimal digits",
	"day":   "a day written as 2027-06-30",
	"url":   "an address that begins with https://",
	"clock": "a time written in quotes as \"06:30\"",
}

func broken(e jsonschema.ErrorKind, definition string) string {
	switch k := e.(type) {
	case *kind.Required:
		return "missing: " + strings.Join(k.Missing, ", ")
	case *kind.Type:
		return mistyped(k)
	case *kind.Enum:
		return fmt.Sprintf("must be one of %s, not %v", list(k.Want), k.Got)
	case *kind.Pattern:
		return "must be " + or(formats[definition], "some text")
	case *kind.MinItems:
		return "must not be empty"
	case *kind.MinProperties:
		return "must not be empty"
	case *kind.MaxItems:
		return fmt.Sprintf("has too many entries: at most %d", k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("is too long: at most %d letters", k.Want)
	case *kind.UniqueItems:
		return "says the same thing twice"
	case *kind.Minimum:
		return fmt.Sprintf("must be at least %s", k.Want.RatString())
	case *kind.Maximum:
		return fmt.Sprintf("must be at most %s", k.Want.RatString())
	}
	return "is not as a checklist has it"
}

func mistyped(k *kind.Type) string {
	want := make([]string, len(k.Want))
	for i, t := range k.Want {
		want[i] = typeWords(t)
	}
	problem := fmt.Sprintf("must be %s, not %s", strings.Join(want, " or "), typeWords(k.Got))
	if len(k.Want) == 1 && k.Want[0] == "string" && (k.Got == "number" || k.Got == "integer" || k.Got == "boolean") {
		problem += `; write it in quotes`
	}
	return problem
}

func typeWords(t string) string {
	switch t {
	case "string":
		return "text"
	case "boolean":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "a group of members"
	case "integer":
		return "a whole number"
	case "number":
		return "a number"
	}
	return "nothing"
}

func list(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}
