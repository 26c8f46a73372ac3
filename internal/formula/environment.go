package formula

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// base is built when the first formula is compiled: a start of the server that meets none pays nothing.
var base = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewCustomEnv(append(functions(),
		cel.StdLib(cel.StdLibSubset(language())),
		cel.CrossTypeNumericComparisons(false),
		cel.ParserExpressionSizeLimit(4000),
	)...)
})

// language is the part of CEL that formulas have: arithmetic, comparison, logic. No macro, so nothing loops.
func language() *env.LibrarySubset {
	subset := &env.LibrarySubset{DisableMacros: true}
	for _, name := range []string{
		operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Negate,
		operators.Conditional, operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot,
		operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals,
	} {
		subset.IncludeFunctions = append(subset.IncludeFunctions, &env.Function{Name: name})
	}
	return subset
}

func environment(vars []Var) (*cel.Env, error) {
	shared, err := base()
	if err != nil {
		return nil, fmt.Errorf("formula: language: %w", err)
	}
	kinds := map[Type]*cel.Type{Number: cel.DoubleType, Bool: cel.BoolType, Text: cel.StringType}
	options := make([]cel.EnvOption, len(vars))
	for i, v := range vars {
		options[i] = cel.Variable(v.Name, kinds[v.Type])
	}
	extended, err := shared.Extend(options...)
	if err != nil {
		return nil, fmt.Errorf("formula: variables: %w", err)
	}
	return extended, nil
}

// most is the largest number of values that min, max and mean take.
const most = 8

// known is a function that formulas have.
type known struct {
	name     string
	from, to int // how many numbers it takes
	do       func([]float64) float64
}

// library is ours and not cel-go's extension, for the tablet's CEL has no such extension.
var library = []known{
	{"abs", 1, 1, func(v []float64) float64 { return math.Abs(v[0]) }},
	{"sqrt", 1, 1, func(v []float64) float64 { return math.Sqrt(v[0]) }},
	{"pow", 2, 2, func(v []float64) float64 { return power(v[0], v[1]) }},
	{"round", 1, 1, func(v []float64) float64 { return math.Round(v[0]) }},
	{"min", 2, most, slices.Min[[]float64]},
	{"max", 2, most, slices.Max[[]float64]},
	{"mean", 2, most, mean},
}

// names says which functions there are.
const names = "abs, sqrt, pow, round, min, max and mean"

// takes says how many numbers the function wants.
func (k known) takes() string {
	switch {
	case k.from != k.to:
		return fmt.Sprintf("%d to %d numbers", k.from, k.to)
	case k.from == 1:
		return "one number"
	}
	return fmt.Sprintf("%d numbers", k.from)
}

func functions() []cel.EnvOption {
	var all []cel.EnvOption
	for _, k := range library {
		all = append(all, function(k.name, k.from, k.to, k.do))
	}
	return all
}

func function(name string, from, to int, do func([]float64) float64) cel.EnvOption {
	bound := cel.FunctionBinding(func(args ...ref.Val) ref.Val {
		values := make([]float64, len(args))
		for i, a := range args {
			n, ok := a.(types.Double)
			if !ok {
				return types.MaybeNoSuchOverloadErr(a)
			}
			values[i] = float64(n)
		}
		return types.Double(do(values))
	})
	var overloads []cel.FunctionOpt
	var args []*cel.Type
	for n := 1; n <= to; n++ {
		args = append(args, cel.DoubleType)
		if n >= from {
			overloads = append(overloads, cel.Overload(fmt.Sprintf("%s_%d", name, n), append([]*cel.Type(nil), args...), cel.DoubleType, bound))
		}
	}
	return cel.Function(name, overloads...)
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, n := range v {
		sum += n
	}
	return sum / float64(len(v))
}
