package device

import (
	"math/big"
	"slices"
)

// The curve of Ed25519: -x² + y² = 1 + d·x²·y² over the integers modulo 2²⁵⁵ - 19.
// Source: RFC 8032 section 5.1.
var (
	fieldPrime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	curveD     = modulo(new(big.Int).Mul(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), fieldPrime)))
	rootMinus1 = new(big.Int).Exp(big.NewInt(2), new(big.Int).Rsh(new(big.Int).Sub(fieldPrime, big.NewInt(1)), 2), fieldPrime)
)

func modulo(n *big.Int) *big.Int { return n.Mod(n, fieldPrime) }

// onEdwards25519 reports whether 32 bytes are the one encoding of a point on the curve that is not of small order. With a
// point of small order one signature fits many messages, so it would prove nothing.
func onEdwards25519(encoded []byte) bool {
	reversed := slices.Clone(encoded)
	slices.Reverse(reversed)
	sign := uint(reversed[0] >> 7)
	reversed[0] &= 0x7f
	y := new(big.Int).SetBytes(reversed)
	if y.Cmp(fieldPrime) >= 0 {
		return false
	}
	x := recoverX(y, sign)
	if x == nil {
		return false
	}
	for range 3 { // eight times the point
		x, y = double(x, y)
	}
	return x.Sign() != 0 || y.Cmp(big.NewInt(1)) != 0
}

// recoverX answers the x of a y, or nil when there is none. Source: RFC 8032 section 5.1.3.
func recoverX(y *big.Int, sign uint) *big.Int {
	yy := new(big.Int).Mul(y, y)
	u := modulo(new(big.Int).Sub(yy, big.NewInt(1)))
	v := modulo(new(big.Int).Add(new(big.Int).Mul(curveD, yy), big.NewInt(1)))
	square := modulo(u.Mul(u, new(big.Int).ModInverse(v, fieldPrime)))
	exponent := new(big.Int).Rsh(new(big.Int).Add(fieldPrime, big.NewInt(3)), 3)
	x := new(big.Int).Exp(square, exponent, fieldPrime)
	if modulo(new(big.Int).Mul(x, x)).Cmp(square) != 0 {
		x = modulo(x.Mul(x, rootMinus1))
	}
	if modulo(new(big.Int).Mul(x, x)).Cmp(square) != 0 || x.Sign() == 0 && sign == 1 {
		return nil
	}
	if x.Bit(0) != sign {
		x.Sub(fieldPrime, x)
	}
	return x
}

func double(x, y *big.Int) (*big.Int, *big.Int) {
	xx, yy := new(big.Int).Mul(x, x), new(big.Int).Mul(y, y)
	t := modulo(new(big.Int).Mul(curveD, modulo(new(big.Int).Mul(xx, yy))))
	xy := modulo(new(big.Int).Lsh(new(big.Int).Mul(x, y), 1))
	sum := modulo(new(big.Int).Add(xx, yy))
	over := new(big.Int).ModInverse(modulo(new(big.Int).Add(big.NewInt(1), t)), fieldPrime)
	under := new(big.Int).ModInverse(modulo(new(big.Int).Sub(big.NewInt(1), t)), fieldPrime)
	return modulo(over.Mul(over, xy)), modulo(under.Mul(under, sum))
}
