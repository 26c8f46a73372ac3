// Package formula reads and computes the small formulas of a checklist's computed items.
//
// The language is CEL without its macros and with a few numeric functions. Every number is a double: integer literals are
// widened before the check, and Text is the canonical form that is stored and shipped, so that a tablet needs no rewriting.
// What cannot be computed is an error, never a number.
package formula

import (
	"fmt"
	"math"
	"regexp"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// Type is what a variable of a formula holds.
type Type int

// The types of variables.
const (
	Number Type = iota // float64
	Bool               // bool
	Text               // string
)

// Var is something that a formula may name.
type Var struct {
	Name string
	Type Type
}

// Program is a formula ready to be computed. It may be shared.
type Program struct {
	text     string
	uses     []string
	program  cel.Program
	compares []Comparison
	never    *Mistake
}

// costLimit ends what a definition may make a server compute; an honest formula costs tens.
const costLimit = 10_000

// Compile reads a formula over vars. A *Mistake says where it is wrong.
func Compile(source string, vars []Var) (*Program, error) {
	env, err := environment(vars)
	if err != nil {
		return nil, err
	}
	checked, err := check(env, source, vars)
	if err != nil {
		return nil, err
	}
	text, err := cel.AstToString(checked)
	if err != nil {
		return nil, fmt.Errorf("formula: canonical text: %w", err)
	}
	program, err := env.Program(checked, cel.CostLimit(costLimit), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fmt.Errorf("formula: compile: %w", err)
	}
	return &Program{text: text, uses: namesOf(checked), program: program, compares: comparisons(checked), never: never(checked)}, nil
}

func check(env *cel.Env, source string, vars []Var) (*cel.Ast, error) {
	if at := regexp.MustCompile(`\d,\d`).FindStringIndex(withoutText(source)); at != nil {
		line, column := place(source, at[0])
		return nil, &Mistake{Line: line, Column: column, Problem: "write decimals with a point, 1.5; two numbers of a function with a space after the comma"}
	}
	parsed, issues := env.Parse(source)
	if issues.Err() != nil {
		return nil, unreadable(source, issues, vars)
	}
	widen(parsed)
	checked, issues := env.Check(parsed)
	if issues.Err() != nil {
		return nil, senseless(source, issues, vars)
	}
	if !checked.OutputType().IsExactType(cel.DoubleType) {
		return nil, &Mistake{Line: 1, Column: 1, Problem: fmt.Sprintf("a formula must give a number, this one gives %s", words(checked.OutputType().String()))}
	}
	return checked, nil
}

// widen turns every integer literal into a double: nobody who writes "reading * 2" means an integer.
func widen(parsed *cel.Ast) {
	factory := ast.NewExprFactory()
	ast.PostOrderVisit(parsed.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.LiteralKind {
			return
		}
		if n, ok := e.AsLiteral().(types.Int); ok {
			e.SetKindCase(factory.NewLiteral(e.ID(), types.Double(n)))
		}
	}))
}

func namesOf(checked *cel.Ast) []string {
	var list []string
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind && !slices.Contains(list, e.AsIdent()) {
			list = append(list, e.AsIdent())
		}
	}))
	return list
}

// Text is the canonical form. Compiling it gives the same text again.
func (p *Program) Text() string { return p.text }

// Uses names the variables of the formula, each once. It is shared.
func (p *Program) Uses() []string { return p.uses }

// Compute answers the formula's value. An input that is missing or not finite, and a result that is not finite, are errors.
func (p *Program) Compute(values map[string]any) (float64, error) {
	for _, name := range p.uses {
		v, ok := values[name]
		if !ok {
			return 0, fmt.Errorf("formula: cannot be computed: %s is missing", name)
		}
		if n, ok := v.(float64); ok && !finite(n) {
			return 0, fmt.Errorf("formula: cannot be computed: %s is not a number", name)
		}
	}
	out, _, err := p.program.Eval(values)
	if err != nil {
		return 0, fmt.Errorf("formula: cannot be computed: %w", err)
	}
	n, ok := out.(types.Double)
	if !ok || !finite(float64(n)) {
		return 0, fmt.Errorf("formula: cannot be computed: the result is not a number")
	}
	return float64(n), nil
}

func finite(n float64) bool { return !math.IsNaN(n) && !math.IsInf(n, 0) }
