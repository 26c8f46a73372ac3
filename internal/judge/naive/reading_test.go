package naive_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
)

// reading is what could be read of one.
type reading struct {
	value         any // *big.Rat, string, bool or obj
	notApplicable bool
	putRight      bool
	blob          string
	earlier       []before
	bad           bool // something of it could not be read
}

type before struct {
	value    any
	mistyped bool
}

func read(raw any) (r reading) {
	members, ok := raw.(obj)
	if !ok {
		return reading{bad: true}
	}
	r.value = r.answer(members["value"])
	if why, there := members["notApplicable"]; there && why != nil {
		r.notApplicable = words(why)
		r.bad = r.bad || !r.notApplicable
	}
	for _, name := range []string{"note", "blob"} {
		if s, isText := members[name].(string); name == "blob" && isText {
			r.blob = s
		} else if members[name] != nil && !isText {
			r.bad = true
		}
	}
	if p, there := members["putRight"]; there && p != nil {
		both, _ := p.(obj)
		r.putRight = words(both["found"]) && words(both["did"])
		r.bad = r.bad || !r.putRight
	}
	if list, there := members["earlier"]; there {
		r.before(list)
	}
	return r
}

func (r *reading) before(raw any) {
	list, ok := raw.([]any)
	r.bad = r.bad || !ok
	for _, e := range list {
		members, ok := e.(obj)
		if !ok {
			r.bad = true
			continue
		}
		mistyped, isBool := members["mistyped"].(bool)
		_, there := members["mistyped"]
		_, isText := members["reason"].(string)
		r.bad = r.bad || there && !isBool || members["reason"] != nil && !isText
		r.earlier = append(r.earlier, before{r.answer(members["value"]), mistyped})
	}
}

// minusZero is the one number that a fraction cannot be; it is told by its address.
var minusZero = new(big.Rat)

// answer reads a value; a list, and a number larger than a number can be, is none.
func (r *reading) answer(raw any) any {
	switch v := raw.(type) {
	case nil, string, bool:
		return v
	case obj:
		for _, member := range v {
			if n, ok := member.(json.Number); ok && !inRange(rat(n.String())) {
				r.bad = true
				return nil
			}
		}
		return v
	case json.Number:
		switch n := rat(v.String()); {
		case n.Sign() == 0 && strings.HasPrefix(v.String(), "-"):
			return minusZero
		case inRange(n):
			return n
		}
	}
	r.bad = true
	return nil
}

func words(v any) bool {
	s, _ := v.(string)
	return strings.TrimSpace(s) != ""
}

func rat(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("not a number: " + text)
	}
	return r
}

// inRange reports whether the nearest double of a fraction is a finite one.
func inRange(r *big.Rat) bool {
	f, _ := r.Float64()
	return !math.IsInf(f, 0)
}
