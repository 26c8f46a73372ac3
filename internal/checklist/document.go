package checklist

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// document is a text that was read as plain values, with the place of every one of them, and the mistakes met so far.
type document struct {
	file     string
	text     []byte
	tree     any              // map[string]any, []any, string, float64, bool or nil
	places   map[string]place // by JSON pointer
	keys     map[string]place // where a member's name stands
	mistakes []Mistake
	remarks  []Mistake
	broken   map[string]bool // what cannot be used at all, by JSON pointer: nothing more is said about it or what is in it
}

// place is a line and column from 1, or where line is 0 an offset that is turned into them when a mistake is said.
type place struct{ line, column, offset int }

// largest is the largest text that is read, deepest the deepest nesting; a checklist needs a tenth of either. most is how many
// mistakes of a file are told.
const (
	largest = 512 << 10
	deepest = 32
	most    = 200
)

// wrong notes a mistake about the member at pointer.
func (d *document) wrong(pointer, problem string) {
	d.add(pointer, d.at(pointer), problem)
}

// odd notes a mistake about the name of the member at pointer, such as one that does not belong there.
func (d *document) odd(pointer, problem string) {
	p, ok := d.keys[pointer]
	if !ok {
		p = d.at(pointer)
	}
	d.add(pointer, p, problem)
}

func (d *document) add(pointer string, at place, problem string) {
	if len(d.mistakes) < most {
		d.mistakes = append(d.mistakes, d.mistake(pointer, at, problem))
	}
}

// remark notes something about the member at pointer that is no mistake, unless a mistake has been found there.
func (d *document) remark(pointer, problem string) {
	if len(d.remarks) < most && !d.blamed(pointer) {
		d.remarks = append(d.remarks, d.mistake(pointer, d.at(pointer), problem))
	}
}

func (d *document) mistake(pointer string, at place, problem string) Mistake {
	if at.line == 0 {
		at = d.spot(at.offset)
	}
	return Mistake{
		File: d.file, Line: at.line, Column: at.column, Excerpt: excerpt(d.text, at.line, at.column), Problem: problem, Pointer: pointer,
	}
}

// at answers where the member at pointer stands, or else the nearest thing around it.
func (d *document) at(pointer string) place {
	for {
		if p, ok := d.places[pointer]; ok {
			return p
		}
		up := strings.LastIndexByte(pointer, '/')
		if up < 0 {
			return place{line: 1, column: 1}
		}
		pointer = pointer[:up]
	}
}

// spot turns an offset into line and column.
func (d *document) spot(offset int) place {
	before := d.text[:min(max(offset, 0), len(d.text))]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return place{line: 1 + bytes.Count(before, []byte("\n")), column: utf8.RuneCount(line) + 1}
}

// unusable notes a mistake that leaves nothing of the member at pointer to say more about.
func (d *document) unusable(pointer, problem string) {
	d.wrong(pointer, problem)
	if d.broken == nil {
		d.broken = map[string]bool{}
	}
	d.broken[pointer] = true
}

// blamed reports whether something at pointer has been found wrong already, or what is around it is unusable, so that it is
// said once.
func (d *document) blamed(pointer string) bool {
	for up := pointer; up != ""; up = up[:strings.LastIndexByte(up, '/')] {
		if d.broken[up] {
			return true
		}
	}
	return slices.ContainsFunc(d.mistakes, func(m Mistake) bool { return m.Pointer == pointer })
}

// touched reports whether something at pointer or in it has been found wrong already.
func (d *document) touched(pointer string) bool {
	return d.blamed(pointer) || slices.ContainsFunc(d.mistakes, func(m Mistake) bool { return strings.HasPrefix(m.Pointer, pointer+"/") })
}

// said answers the mistakes in the order of the text.
func (d *document) said() []Mistake { return ordered(d.mistakes) }

func ordered(list []Mistake) []Mistake {
	slices.SortStableFunc(list, func(a, b Mistake) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return slices.CompactFunc(list, func(a, b Mistake) bool { return a == b })
}

// words takes a text value, which may hold any letter but no control characters: they break files, screens and databases.
func (d *document) words(pointer, text string) string {
	if !utf8.ValidString(text) {
		d.wrong(pointer, "this is not UTF-8 text")
		return ""
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		d.wrong(pointer, "text cannot hold control characters")
	}
	return text
}

var escape = strings.NewReplacer("~", "~0", "/", "~1")

func join(pointer, member string) string { return pointer + "/" + escape.Replace(member) }

func index(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }
