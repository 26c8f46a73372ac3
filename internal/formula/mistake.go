package formula

import (
	"fmt"
	"regexp"
	"strings"

	"cel.dev/cel-go/cel"
)

// Mistake says in plain words what is wrong with a formula, and where in it. Line and column count from 1.
type Mistake struct {
	Line, Column int
	Problem      string
}

// Error implements error.
func (m *Mistake) Error() string { return fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Problem) }

// habits are what people write who never met CEL; the parser's own words for them help nobody. Patterns are compiled when
// somebody has made a mistake, not at start.
var habits = [][2]string{
	{`\^|\*\*`, "write pow(x, 2) for a power"},
	{`[^=<>!]=(?:[^=]|$)`, "use == to compare"},
	{`\b(?i:and)\b`, "use && for and"},
	{`\b(?i:or)\b`, "use || for or"},
	{`\b(?i:not)\b`, "use ! for not"},
	{`%`, "write a percentage as a number: 3 % is 0.03"},
	{`[×·÷−–]`, "use * to multiply, / to divide, - to subtract"},
	{`\d,\d`, "write decimals with a point, 1.5"},
}

func unreadable(source string, issues *cel.Issues) *Mistake {
	line, column, _ := first(issues)
	for _, h := range habits {
		if at := regexp.MustCompile(h[0]).FindStringIndex(source); at != nil {
			line, column = place(source, at[0])
			return &Mistake{Line: line, Column: column, Problem: h[1]}
		}
	}
	problem := "this cannot be read as a formula"
	if strings.Count(source, "(") != strings.Count(source, ")") {
		problem = "the brackets do not match"
	}
	return &Mistake{Line: line, Column: column, Problem: problem}
}

func senseless(source string, issues *cel.Issues, vars []Var) *Mistake {
	line, column, text := first(issues)
	m := &Mistake{Line: line, Column: column, Problem: "this does not make sense as a formula"}
	undeclared := regexp.MustCompile(`undeclared reference to '([^']+)'`).FindStringSubmatch(text)
	overload := regexp.MustCompile(`no matching overload for '([^']+)' applied to '\(([^']*)\)'`).FindStringSubmatch(text)
	switch {
	case undeclared != nil && strings.Contains(source, undeclared[1]+"("):
		m.Problem = fmt.Sprintf("there is no function %s; there are abs, sqrt, pow, round, min, max and mean", undeclared[1])
	case undeclared != nil:
		m.Problem = unknown(undeclared[1], vars)
	case overload != nil:
		m.Problem = misfit(overload[1], overload[2])
	}
	return m
}

func unknown(name string, vars []Var) string {
	if near := nearest(name, vars); near != "" {
		return fmt.Sprintf("there is no item %s to compute with (did you mean %s?)", name, near)
	}
	return fmt.Sprintf("there is no item %s to compute with", name)
}

func misfit(operator, types string) string {
	sign := strings.Trim(operator, "_")
	switch {
	case strings.HasPrefix(operator, "_?"):
		return "write a choice as condition ? number : number"
	case !strings.ContainsAny(sign, "abcdefghijklmnopqrstuvwxyz"):
		return fmt.Sprintf("%s does not work with %s", sign, words(types))
	}
	return fmt.Sprintf("%s does not work with (%s)", sign, words(types))
}

func words(types string) string {
	types = strings.NewReplacer("double", "a number", "string", "text", "bool", "yes or no", "int", "a whole number").Replace(types)
	return strings.Join(strings.Split(types, ", "), " and ")
}

// first answers the first issue's place, counted from 1.
func first(issues *cel.Issues) (line, column int, text string) {
	e := issues.Errors()[0]
	return max(e.Location.Line(), 1), max(e.Location.Column()+1, 1), e.Message
}

func place(source string, at int) (line, column int) {
	before := source[:at]
	return 1 + strings.Count(before, "\n"), at - strings.LastIndex(before, "\n")
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

// Distance counts the slips of a finger that make one name of the other: letters left out, added or mistaken.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		before := row[0]
		row[0] = i + 1
		for j := range b {
			step := before
			if a[i] != b[j] {
				step++
			}
			before = row[j+1]
			row[j+1] = min(step, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
