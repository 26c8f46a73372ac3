package formula

import (
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Never answers what of the formula can be read and can never be meant, nil when nothing is so. Compile takes it, since what
// is stored is judged for ever as it was when it came into force; an author is to be told.
func (p *Program) Never() *Mistake { return p.never }

// never finds what can be read and can never be meant: a division by a zero that is written there, a part that is no number
// whatever the readings, text held against text by size.
func never(checked *cel.Ast) *Mistake {
	var found *Mistake
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || found != nil {
			return
		}
		call, problem := e.AsCall(), ""
		switch {
		case call.FunctionName() == operators.Divide && isZero(call.Args()[1]):
			problem = "this divides by zero, so it never gives a number"
		case notFinite(e):
			problem = "this part never gives a number"
		case bySize(call.FunctionName()) && !checked.NativeRep().GetType(call.Args()[0].ID()).IsExactType(cel.DoubleType):
			problem = "only numbers are larger or smaller; compare anything else with == or !="
		}
		if problem != "" {
			at := checked.NativeRep().SourceInfo().GetStartLocation(e.ID())
			found = &Mistake{Line: max(at.Line(), 1), Column: max(at.Column()+1, 1), Problem: problem}
		}
	}))
	return found
}

func bySize(operator string) bool {
	return slices.Contains([]string{operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals}, operator)
}

func isZero(e ast.Expr) bool {
	v, ok := constant(e)
	return ok && v == 0
}

func notFinite(e ast.Expr) bool {
	v, ok := constant(e)
	return ok && !finite(v)
}

// constant works out a part that names no item.
func constant(e ast.Expr) (float64, bool) {
	switch e.Kind() {
	case ast.LiteralKind:
		v, ok := e.AsLiteral().(types.Double)
		return float64(v), ok
	case ast.CallKind:
	default:
		return 0, false
	}
	var args []float64
	for _, a := range e.AsCall().Args() {
		v, ok := constant(a)
		if !ok {
			return 0, false
		}
		args = append(args, v)
	}
	return apply(e.AsCall().FunctionName(), args)
}

func apply(name string, v []float64) (float64, bool) {
	switch name {
	case operators.Negate:
		return -v[0], true
	case operators.Add:
		return v[0] + v[1], true
	case operators.Subtract:
		return v[0] - v[1], true
	case operators.Multiply:
		return v[0] * v[1], true
	case operators.Divide:
		return v[0] / v[1], true
	}
	for _, k := range library {
		if k.name == name {
			return k.do(v), true
		}
	}
	return 0, false
}

// Comparison is a variable held against a text that is written in the formula.
type Comparison struct {
	Name, Text   string
	Line, Column int // of the sign between them
}

// Compares answers the comparisons with written texts.
func (p *Program) Compares() []Comparison { return p.compares }

func comparisons(checked *cel.Ast) []Comparison {
	var list []Comparison
	ast.PostOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Equals && e.AsCall().FunctionName() != operators.NotEquals {
			return
		}
		a, b := e.AsCall().Args()[0], e.AsCall().Args()[1]
		if a.Kind() == ast.LiteralKind {
			a, b = b, a
		}
		if a.Kind() != ast.IdentKind || b.Kind() != ast.LiteralKind {
			return
		}
		if text, ok := b.AsLiteral().(types.String); ok {
			at := checked.NativeRep().SourceInfo().GetStartLocation(e.ID())
			list = append(list, Comparison{Name: a.AsIdent(), Text: string(text), Line: at.Line(), Column: at.Column() + 1})
		}
	}))
	return list
}
