package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"runup/internal/problem"
)

// integer is what a numeric parameter looks like.
var integer = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})$`)

// Query answers every wrong place among an operation's query parameters.
func (o *Operation) Query(values url.Values) ([]problem.Field, error) {
	rules, err := o.compiled()
	if err != nil {
		return nil, err
	}
	var wrong []problem.Field
	for name, list := range values {
		p, known := rules.query[name]
		switch {
		case !known:
			wrong = append(wrong, problem.Field{Pointer: "query/" + name, Detail: "this operation has no such parameter"})
		case len(list) > 1:
			wrong = append(wrong, problem.Field{Pointer: "query/" + name, Detail: "is there more than once"})
		default:
			wrong = append(wrong, p.check("query/"+name, list[0])...)
		}
	}
	for name, p := range rules.query {
		if p.required && !values.Has(name) {
			wrong = append(wrong, problem.Field{Pointer: "query/" + name, Detail: "is missing"})
		}
	}
	return sorted(wrong), nil
}

// Params answers every wrong place among an operation's path parameters.
func (o *Operation) Params(values map[string]string) ([]problem.Field, error) {
	rules, err := o.compiled()
	if err != nil {
		return nil, err
	}
	var wrong []problem.Field
	for name, p := range rules.path {
		wrong = append(wrong, p.check("path/"+name, values[name])...)
	}
	return sorted(wrong), nil
}

func (p parameter) check(pointer, text string) []problem.Field {
	if !Plain(text) {
		return []problem.Field{{Pointer: pointer, Detail: "holds characters that are not text"}}
	}
	var value any = text
	if p.numeric {
		if !integer.MatchString(text) {
			return []problem.Field{{Pointer: pointer, Detail: "must be a whole number"}}
		}
		value = json.Number(text)
	}
	if p.boolean && (text == "true" || text == "false") {
		value = text == "true"
	}
	return places(pointer, p.schema.Validate(value))
}

// TakesBody answers the media type of the operation's body, "" when it has none, and whether it must be there.
func (o *Operation) TakesBody() (media string, required bool, err error) {
	rules, err := o.compiled()
	if err != nil {
		return "", false, err
	}
	return rules.media, rules.bodyRequired, nil
}

// Body reads a body and holds it against its schema. The value is what handlers bind, so nothing is decoded twice.
func (o *Operation) Body(text []byte) (any, error) {
	rules, err := o.compiled()
	if err != nil {
		return nil, err
	}
	value, err := Parse(text)
	if err != nil {
		return nil, err
	}
	if wrong := places("", rules.body.Validate(value)); len(wrong) > 0 {
		return nil, Wrong(sorted(wrong))
	}
	return value, nil
}

// Keepable refuses the texts that no database would keep: those with control characters other than line ends and tabs.
func Keepable(value any) error {
	if wrong := unprintable("", value); len(wrong) > 0 {
		return Wrong(sorted(wrong))
	}
	return nil
}

// Wrong is the problem that names every wrong place.
func Wrong(places []problem.Field) error {
	return problem.New("invalid", "Something in the request is wrong; every place is named.").With(places...)
}

// places turns the schema library's tree of causes into a flat list.
func places(pointer string, err error) []problem.Field {
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return nil
	}
	if len(invalid.Causes) > 0 {
		var all []problem.Field
		for _, cause := range invalid.Causes {
			all = append(all, places(pointer, cause)...)
		}
		return all
	}
	at := pointer + join(invalid.InstanceLocation)
	switch why := invalid.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		return each(at, why.Properties, "this member is not known here")
	case *kind.Required:
		return each(at, why.Missing, "is missing")
	default:
		return []problem.Field{{Pointer: at, Detail: detail(why)}}
	}
}

// detail words one mistake. What was sent is not repeated: it may be a secret.
func detail(why jsonschema.ErrorKind) string {
	switch why := why.(type) {
	case *kind.Pattern:
		return "must have the form " + why.Want
	case *kind.Format:
		return "must be a " + why.Want
	case *kind.MinProperties:
		return fmt.Sprintf("must have at least %d members", why.Want)
	case *kind.MaxProperties:
		return fmt.Sprintf("must have at most %d members", why.Want)
	}
	return why.LocalizedString(message.NewPrinter(language.English))
}

func each(at string, names []string, detail string) []problem.Field {
	list := make([]problem.Field, len(names))
	for i, name := range names {
		list[i] = problem.Field{Pointer: at + join([]string{name}), Detail: detail}
	}
	return list
}

func unprintable(at string, value any) []problem.Field {
	switch v := value.(type) {
	case string:
		if !Plain(v) {
			return []problem.Field{{Pointer: at, Detail: "holds characters that are not text"}}
		}
	case []any:
		var wrong []problem.Field
		for i, inner := range v {
			wrong = append(wrong, unprintable(fmt.Sprintf("%s/%d", at, i), inner)...)
		}
		return wrong
	case map[string]any:
		var wrong []problem.Field
		for name, inner := range v {
			wrong = append(wrong, unprintable(at+join([]string{name}), inner)...)
		}
		return wrong
	}
	return nil
}

// Plain tells whether a text is UTF-8 without control characters other than line ends and tabs.
func Plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f
	})
}

func join(steps []string) string {
	var out strings.Builder
	for _, step := range steps {
		out.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(step))
	}
	return out.String()
}

func sorted(list []problem.Field) []problem.Field {
	slices.SortStableFunc(list, func(a, b problem.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	return list
}
