package formula

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
)

// Mistake says in plain words what is wrong with a formula, and where in it. Line and column count from 1.
type Mistake struct {
	Line, Column int
	Problem      string
	Unknown      string // the name that stands for nothing, when that is the mistake
}

// Error implements error.
func (m *Mistake) Error() string { return fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Problem) }

// habits are what people write who never met CEL; the parser's own words for them help nobody. Patterns are compiled when
// somebody has made a mistake, not at start.
var habits = [][2]string{
	{`\^|\*\*`, "write pow(x, 2) for a power"},
	{`[^=<>!](=)(?:[^=]|$)`, "use == to compare"},
	{`\b(?i:and)\b`, "use && for and"},
	{`\b(?i:or)\b`, "use || for or"},
	{`\b(?i:not)\b`, "use ! for not"},
	{`[≤≥≠]`, "write <= for at most, >= for at least, != for not equal"},
	{`%`, "write a percentage as a number: 3 % is 0.03"},
	{`[×·÷−–]`, "use * to multiply, / to divide, - to subtract"},
	{`\d,\d`, "write decimals with a point, 1.5"},
	{`<>`, "use != for not equal"},
	{`\|[^|]+\|`, "write abs(x) for the size of x"},
	{`(?:^|[^&])(&)(?:[^&]|$)`, "use && for and"},
	{`(?:^|[^|])(\|)(?:[^|]|$)`, "use || for or"},
	{`[°µ]`, "a formula has no units: leave them out"},
	{`(?i:\bif\b|\bthen\b|\belse\b)`, "write a choice as condition ? number : number"},
	{`\d{19,}|\d[eE]\+?\d{3,}`, "this number is too large to compute with"},
	{`(?:\b\d[\d.]*|\))\s*(?:[A-DF-Za-df-z_(]|[eE](?:[^\d+-]|$))`, "a sign is missing here: write 2 * x for two times x"},
}

func unreadable(source string, issues *cel.Issues, vars []Var) *Mistake {
	if m := hyphened(source, vars); m != nil {
		return m
	}
	even := strings.Count(source, "'")%2 == 0 && strings.Count(source, `"`)%2 == 0
	if m := habit(source); m != nil && even {
		return m
	}
	line, column, _ := first(issues)
	problem := "this cannot be read as a formula"
	switch bare := withoutText(source); {
	case strings.TrimSpace(source) == "":
		problem = "there is no formula here"
	case !even:
		problem = "a text in quotes is not closed"
	case strings.Count(bare, "?") > strings.Count(bare, ":"):
		problem = "write a choice as condition ? number : number"
	case strings.Count(bare, "(") > strings.Count(bare, ")"):
		problem = "a bracket is opened and not closed"
	case strings.Count(bare, "(") < strings.Count(bare, ")"):
		problem = "a bracket is closed that was not opened"
	case regexp.MustCompile(`[-+*/<>=&|?:,]\s*$`).MatchString(bare):
		problem = "the formula ends where a number should follow"
	case strings.ContainsAny(bare, "[]{}"):
		problem = "a formula has round brackets only"
	}
	return &Mistake{Line: line, Column: column, Problem: problem}
}

func habit(source string) *Mistake {
	bare := withoutText(source)
	for _, h := range habits {
		if at := regexp.MustCompile(h[0]).FindStringSubmatchIndex(bare); at != nil {
			line, column := place(source, at[len(at)-2]) // the group that marks the sign, or all of it
			return &Mistake{Line: line, Column: column, Problem: h[1]}
		}
	}
	return nil
}

// withoutText blanks what stands in quotes, so that a word of it is not taken for the formula's.
func withoutText(source string) string {
	return regexp.MustCompile(`'[^']*'|"[^"]*"`).ReplaceAllStringFunc(source, func(s string) string { return strings.Repeat(" ", len(s)) })
}

// hyphened finds an item's id written as elsewhere in a checklist.
func hyphened(source string, vars []Var) *Mistake {
	for _, v := range vars {
		id := strings.ReplaceAll(v.Name, "_", "-")
		if id == v.Name {
			continue
		}
		if at := regexp.MustCompile(`\b` + id + `\b`).FindStringIndex(withoutText(source)); at != nil {
			line, column := place(source, at[0])
			return &Mistake{Line: line, Column: column, Problem: fmt.Sprintf("write %s: in a formula a hyphen would subtract, so it is an underscore", v.Name)}
		}
	}
	return nil
}

func senseless(source string, issues *cel.Issues, vars []Var) *Mistake {
	if m := hyphened(source, vars); m != nil {
		return m
	}
	line, column, text := first(issues)
	m := &Mistake{Line: line, Column: column, Problem: "this does not make sense as a formula"}
	undeclared := regexp.MustCompile(`undeclared reference to '([^']+)'`).FindStringSubmatch(text)
	overload := regexp.MustCompile(`no matching overload for '([^']+)' applied to '\(([^']*)\)'`).FindStringSubmatch(text)
	switch {
	case undeclared != nil && strings.ContainsAny(undeclared[1][:1], "_@"):
		if h := habit(source); h != nil {
			return h
		}
		m.Problem = fmt.Sprintf("there is no %s in formulas", strings.Trim(undeclared[1], "_@"))
	case undeclared != nil && regexp.MustCompile(`\b`+regexp.QuoteMeta(undeclared[1])+`\s*\(`).MatchString(source):
		m.Problem = fmt.Sprintf("there is no function %s; there are %s", undeclared[1], names)
	case undeclared != nil:
		m.Problem, m.Unknown = unknown(undeclared[1], vars), undeclared[1]
	case strings.Contains(text, "does not support field selection"):
		m.Problem = "a formula names items alone; a point stands between digits"
	case overload != nil:
		m.Problem = misfit(overload[1], overload[2])
	}
	return m
}

func unknown(name string, vars []Var) string {
	if strings.EqualFold(name, "pi") {
		return "write 3.141592653589793 for pi"
	}
	if near := nearest(name, vars); near != "" {
		return fmt.Sprintf("there is no item %s to compute with (did you mean %s?)", name, near)
	}
	return fmt.Sprintf("there is no item %s to compute with", name)
}

func misfit(operator, types string) string {
	sign := strings.Trim(operator, "_")
	for _, k := range library {
		if k.name == operator {
			return fmt.Sprintf("%s takes %s, not (%s)", k.name, k.takes(), words(types))
		}
	}
	switch {
	case strings.HasPrefix(operator, "_?"):
		return "write a choice as condition ? number : number"
	case strings.ContainsAny(sign, "<>") && strings.Contains(types, "bool"):
		return "compare two at a time: 3 < x && x < 10"
	}
	return fmt.Sprintf("%s does not work with %s", sign, words(types))
}

var typeWords = strings.NewReplacer("null_type", "nothing", "null", "nothing", "double", "a number", "string", "text", "bool", "yes or no",
	"uint", "a whole number", "int", "a whole number")

func words(types string) string {
	if types == "" {
		return "nothing"
	}
	types = regexp.MustCompile(`(list|map)\([^)]*\)`).ReplaceAllString(types, "a $1")
	return strings.Join(strings.Split(typeWords.Replace(types), ", "), " and ")
}

// first answers the first issue's place, counted from 1.
func first(issues *cel.Issues) (line, column int, text string) {
	e := issues.Errors()[0]
	return max(e.Location.Line(), 1), max(e.Location.Column()+1, 1), e.Message
}

func place(source string, at int) (line, column int) {
	before := source[:at]
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}

// nearest finds the name that one slip of the finger would have made.
func nearest(name string, vars []Var) string {
	best, at := "", 3
	for _, v := range vars {
		if d := Distance(name, v.Name); d < at {
			best, at = v.Name, d
		}
	}
	return best
}

// Distance counts the slips of a finger that make one name of the other: letters left out, added, mistaken or swapped.
func Distance(a, b string) int {
	var before, last []int
	for i := range len(a) + 1 {
		row := make([]int, len(b)+1)
		for j := range row {
			switch {
			case i == 0 || j == 0:
				row[j] = i + j
				continue
			case a[i-1] == b[j-1]:
				row[j] = last[j-1]
				continue
			}
			row[j] = 1 + min(last[j-1], last[j], row[j-1])
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], 1+before[j-2])
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
