package naive_test

import (
	"math"
	"math/big"
)

// Each step of a formula is exact and then rounded once to the nearest double, as IEEE 754 says a processor does. What has
// no fraction (an infinity, a zero's sign) is left to the processor.

func ordinary(values ...float64) bool {
	for _, v := range values {
		if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

func exact(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }

func nearest(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

func operate(operator string, a, b float64) float64 {
	if ordinary(a, b) {
		x, y := exact(a), exact(b)
		switch operator {
		case "+":
			return nearest(x.Add(x, y))
		case "-":
			return nearest(x.Sub(x, y))
		case "*":
			return nearest(x.Mul(x, y))
		}
		return nearest(x.Quo(x, y))
	}
	switch operator {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	}
	return a / b
}

// call is one of the functions that formulas have.
func call(name string, v []float64) float64 {
	for _, n := range v {
		if math.IsNaN(n) {
			return n
		}
	}
	switch name {
	case "abs":
		return math.Copysign(v[0], 1)
	case "round":
		return rounded(v[0])
	case "sqrt":
		return root(v[0])
	case "pow":
		return power(v[0], v[1])
	case "mean":
		total := 0.0
		for _, n := range v {
			total = operate("+", total, n)
		}
		return operate("/", total, float64(len(v)))
	}
	best := v[0]
	for _, n := range v[1:] {
		lower := n < best || n == 0 && best == 0 && math.Signbit(n)
		higher := n > best || n == 0 && best == 0 && !math.Signbit(n)
		if name == "min" && lower || name == "max" && higher {
			best = n
		}
	}
	return best
}

// rounded goes to the nearest whole number, half of one away from zero.
func rounded(v float64) float64 {
	if !ordinary(v) {
		return v
	}
	twice := exact(math.Abs(v))
	twice.Add(twice, rat("1/2"))
	whole := new(big.Int).Quo(twice.Num(), twice.Denom())
	return math.Copysign(nearest(new(big.Rat).SetInt(whole)), v)
}

const bits = 400

func wide(v float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(v) }

func root(v float64) float64 {
	switch {
	case v < 0:
		return math.NaN()
	case !ordinary(v):
		return v
	}
	f, _ := new(big.Float).SetPrec(bits).Sqrt(wide(v)).Float64()
	return f
}

// power answers x to the y by fractions where y is a small whole number, and else by logarithms of four hundred bits.
func power(x, y float64) float64 {
	whole := y == math.Trunc(y)
	switch {
	case math.IsNaN(x+y) || math.IsInf(x, 0) || math.IsInf(y, 0) || x < 0 && !whole:
		return math.NaN()
	case y == 0:
		return 1
	case x == 0 && y < 0:
		return math.Inf(1)
	case x == 0:
		return 0
	case whole && math.Abs(y) <= 64:
		n, total := exact(x), rat("1")
		for range int(math.Abs(y)) {
			total.Mul(total, n)
		}
		if y < 0 {
			total.Inv(total)
		}
		return nearest(total)
	}
	f, _ := raised(logOf(math.Abs(x)).Mul(logOf(math.Abs(x)), wide(y))).Float64()
	if x < 0 && math.Mod(y, 2) != 0 {
		return -f
	}
	return f
}

// logOf is the natural logarithm: halved and doubled until near one, then by its series.
func logOf(x float64) *big.Float {
	m, e := math.Frexp(x)
	total := series(m)
	return total.Add(total, new(big.Float).Mul(wide(float64(e)), series(2)))
}

// series answers the logarithm of m between one half and two: twice the sum of s^n/n over odd n, s = (m-1)/(m+1).
func series(m float64) *big.Float {
	less, more := wide(m), wide(m)
	s := less.Quo(less.Sub(less, wide(1)), more.Add(more, wide(1)))
	square, term, total := new(big.Float).Mul(s, s), wide(2), wide(0)
	term.Mul(term, s)
	for n := 1; n < 300; n += 2 {
		total.Add(total, new(big.Float).Quo(term, wide(float64(n))))
		term.Mul(term, square)
	}
	return total
}

// raised is e to the t: of a two-hundred-and-fifty-sixth of it by the series, squared eight times.
func raised(t *big.Float) *big.Float {
	if far, _ := t.Float64(); math.Abs(far) > 5000 {
		return wide(map[bool]float64{true: math.Inf(1), false: 0}[far > 0])
	}
	small := new(big.Float).Quo(t, wide(65536))
	term, total := wide(1), wide(1)
	for n := 1; n < 60; n++ {
		term.Mul(term, small).Quo(term, wide(float64(n)))
		total.Add(total, term)
	}
	for range 16 {
		total.Mul(total, total)
	}
	return total
}
