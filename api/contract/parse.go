package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"runup/internal/problem"
)

// deepest is how far a request's JSON may be nested; the contract needs five.
const deepest = 32

var (
	errDeep   = errors.New("nested too deeply")
	errNumber = errors.New("a number is out of range")
)

// Parse reads one JSON text: UTF-8, each member once, nothing after it. Numbers stay as they were written, but for whole ones.
func Parse(text []byte) (any, error) {
	in := jsontext.NewDecoder(bytes.NewReader(text))
	value, err := parseValue(in, 0)
	if err != nil {
		return nil, unreadable(err)
	}
	if _, err := in.ReadToken(); err != io.EOF {
		return nil, problem.New("unreadable", "Something stands after the JSON text.")
	}
	return value, nil
}

func unreadable(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, errDeep), errors.Is(err, errNumber):
		return problem.Newf("unreadable", "The JSON text cannot be taken: %v.", err)
	case errors.As(err, &syntax):
		return problem.Newf("unreadable", "The body is not well-formed JSON, at byte %d.", syntax.ByteOffset).Because(err)
	}
	return problem.New("unreadable", "The body is not well-formed JSON.").Because(err)
}

func parseValue(in *jsontext.Decoder, depth int) (any, error) {
	if depth > deepest {
		return nil, errDeep
	}
	token, err := in.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return token.String(), nil
	case '0':
		return parseNumber(token.String())
	case '[':
		return parseArray(in, depth)
	default:
		return parseObject(in, depth)
	}
}

func parseArray(in *jsontext.Decoder, depth int) (any, error) {
	list := []any{}
	for in.PeekKind() != ']' {
		value, err := parseValue(in, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := in.ReadToken()
	return list, err
}

func parseObject(in *jsontext.Decoder, depth int) (any, error) {
	members := map[string]any{}
	for in.PeekKind() != '}' {
		name, err := in.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		value, err := parseValue(in, depth+1)
		if err != nil {
			return nil, err
		}
		members[key] = value
	}
	_, err := in.ReadToken()
	return members, err
}

// parseNumber keeps the text, and refuses what a float64 cannot hold: the exact arithmetic of the schema library would
// spend minutes on 1e999999999.
func parseNumber(text string) (any, error) {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) || len(text) > 64 || (value == 0 && hasDigit(text)) {
		return nil, errNumber
	}
	if whole := int64(value); float64(whole) == value && max(whole, -whole) < 1<<53 {
		return json.Number(strconv.FormatInt(whole, 10)), nil // 5.0 and 5e0 are the integer 5
	}
	return json.Number(text), nil
}

// hasDigit tells a number that vanished from a written zero.
func hasDigit(text string) bool {
	for _, r := range text {
		switch {
		case r == 'e' || r == 'E':
			return false
		case r >= '1' && r <= '9':
			return true
		}
	}
	return false
}
