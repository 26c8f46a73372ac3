package checklist

import "strings"

// Consequences: what a failure does. They are also the severities of escalations.
const (
	DoNotUse    = "do-not-use"
	BeforeUse   = "before-use"
	PutRight    = "put-right"
	Advice      = "advice"
	Information = "information"
)

func weight(consequence string) int {
	switch consequence {
	case DoNotUse:
		return 5
	case BeforeUse:
		return 4
	case PutRight:
		return 3
	case Advice:
		return 2
	case Information:
		return 1
	}
	return 0
}

// Worse answers the worse of two consequences; "" is the mildest.
func Worse(a, b string) string {
	if weight(b) > weight(a) {
		return b
	}
	return a
}

// Fails reports whether a wrong answer with this consequence is a fail; with any other it is out of tolerance.
func Fails(consequence string) bool { return weight(consequence) >= weight(PutRight) }

// lifeSaving are the equipment kinds that stay where they are whatever is wrong with them.
var lifeSaving = map[string]bool{
	"crash-trolley": true, "oxygen": true, "oxygen-cylinder": true, "spill-kit": true, "sharps-bin": true,
	"call-point": true, "call-button": true, "emergency-call-button": true,
	"sign": true, "warning-sign": true, "radiation-warning-sign": true, "warning-light": true,
}

// NeverWithdrawn reports whether equipment of this kind, singular or plural, is never withdrawn: crash trolleys, oxygen,
// call points, spill kits, signs and sharps bins.
func NeverWithdrawn(kind string) bool {
	return lifeSaving[kind] || lifeSaving[strings.TrimSuffix(kind, "s")]
}
