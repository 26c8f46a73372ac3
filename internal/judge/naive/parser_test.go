package naive_test

import (
	"regexp"
	"strings"
)

// A formula is read and worked out by descent: condition, or, and, comparison, sum, product, sign, and what binds closest.

type node func(values map[string]any) any

var token = regexp.MustCompile(`\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|"[^"]*"|&&|\|\||[<>=!]=|.)`)

type parser struct {
	tokens []string
	uses   []string
}

// parse answers what a formula works out and the names that it uses.
func parse(source string) (node, []string) {
	p := &parser{}
	for _, m := range token.FindAllStringSubmatch(source, -1) {
		p.tokens = append(p.tokens, m[1])
	}
	n := p.condition()
	if len(p.tokens) > 0 {
		panic("left over in " + source)
	}
	return n, p.uses
}

func (p *parser) take(wanted ...string) string {
	for _, w := range wanted {
		if len(p.tokens) > 0 && p.tokens[0] == w {
			p.tokens = p.tokens[1:]
			return w
		}
	}
	return ""
}

func (p *parser) condition() node {
	is := p.either()
	if p.take("?") == "" {
		return is
	}
	then := p.either()
	p.take(":")
	otherwise := p.condition()
	return func(v map[string]any) any {
		if is(v).(bool) {
			return then(v)
		}
		return otherwise(v)
	}
}

func (p *parser) either() node {
	left := p.both()
	for p.take("||") != "" {
		a, b := left, p.both()
		left = func(v map[string]any) any { return a(v).(bool) || b(v).(bool) }
	}
	return left
}

func (p *parser) both() node {
	left := p.comparison()
	for p.take("&&") != "" {
		a, b := left, p.comparison()
		left = func(v map[string]any) any { return a(v).(bool) && b(v).(bool) }
	}
	return left
}

func (p *parser) comparison() node {
	left := p.sum()
	for {
		sign := p.take("<=", ">=", "==", "!=", "<", ">")
		if sign == "" {
			return left
		}
		a, b := left, p.sum()
		left = func(v map[string]any) any { return compared(sign, a(v), b(v)) }
	}
}

func compared(sign string, a, b any) bool {
	if x, ok := a.(float64); ok {
		y := b.(float64)
		return map[string]bool{"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y, "!=": x != y}[sign]
	}
	return (a == b) == (sign == "==")
}

func (p *parser) sum() node { return p.chain(p.product, "+", "-") }

func (p *parser) product() node { return p.chain(p.signed, "*", "/") }

func (p *parser) chain(next func() node, operators ...string) node {
	left := next()
	for {
		operator := p.take(operators...)
		if operator == "" {
			return left
		}
		a, b := left, next()
		left = func(v map[string]any) any { return operate(operator, a(v).(float64), b(v).(float64)) }
	}
}

func (p *parser) signed() node {
	switch p.take("-", "!") {
	case "-":
		of := p.signed()
		return func(v map[string]any) any { return -of(v).(float64) }
	case "!":
		of := p.signed()
		return func(v map[string]any) any { return !of(v).(bool) }
	}
	return p.closest()
}

func (p *parser) closest() node {
	if p.take("(") != "" {
		inside := p.condition()
		p.take(")")
		return inside
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	var constant any
	switch {
	case t[0] >= '0' && t[0] <= '9':
		constant = nearest(rat(t))
	case t[0] == '"':
		constant = strings.Trim(t, `"`)
	case t == "true" || t == "false":
		constant = t == "true"
	case p.take("(") != "":
		return p.function(t)
	default:
		p.uses = append(p.uses, t)
		return func(v map[string]any) any { return v[t] }
	}
	return func(map[string]any) any { return constant }
}

func (p *parser) function(name string) node {
	args := []node{p.condition()}
	for p.take(",") != "" {
		args = append(args, p.condition())
	}
	p.take(")")
	return func(v map[string]any) any {
		values := make([]float64, len(args))
		for i, a := range args {
			values[i] = a(v).(float64)
		}
		return call(name, values)
	}
}
