package judge

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Reading is what was observed for an item.
type Reading struct {
	Value         any // float64, string, bool or map[string]any; nil when there is none
	NotApplicable *string
	Earlier       []Earlier
	PutRight      *PutRight
	Note          string
	Blob          string
	Unusable      string // why something of it could not be used, "" when all is well
}

// Earlier is what stood in a reading's place before.
type Earlier struct {
	Value    any
	Reason   string
	Mistyped bool // a slip of the finger: kept, not judged
}

// PutRight is what was found wrong and put right on the spot.
type PutRight struct {
	Found, Did string
}

// ReadReadings reads the readings of a payload. It never fails: what it cannot use is marked in its reading, and under "" when
// it belongs to none.
func ReadReadings(raw []byte) map[string]Reading {
	all := readings{}
	if err := json.Unmarshal(raw, &all); err != nil {
		all[""] = Reading{Unusable: "the readings cannot be read to their end"}
	}
	return all
}

// readings is read member by member, so that one bad member spoils nothing but itself.
type readings map[string]Reading

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (all *readings) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if dec.PeekKind() != '{' {
		(*all)[""] = Reading{Unusable: "the readings are not a group of members"}
		return dec.SkipValue()
	}
	return members(dec, func(member []byte) error {
		var r Reading
		name := string(member)
		err := r.read(dec)
		(*all)[name] = r
		return err
	})
}

// members calls each for every member of the object that comes next; each reads the member's value, after which name is no
// longer good.
func members(dec *jsontext.Decoder, each func(name []byte) error) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != '}' {
		quoted, err := dec.ReadValue()
		if err != nil {
			return err
		}
		name := quoted[1 : len(quoted)-1]
		if bytes.IndexByte(name, '\\') >= 0 {
			if name, err = jsontext.AppendUnquote(nil, quoted); err != nil {
				return err
			}
		}
		if err := each(name); err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

func (r *Reading) read(dec *jsontext.Decoder) error {
	if dec.PeekKind() != '{' {
		return r.skip(dec, "the reading is not a group of members")
	}
	return members(dec, func(name []byte) (err error) {
		switch string(name) {
		case "value":
			r.Value, err = r.value(dec)
		case "notApplicable":
			r.NotApplicable, err = r.reason(dec)
		case "earlier":
			err = r.earlier(dec)
		case "putRight":
			err = r.putRight(dec)
		case "note":
			r.Note, err = r.text(dec)
		case "blob":
			r.Blob, err = r.text(dec)
		default:
			err = dec.SkipValue()
		}
		return err
	})
}

func (r *Reading) skip(dec *jsontext.Decoder, why string) error {
	r.Unusable = why
	return dec.SkipValue()
}

// largestValue bounds a value that is a group of members; the only one there is, a lot's range, needs a tenth of it.
const largestValue = 1024

func (r *Reading) value(dec *jsontext.Decoder) (any, error) {
	switch dec.PeekKind() {
	case '0':
		return r.number(dec)
	case '{':
		return r.group(dec)
	case '[':
		return nil, r.skip(dec, "a list is no answer")
	case 'n':
		return nil, dec.SkipValue()
	}
	token, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	if token.Kind() == '"' {
		return token.String(), nil
	}
	return token.Bool(), nil
}

func (r *Reading) number(dec *jsontext.Decoder) (any, error) {
	raw, err := dec.ReadValue()
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		r.Unusable = "this number is too large"
		return nil, nil
	}
	return n, nil
}

func (r *Reading) group(dec *jsontext.Decoder) (any, error) {
	raw, err := dec.ReadValue()
	if err != nil {
		return nil, err
	}
	group := map[string]any{}
	if len(raw) > largestValue || json.Unmarshal(raw, &group) != nil {
		r.Unusable = "the answer cannot be used"
		return nil, nil
	}
	return group, nil
}

func (r *Reading) text(dec *jsontext.Decoder) (string, error) {
	switch dec.PeekKind() {
	case '"':
		token, err := dec.ReadToken()
		return token.String(), err
	case 'n':
		return "", dec.SkipValue()
	}
	return "", r.skip(dec, "a text is not a text")
}

// reason reads why something is not applicable. Without a reason it is not.
func (r *Reading) reason(dec *jsontext.Decoder) (*string, error) {
	if dec.PeekKind() == 'n' {
		return nil, dec.SkipValue()
	}
	text, err := r.text(dec)
	if err != nil || strings.TrimSpace(text) == "" {
		r.Unusable = "not applicable needs a reason"
		return nil, err
	}
	return &text, nil
}

func (r *Reading) earlier(dec *jsontext.Decoder) error {
	if dec.PeekKind() != '[' {
		return r.skip(dec, "earlier readings are a list")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != ']' {
		if dec.PeekKind() != '{' {
			if err := r.skip(dec, "an earlier reading is not a group of members"); err != nil {
				return err
			}
			continue
		}
		e, err := r.before(dec)
		if err != nil {
			return err
		}
		r.Earlier = append(r.Earlier, e)
	}
	_, err := dec.ReadToken()
	return err
}

func (r *Reading) before(dec *jsontext.Decoder) (e Earlier, err error) {
	err = members(dec, func(member []byte) (err error) {
		switch name := string(member); {
		case name == "value":
			e.Value, err = r.value(dec)
		case name == "reason":
			e.Reason, err = r.text(dec)
		case name == "mistyped" && (dec.PeekKind() == 't' || dec.PeekKind() == 'f'):
			token, failed := dec.ReadToken()
			e.Mistyped, err = failed == nil && token.Bool(), failed
		case name == "mistyped":
			err = r.skip(dec, "mistyped is yes or no")
		default:
			err = dec.SkipValue()
		}
		return err
	})
	return e, err
}

func (r *Reading) putRight(dec *jsontext.Decoder) error {
	if dec.PeekKind() != '{' {
		if dec.PeekKind() == 'n' {
			return dec.SkipValue()
		}
		return r.skip(dec, "put right needs what was found and what was done")
	}
	var p PutRight
	err := members(dec, func(name []byte) (err error) {
		switch string(name) {
		case "found":
			p.Found, err = r.text(dec)
		case "did":
			p.Did, err = r.text(dec)
		default:
			err = dec.SkipValue()
		}
		return err
	})
	if err != nil || strings.TrimSpace(p.Found) == "" || strings.TrimSpace(p.Did) == "" {
		r.Unusable = "put right needs what was found and what was done"
		return err
	}
	r.PutRight = &p
	return nil
}
