package formula

import "math"

// A power is worked out in pairs of doubles, some hundred bits, and rounded once. The mathematics of processors and browsers
// differ in the last digit of a power, and a computed value must not. Nothing here is approximate to begin with: only +, -,
// *, / and their exact errors are used, in one order, so that a tablet gets the same bits.

// pair is the sum of two doubles, the second below the last digit of the first.
type pair struct{ hi, lo float64 }

func sum(a, b float64) pair {
	s := a + b
	back := s - a
	return pair{s, (a - (s - back)) + (b - back)}
}

func (p pair) plus(q pair) pair {
	s := sum(p.hi, q.hi)
	return sum(s.hi, s.lo+(p.lo+q.lo))
}

func (p pair) times(q pair) pair {
	product := float64(p.hi * q.hi)
	rest := math.FMA(p.hi, q.hi, -product)
	return sum(product, rest+(float64(p.hi*q.lo)+float64(p.lo*q.hi)))
}

func (p pair) over(q pair) pair {
	first := p.hi / q.hi
	rest := p.plus(q.times(pair{-first, 0}))
	second := rest.hi / q.hi
	rest = rest.plus(q.times(pair{-second, 0}))
	return sum(first, second).plus(pair{rest.hi / q.hi, 0})
}

// ln2 is the natural logarithm of two to a hundred bits.
var ln2 = pair{0.6931471805599453, 2.3190468138462996e-17}

// logarithm is that of a number near one, by the series of the inverse hyperbolic tangent.
func logarithm(m float64) pair {
	s := sum(m, -1).over(sum(m, 1))
	square, power, total := s.times(s), s, s
	for n := 3.0; n < 50; n += 2 {
		power = power.times(square)
		total = total.plus(power.over(pair{n, 0}))
	}
	return pair{2 * total.hi, 2 * total.lo}
}

// exponential is that of a number between -1/2 and 1/2, by its series.
func exponential(r pair) pair {
	term, total := pair{1, 0}, pair{1, 0}
	for n := 1.0; n < 30; n++ {
		term = term.times(r).over(pair{n, 0})
		total = total.plus(term)
	}
	return total
}

// power answers x to the y. What is not finite has none.
func power(x, y float64) float64 {
	whole := y == math.Trunc(y)
	switch {
	case !finite(x) || !finite(y) || x < 0 && !whole:
		return math.NaN()
	case y == 0:
		return 1
	case x == 0 && y < 0:
		return math.Inf(1)
	case x == 0:
		return 0
	case y == 0.5:
		return math.Sqrt(x)
	}
	n := magnitude(math.Abs(x), y, whole)
	if x < 0 && math.Mod(y, 2) != 0 {
		return -n
	}
	return n
}

// mostWhole is the largest whole exponent that is multiplied out, so that what is exact stays exact.
const mostWhole = 64

func magnitude(x, y float64, whole bool) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = m*2, e-1
	}
	if whole && math.Abs(y) <= mostWhole {
		n := int(y)
		return scaled(multiplied(m, n), float64(e*n))
	}
	log := pair{float64(e), 0}.times(ln2).plus(logarithm(m))
	switch about := log.hi * y; {
	case about > 800:
		return math.Inf(1)
	case about < -800:
		return 0
	}
	exponent := log.times(pair{y, 0})
	twos := math.Floor(exponent.hi/ln2.hi + 0.5)
	return scaled(exponential(exponent.plus(ln2.times(pair{-twos, 0}))), twos)
}

func multiplied(m float64, n int) pair {
	total := pair{1, 0}
	for range max(n, -n) {
		total = total.times(pair{m, 0})
	}
	if n < 0 {
		return pair{1, 0}.over(total)
	}
	return total
}

// scaled answers p times two to the power of twos, in steps that a double can hold.
func scaled(p pair, twos float64) float64 {
	v := p.hi
	for ; twos > 1000 && finite(v); twos -= 1000 {
		v *= 0x1p1000
	}
	for ; twos < -1000 && v != 0; twos += 1000 {
		v *= 0x1p-1000
	}
	return math.Ldexp(v, int(max(-1000, min(1000, twos))))
}
