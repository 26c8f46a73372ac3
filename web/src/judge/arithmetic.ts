// What formulas compute with beside + - * /. A power is worked out in pairs of doubles, some hundred bits, and rounded
// once: the mathematics of browsers and servers differ in the last digit of a power. internal/formula/power.go does the
// same, operation by operation.

/** To the nearest whole number, half of one away from zero. */
export function rounded(v: number): number {
  const whole = Math.trunc(v);
  return Math.abs(v - whole) >= 0.5 ? whole + Math.sign(v) : whole;
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The sum of two doubles, the second below the last digit of the first. */
interface Pair {
  readonly hi: number;
  readonly lo: number;
}

const one: Pair = { hi: 1, lo: 0 };

function sum(a: number, b: number): Pair {
  const hi = a + b;
  const back = hi - a;
  return { hi, lo: a - (hi - back) + (b - back) };
}

/** The exact product of two doubles: halves of their digits multiply without rounding. */
function product(a: number, b: number): Pair {
  const [ah, al] = halves(a);
  const [bh, bl] = halves(b);
  const hi = a * b;
  return { hi, lo: al * bl - (hi - ah * bh - al * bh - ah * bl) };
}

function halves(a: number): [number, number] {
  const c = 134217729 * a; // 2^27 + 1
  const high = c - (c - a);
  return [high, a - high];
}

function plus(p: Pair, q: Pair): Pair {
  const s = sum(p.hi, q.hi);
  return sum(s.hi, s.lo + (p.lo + q.lo));
}

function times(p: Pair, q: Pair): Pair {
  const { hi, lo } = product(p.hi, q.hi);
  return sum(hi, lo + (p.hi * q.lo + p.lo * q.hi));
}

function over(p: Pair, q: Pair): Pair {
  const first = p.hi / q.hi;
  let rest = plus(p, times(q, { hi: -first, lo: 0 }));
  const second = rest.hi / q.hi;
  rest = plus(rest, times(q, { hi: -second, lo: 0 }));
  return plus(sum(first, second), { hi: rest.hi / q.hi, lo: 0 });
}

/** The natural logarithm of two to a hundred bits. */
const ln2: Pair = { hi: 0.6931471805599453, lo: 2.3190468138462996e-17 };

/** Of a number near one, by the series of the inverse hyperbolic tangent. */
function logarithm(m: number): Pair {
  const s = over(sum(m, -1), sum(m, 1));
  const square = times(s, s);
  let power = s;
  let total = s;
  for (let n = 3; n < 50; n += 2) {
    power = times(power, square);
    total = plus(total, over(power, { hi: n, lo: 0 }));
  }
  return { hi: 2 * total.hi, lo: 2 * total.lo };
}

/** Of a number between -1/2 and 1/2, by its series. */
function exponential(r: Pair): Pair {
  let term = one;
  let total = one;
  for (let n = 1; n < 30; n++) {
    term = over(times(term, r), { hi: n, lo: 0 });
    total = plus(total, term);
  }
  return total;
}

/** x to the y. What is not finite has none. */
export function power(x: number, y: number): number {
  const whole = y === Math.trunc(y);
  if (!Number.isFinite(x) || !Number.isFinite(y) || (x < 0 && !whole)) {
    return NaN;
  }
  if (y === 0) {
    return 1;
  }
  if (x === 0) {
    return y < 0 ? Infinity : 0;
  }
  if (y === 0.5) {
    return Math.sqrt(x);
  }
  const n = magnitude(Math.abs(x), y, whole);
  return x < 0 && y % 2 !== 0 ? -n : n;
}

/** The largest whole exponent that is multiplied out, so that what is exact stays exact. */
const mostWhole = 64;

function magnitude(x: number, y: number, whole: boolean): number {
  const [m, e] = split(x);
  if (whole && Math.abs(y) <= mostWhole) {
    return scaled(multiplied(m, y), e * y);
  }
  const log = plus(times({ hi: e, lo: 0 }, ln2), logarithm(m));
  const about = log.hi * y;
  if (Math.abs(about) > 800) {
    return about > 0 ? Infinity : 0;
  }
  const exponent = times(log, { hi: y, lo: 0 });
  const twos = Math.floor(exponent.hi / ln2.hi + 0.5);
  return scaled(exponential(plus(exponent, times(ln2, { hi: -twos, lo: 0 }))), twos);
}

/** x as m times two to the e, m about one. */
function split(x: number): [m: number, e: number] {
  let [m, e] = [x, 0];
  for (; m >= 2 * Math.SQRT1_2; e++) {
    m /= 2;
  }
  for (; m < Math.SQRT1_2; e--) {
    m *= 2;
  }
  return [m, e];
}

function multiplied(m: number, n: number): Pair {
  let total = one;
  for (let i = Math.abs(n); i > 0; i--) {
    total = times(total, { hi: m, lo: 0 });
  }
  return n < 0 ? over(one, total) : total;
}

/** p times two to the power of twos, in steps that a double can hold, so that it is rounded once. */
function scaled(p: Pair, twos: number): number {
  let v = p.hi;
  let left = Math.abs(twos);
  while (left > 0 && v !== 0 && Number.isFinite(v)) {
    const step = Math.min(left, 1000);
    v = twos > 0 ? v * two(step) : v / two(step);
    left -= step;
  }
  return v;
}

/** Two to the n; browsers' own powers need not be exact. */
function two(n: number): number {
  let v = 1;
  for (; n > 0; n--) {
    v *= 2;
  }
  return v;
}
