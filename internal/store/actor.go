package store

import "slices"

// Actor is who a transaction acts for. It is decided once, at the edge, and never guessed again further in.
type Actor struct {
	Staff      string // id of the person; "" for a tablet or the server itself
	Role       string
	Registered bool   // holds a current registration at this moment
	Device     string // the tablet the request came by, if any
	Proven     string // how they proved it: one of the Proven constants
	Session    string
	Areas      []string // what they may see; ["*"] is every area
}

// How an actor proved who they are.
const (
	ProvenPassword = "password"
	ProvenPIN      = "pin"
	ProvenDevice   = "device" // a tablet's own token: no person behind it
	ProvenServer   = "server"
)

// ServerActor is Runup itself, for what no person asked for.
func ServerActor() Actor { return Actor{Proven: ProvenServer, Areas: []string{"*"}} }

// Everywhere reports whether the actor may see every area.
func (a Actor) Everywhere() bool { return slices.Contains(a.Areas, "*") }

// Sees reports whether the actor may see things of an area. What belongs to no area is seen by all.
func (a Actor) Sees(area string) bool {
	return area == "" || slices.Contains(a.Areas, area) || a.Everywhere()
}
