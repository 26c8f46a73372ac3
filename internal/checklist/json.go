package checklist

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// fromJSON reads a definition sent over the API. Names must be unique and the text UTF-8.
func fromJSON(text []byte) *document {
	d := &document{text: text, places: map[string]place{}, keys: map[string]place{}}
	if len(text) > largest {
		d.wrong("", "this is too large for a checklist (512 KiB)")
		return d
	}
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	tree, err := d.value(dec, "", 0)
	if err == nil {
		err = ended(dec)
	}
	if err != nil {
		d.tree = nil
		d.add("", place{offset: int(dec.InputOffset())}, problemOf(err))
		return d
	}
	d.tree = tree
	return d
}

func ended(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); err == io.EOF {
		return nil
	}
	return errors.New("something stands after the checklist")
}

func problemOf(err error) string {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) && syntax.Err != nil {
		return "this cannot be read as JSON: " + syntax.Err.Error()
	}
	return "this cannot be read as JSON: " + err.Error()
}

func (d *document) value(dec *jsontext.Decoder, pointer string, level int) (any, error) {
	if level > deepest {
		return nil, errors.New("nested too deeply for a checklist")
	}
	switch dec.PeekKind() {
	case '{':
		return d.object(dec, pointer, level)
	case '[':
		return d.array(dec, pointer, level)
	}
	token, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	d.places[pointer] = place{offset: int(dec.InputOffset()) - len(token.String())}
	switch token.Kind() {
	case '"':
		d.places[pointer] = place{offset: int(dec.InputOffset()) - len(token.String()) - 2}
		return d.words(pointer, token.String()), nil
	case '0':
		n, err := strconv.ParseFloat(token.String(), 64)
		if err != nil {
			d.unusable(pointer, "this number is too large")
		}
		return n, nil
	case 'n':
		d.unusable(pointer, "nothing is written here; leave the member out")
		return nil, nil
	}
	return token.Bool(), nil
}

func (d *document) object(dec *jsontext.Decoder, pointer string, level int) (any, error) {
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	d.places[pointer] = place{offset: int(dec.InputOffset()) - 1}
	m := map[string]any{}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		name := d.words(pointer, token.String())
		at := join(pointer, name)
		d.keys[at] = place{offset: int(dec.InputOffset()) - len(name) - 2}
		if m[name], err = d.value(dec, at, level+1); err != nil {
			return nil, err
		}
	}
	_, err := dec.ReadToken()
	return m, err
}

func (d *document) array(dec *jsontext.Decoder, pointer string, level int) (any, error) {
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	d.places[pointer] = place{offset: int(dec.InputOffset()) - 1}
	list := []any{}
	for dec.PeekKind() != ']' {
		v, err := d.value(dec, index(pointer, len(list)), level+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.ReadToken()
	return list, err
}
