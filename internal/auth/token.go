package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"math"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The types of access token, as they stand in its header: one is never taken for the other.
const (
	personToken = "person+jwt"
	deviceToken = "device+jwt"
	audience    = "runup"
)

// longestToken is far more than any of ours.
const longestToken = 2048

// tokens makes and reads access tokens.
type tokens struct {
	private ed25519.PrivateKey
	kid     string
	issuer  string
	parser  *jwt.Parser
}

func newTokens(private ed25519.PrivateKey, issuer string, now func() time.Time) tokens {
	public := sha256.Sum256(private.Public().(ed25519.PublicKey))
	return tokens{private: private, kid: b64.EncodeToString(public[:8]), issuer: issuer, parser: newParser(issuer, now)}
}

// newParser is the only place where a parser of tokens is made. There is no leeway: the clock that wrote a token reads it.
func newParser(issuer string, now func() time.Time) *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithIssuer(issuer),
		jwt.WithAudience(audience), jwt.WithTimeFunc(now), jwt.WithStrictDecoding(),
	)
}

// claims are what an access token says. Times have milliseconds, so that a token of two seconds lives two seconds.
type claims struct {
	Issuer   string           `json:"iss"`
	Audience jwt.ClaimStrings `json:"aud"`
	Subject  string           `json:"sub"`           // the person's id, or the tablet's
	Session  string           `json:"sid,omitempty"` // of a person
	Issued   float64          `json:"iat"`
	Expires  float64          `json:"exp"`
}

// GetExpirationTime is part of jwt.Claims.
func (c claims) GetExpirationTime() (*jwt.NumericDate, error) { return numericDate(c.Expires), nil }

// GetIssuedAt is part of jwt.Claims.
func (c claims) GetIssuedAt() (*jwt.NumericDate, error) { return numericDate(c.Issued), nil }

// GetNotBefore is part of jwt.Claims.
func (c claims) GetNotBefore() (*jwt.NumericDate, error) { return nil, nil }

// GetIssuer is part of jwt.Claims.
func (c claims) GetIssuer() (string, error) { return c.Issuer, nil }

// GetSubject is part of jwt.Claims.
func (c claims) GetSubject() (string, error) { return c.Subject, nil }

// GetAudience is part of jwt.Claims.
func (c claims) GetAudience() (jwt.ClaimStrings, error) { return c.Audience, nil }

func numericDate(seconds float64) *jwt.NumericDate {
	if seconds <= 0 || seconds > 1<<40 {
		return nil
	}
	return &jwt.NumericDate{Time: time.UnixMilli(int64(math.Round(seconds * 1000)))}
}

func secondsOf(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// mint writes a token.
func (t tokens) mint(typ, subject, session string, now time.Time, ttl time.Duration) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		Issuer: t.issuer, Audience: jwt.ClaimStrings{audience}, Subject: subject, Session: session,
		Issued: secondsOf(now), Expires: secondsOf(now.Add(ttl)),
	})
	token.Header["typ"], token.Header["kid"] = typ, t.kid
	return token.SignedString(t.private)
}

var errToken = errors.New("auth: not a token of ours")

// read answers what a token says and its type, or nothing at all.
func (t tokens) read(text string) (claims, string, error) {
	if len(text) > longestToken {
		return claims{}, "", errToken
	}
	var c claims
	token, err := t.parser.ParseWithClaims(text, &c, t.key)
	if err != nil || !token.Valid || c.Subject == "" {
		return claims{}, "", errors.Join(errToken, err)
	}
	typ := token.Header["typ"].(string)
	if (typ == personToken) != (c.Session != "") {
		return claims{}, "", errToken
	}
	return c, typ, nil
}

// key answers the key of a token whose header is exactly as ours are.
func (t tokens) key(token *jwt.Token) (any, error) {
	typ, _ := token.Header["typ"].(string)
	if len(token.Header) != 3 || token.Header["kid"] != t.kid || typ != personToken && typ != deviceToken {
		return nil, errToken
	}
	return t.private.Public(), nil
}
