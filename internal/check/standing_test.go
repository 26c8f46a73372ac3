package check

import "testing"

func TestWhatIsInDoubtKeepsTheGateShut(t *testing.T) {
	for name, c := range map[string]struct {
		flags   []string
		by      string // who confirmed it
		stopped bool
		want    bool
	}{
		"nothing in doubt":         {flags: []string{FlagLate, FlagClock, FlagStale, FlagAmended, FlagSuperseded}, want: true},
		"unauthorised":             {flags: []string{FlagUnauthorised}},
		"unverified":               {flags: []string{FlagUnverified}},
		"lapsed":                   {flags: []string{FlagLapsed}},
		"awaiting":                 {flags: []string{FlagAwaiting}},
		"rejected":                 {flags: []string{FlagAwaiting, FlagRejected}},
		"voided":                   {flags: []string{FlagVoided}},
		"waits for a second":       {flags: []string{FlagSecond}},
		"stopped early":            {stopped: true},
		"confirmed":                {flags: []string{FlagUnauthorised}, by: "rosa", want: true},
		"confirmed and voided":     {flags: []string{FlagVoided}, by: "rosa"},
		"confirmed, no second yet": {flags: []string{FlagSecond}, by: "rosa"},
		"confirmed, then amended":  {flags: []string{FlagAwaiting}, by: "rosa"},
	} {
		if got := (Standing{Flags: c.flags, Confirmed: c.by}).opensGate(c.stopped); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
