package checklist

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// unreadable notes why a text is no YAML. The parser stops at the first such place, so it is the only one named.
func (d *document) unreadable(err error) {
	problem, at := "this cannot be read as YAML", place{line: 1, column: 1}
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		at = position(syntax.GetToken())
		said := strings.TrimSpace(syntax.GetMessage())
		words, moved := d.inPlainWords(said, at)
		if words == "" {
			words = said
		}
		problem, at = problem+": "+words, moved
	}
	d.add("", at, problem)
}

// inPlainWords says what an author did where the parser says what it met, and where that is; "" when nobody knows.
func (d *document) inPlainWords(said string, at place) (string, place) {
	line := d.line(at.line)
	rest := from(line, at.column)
	meets := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch {
	case meets("cannot start any token") && strings.Contains(line, "\t"):
		return "a tab stands here; indent with spaces", at
	case meets("end character of"):
		return "this quote is not closed", at
	case meets("must be specified", "not found"):
		return "a bracket { or [ is not closed before this", at
	case meets("unknown escape"):
		if strings.HasSuffix(upTo(line, at.column), `\`) {
			at.column--
		}
		return `a backslash in double quotes is written twice: \\`, at
	case meets("reserved character", "directive", "undefined"):
		return "text that begins with this sign goes in quotes", at
	case meets("block sequence"):
		return "a list begins on the next line, indented", at
	case meets("non-map value") && strings.HasPrefix(rest, "-"):
		return "an entry of a list stands among members; indent it below the member that it belongs to", at
	case meets("non-map value", "unexpected key name"):
		return "a member is written name: value, with a colon and a space", at
	case meets("mapping value is not allowed", "value is not allowed", "invalid key"):
		return d.outOfPlace(line, rest, at)
	}
	return "", at
}

// outOfPlace tells apart what the parser calls by one name: a colon or quotes inside of text, a bracket too many, and a
// line that does not begin in the column of its neighbours.
func (d *document) outOfPlace(line, rest string, at place) (string, place) {
	next := d.line(at.line + 1)
	switch before := strings.TrimSpace(upTo(line, at.column)); {
	case strings.HasPrefix(rest, "}") || strings.HasPrefix(rest, "]"):
		return "a bracket is closed that was not opened", at
	case strings.Count(rest, ": ") > 0 && before != "" && before != "-":
		return "text with a colon in it goes in quotes", at
	case strings.HasSuffix(before, `"`) && strings.Count(before, `"`)%2 == 1:
		return "this quote is not closed on its line", d.openQuote(at)
	case strings.HasSuffix(before, `"`) || strings.HasSuffix(before, "'") || strings.ContainsAny(rest[:min(1, len(rest))], `"'`):
		return "text goes on after its closing quote; put all of it in double quotes", at
	case indent(next) > indent(line) && strings.Contains(next, ":"):
		return misaligned, place{line: at.line + 1, column: 1 + indent(next)}
	}
	return misaligned, at
}

// openQuote answers the last double quote above that has no other on its line.
func (d *document) openQuote(at place) place {
	for n := at.line - 1; n > 0; n-- {
		if line := d.line(n); strings.Count(line, `"`)%2 == 1 {
			return place{line: n, column: utf8.RuneCountInString(line[:strings.LastIndexByte(line, '"')]) + 1}
		}
	}
	return at
}

const misaligned = "this line does not begin in the same column as those it belongs with"

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// line answers a line of the text, "" past its end.
func (d *document) line(n int) string {
	i := 1
	for line := range strings.Lines(string(d.text)) {
		if i == n {
			return strings.TrimRight(line, "\r\n")
		}
		i++
	}
	return ""
}

func from(line string, column int) string {
	letters := []rune(line)
	return string(letters[min(max(column-1, 0), len(letters)):])
}

func upTo(line string, column int) string {
	letters := []rune(line)
	return string(letters[:min(max(column-1, 0), len(letters))])
}
