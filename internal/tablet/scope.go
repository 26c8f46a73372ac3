package tablet

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"runup/internal/auth"
	"runup/internal/equipment"
	"runup/internal/store"
)

// scope is what a caller is owed: which kinds of things, of which areas. It is the same as what GET would show them.
type scope struct {
	actor  store.Actor
	kinds  []string
	areas  []string // nil is every area
	tablet string   // the tablet that asks by its own token; "" for a person
	left   int64    // where something last left these areas: what was read before then may be nobody's to hold here
}

// served is every kind of thing that is pulled.
var served = []string{"area", "baseline", "check", "checklist", "device", "equipment", "escalation", "occurrence", "report", "staff"}

func scopeOf(tx *store.Tx, by auth.Principal) (s scope, err error) {
	s = scope{actor: by.Actor, kinds: served}
	if by.Kind == auth.Tablet {
		s.tablet = by.Device.ID
	}
	if !by.Actor.Everywhere() {
		s.areas = slices.Clone(by.Actor.Areas)
		slices.Sort(s.areas)
		if s.areas = slices.Compact(s.areas); s.areas == nil {
			s.areas = []string{}
		}
		s.left, err = equipment.Departed(tx, s.areas)
	}
	return s, err
}

// without answers the scope's kinds but some.
func (s scope) without(kinds ...string) []string {
	return slices.DeleteFunc(slices.Clone(s.kinds), func(k string) bool { return slices.Contains(kinds, k) })
}

// hash names the scope in a cursor. When it differs, what the client holds is not what it is owed now.
func (s scope) hash() [8]byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %v %q %d", s.tablet, s.kinds, s.areas == nil, s.areas, s.left))
	return [8]byte(sum[:8])
}
