package checklist

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// fromYAML reads the plain part of YAML: no anchors, aliases, merge keys, tags or several documents, so that what stands in
// the file is what is meant.
func fromYAML(text []byte, name string) *document {
	text = bytes.TrimPrefix(text, []byte("\uFEFF")) // some editors mark UTF-8 so
	d := &document{file: name, text: text, places: map[string]place{}, keys: map[string]place{}}
	if at := foreign(text); at >= 0 {
		d.add("", place{offset: at}, "this file is not UTF-8 text; save it as UTF-8")
		return d
	}
	if problem := unfit(text); problem != "" {
		d.wrong("", problem)
		return d
	}
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.unreadable(err)
		return d
	}
	docs := file.Docs
	if len(docs) != 1 || docs[0].Body == nil {
		d.wrong("", "a file holds exactly one checklist")
		return d
	}
	d.tree = d.node(docs[0].Body, "", 0)
	return d
}

// foreign answers where a text stops being UTF-8, -1 when it is. The parser would put other letters in their place.
func foreign(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// unfit refuses what would cost the parser more than any checklist is worth.
func unfit(text []byte) string {
	if len(text) > largest {
		return "this file is too large for a checklist (512 KiB)"
	}
	for line := range bytes.Lines(text) {
		if depth(line) > deepest {
			return "this is nested too deeply for a checklist"
		}
	}
	return nested(text)
}

// depth counts what one line can nest: leading dashes, question marks and colons.
func depth(line []byte) int {
	return bytes.Count(line, []byte("- ")) + bytes.Count(line, []byte("? "))
}

func nested(text []byte) string {
	open, indent, levels := 0, 0, 0
	for line := range bytes.Lines(text) {
		trimmed := bytes.TrimLeft(line, " ")
		if at := len(line) - len(trimmed); at > indent {
			levels++
			indent = at
		} else if at < indent {
			levels, indent = min(levels, at), at
		}
		open = max(0, open+bytes.Count(line, []byte("["))+bytes.Count(line, []byte("{"))-bytes.Count(line, []byte("]"))-bytes.Count(line, []byte("}")))
		if open > 4*deepest || levels > 4*deepest {
			return "this is nested too deeply for a checklist"
		}
	}
	return ""
}

func position(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{line: 1, column: 1}
	}
	return place{line: max(t.Position.Line, 1), column: max(t.Position.Column, 1)}
}

func (d *document) node(n ast.Node, pointer string, level int) any {
	d.places[pointer] = position(start(n))
	if level > deepest {
		d.wrong(pointer, "this is nested too deeply for a checklist")
		return nil
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return d.mapping(n.Values, pointer, level, n.IsFlowStyle)
	case *ast.MappingValueNode:
		return d.mapping([]*ast.MappingValueNode{n}, pointer, level, false)
	case *ast.SequenceNode:
		list := make([]any, len(n.Values))
		for i, v := range n.Values {
			list[i] = d.node(v, index(pointer, i), level+1)
		}
		return list
	}
	return d.scalar(n, pointer)
}

// start answers the first letter of a node, which for a mapping written as a block is its first member's name.
func start(n ast.Node) *token.Token {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	if n == nil {
		return nil
	}
	return n.GetToken()
}

func (d *document) mapping(values []*ast.MappingValueNode, pointer string, level int, flow bool) map[string]any {
	m := make(map[string]any, len(values))
	for _, v := range values {
		key, ok := v.Key.(*ast.StringNode)
		if !ok {
			d.add(pointer, position(v.Key.GetToken()), "a member's name is plain text; anchors and merge keys have no place in a checklist")
			continue
		}
		at := join(pointer, d.words(pointer, key.Value))
		d.keys[at] = position(key.GetToken())
		if flow && d.nothing(v.Value) {
			d.odd(at, "inside { } a comma ends a value: put text with a comma in quotes")
			continue
		}
		if _, twice := m[key.Value]; twice {
			d.odd(at, key.Value+" is written twice")
			continue
		}
		m[key.Value] = d.node(v.Value, at, level+1)
	}
	return m
}

// nothing reports whether a value was not written at all.
func (d *document) nothing(n ast.Node) bool {
	if _, ok := n.(*ast.NullNode); !ok {
		return false
	}
	at := position(n.GetToken())
	written := from(d.line(at.line), at.column)
	return !strings.HasPrefix(written, "null") && !strings.HasPrefix(written, "~")
}

func (d *document) scalar(n ast.Node, pointer string) any {
	switch n := n.(type) {
	case *ast.StringNode:
		return d.words(pointer, n.Value)
	case *ast.LiteralNode:
		return d.words(pointer, n.Value.Value)
	case *ast.BoolNode:
		return n.Value
	case *ast.FloatNode:
		return n.Value
	case *ast.IntegerNode:
		return number(n.Value)
	case *ast.NullNode:
		d.unusable(pointer, "nothing is written here; leave the member out")
	case *ast.InfinityNode, *ast.NanNode:
		d.unusable(pointer, "this is not a number that can be compared with")
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		d.unusable(pointer, "anchors, aliases and tags have no place in a checklist; write it out")
	default:
		d.unusable(pointer, "this cannot be read")
	}
	return nil
}

func number(v any) any {
	switch n := v.(type) {
	case int64:
		return float64(n)
	case uint64:
		return float64(n)
	}
	return v
}
