package escalation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"runup/internal/notify"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// What can be done about an escalation.
const (
	TookOutOfUse    = "took-out-of-use"
	RestrictedUse   = "restricted"
	FaultLogged     = "fault-logged"
	EngineerCalled  = "engineer-called"
	ToEngineer      = "to-engineer"
	FromEngineer    = "from-engineer"
	Adjusted        = "adjusted"
	PutRight        = "put-right"
	VerballyAllowed = "verbal-authorisation"
	VerbalConfirmed = "verbal-confirmed"
	SeverityChanged = "severity"
	Unacknowledged  = "un-acknowledge"
	UrgentNow       = "urgent-now"
	IncidentGiven   = "incident-report"
	Commented       = "note"
)

// Action is what somebody did about an escalation. Which members count depends on its kind.
type Action struct {
	Kind        string     `json:"kind"`
	Note        string     `json:"note,omitempty"`
	Restriction string     `json:"restriction,omitempty"`
	Until       *time.Time `json:"until,omitempty"`
	Reference   string     `json:"reference,omitempty"` // of the fault, in the log where it stands
	Vendor      string     `json:"vendor,omitempty"`    // the maker's reference of it
	Who         string     `json:"who,omitempty"`       // was called
	ETA         *time.Time `json:"eta,omitempty"`
	Engineer    *Engineer  `json:"engineer,omitempty"`
	Work        string     `json:"work,omitempty"` // that was done
	Parts       string     `json:"parts,omitempty"`
	Affects     *bool      `json:"affectsPerformance,omitempty"` // what was done may change what the equipment does
	Post        string     `json:"postMaintenance,omitempty"`    // the checklist that must pass after it
	Staff       string     `json:"staff,omitempty"`              // who authorised by telephone
	Words       string     `json:"words,omitempty"`              // theirs
	Severity    string     `json:"severity,omitempty"`

	Version int64          `json:"-"` // that they had before their eyes; 0 when they did not say
	Zone    *time.Location `json:"-"` // the department's
}

// rule is one kind of action: who may do it, what it leaves the escalation at, and what it does besides.
type rule struct {
	powers []staff.Power // one of them is needed
	lasts  bool          // it may be done to one that is closed too
	works  string        // the state it leads to; "" leaves it
	keeps  bool          // one that awaits its re-check goes on awaiting it
	do     func(*matter, Action) error
}

var (
	acting    = []staff.Power{staff.Act}
	repairing = []staff.Power{staff.Act, staff.Repair}
	anybody   = []staff.Power{staff.RaiseSeverity}
)

var rules = map[string]rule{
	TookOutOfUse:    {powers: acting, works: IsActioned, do: (*matter).takeOut},
	RestrictedUse:   {powers: []staff.Power{staff.Restrict}, works: IsActioned, keeps: true, do: (*matter).restrict},
	FaultLogged:     {powers: repairing, works: IsActioned, keeps: true, do: (*matter).logFault},
	EngineerCalled:  {powers: acting, works: IsActioned, keeps: true, do: (*matter).callEngineer},
	ToEngineer:      {powers: acting, works: IsActioned, do: (*matter).toEngineer},
	FromEngineer:    {powers: repairing, works: IsAwaiting, do: (*matter).fromEngineer},
	Adjusted:        {powers: []staff.Power{staff.Repair}, works: IsAwaiting, do: (*matter).adjust},
	PutRight:        {powers: repairing, works: IsActioned, keeps: true, do: (*matter).putRight},
	VerballyAllowed: {powers: acting, works: IsActioned, keeps: true, do: (*matter).authorise},
	VerbalConfirmed: {powers: anybody, lasts: true, do: (*matter).confirm},
	SeverityChanged: {powers: anybody, do: (*matter).changeSeverity},
	Unacknowledged:  {powers: []staff.Power{staff.Acknowledge}, do: (*matter).giveBack},
	IncidentGiven:   {powers: acting, lasts: true, do: (*matter).reports},
	UrgentNow:       {powers: anybody, do: (*matter).urge},
	Commented:       {powers: anybody, lasts: true, do: (*matter).comment},
}

// ActionKinds answers the kinds there are.
func ActionKinds() []string {
	list := make([]string, 0, len(rules))
	for kind := range rules {
		list = append(list, kind)
	}
	slices.Sort(list)
	return list
}

// Act records what the actor did about an escalation, with what it does to the equipment. Whoever acts on one that nobody has
// taken on takes it on with that. Their own last act, sent again, answers as it did.
func Act(tx *store.Tx, id string, a Action) (Escalation, error) {
	r, known := rules[a.Kind]
	if !known {
		return Escalation{}, wrong("/kind", "is no kind of action")
	}
	if err := mayOne(tx.Actor, r.powers); err != nil {
		return Escalation{}, err
	}
	key, err := keyOf(a)
	if err != nil {
		return Escalation{}, err
	}
	m, err := take(tx, id)
	if err != nil {
		return Escalation{}, err
	}
	if was, err := m.again(key, a.Version); err != nil || was {
		return sameAgain(tx, id, err)
	}
	if err := m.ready(r, a); err != nil {
		return Escalation{}, err
	}
	if err := r.do(m, a); err != nil {
		return Escalation{}, err
	}
	body := act(a, m.stood(key, a.Version))
	if _, err := Acted.Append(tx, m.Area, m.ID, body); err != nil {
		return Escalation{}, fmt.Errorf("escalation: act: %w", err)
	}
	if err := m.follows(); err != nil {
		return Escalation{}, err
	}
	return ByID(tx, id)
}

// follows does what an act brings with it: the equipment moves, people are told or called no more, and what was to wait for its
// hour waits no longer.
func (m *matter) follows() error {
	if err := m.settle(); err != nil {
		return err
	}
	if err := settled(m.tx, m.ID, m.was); err != nil {
		return err
	}
	if m.now.Work.Urgent && !m.was.Work.Urgent {
		return notify.Hasten(m.tx, m.ID)
	}
	return nil
}

func sameAgain(tx *store.Tx, id string, err error) (Escalation, error) {
	if err != nil {
		return Escalation{}, err
	}
	return ByID(tx, id)
}

// mayOne answers nil when the actor has one of the powers, else what is said of the first.
func mayOne(a store.Actor, powers []staff.Power) error {
	for _, p := range powers {
		if staff.Allows(a, p) {
			return nil
		}
	}
	return staff.May(a, powers[0])
}

// ready holds an act against version and state, and takes the matter on where nobody has.
func (m *matter) ready(r rule, a Action) error {
	if err := m.current(a.Version); err != nil {
		return err
	}
	if m.State == IsClosed && !r.lasts {
		return problem.Newf("guard", "%s is closed.", m.Ref).Do("A superintendent or physicist may reopen it within 7 days.")
	}
	if r.works == "" {
		return nil
	}
	if m.State == IsOpen {
		if !staff.Allows(m.tx.Actor, staff.Acknowledge) {
			return problem.Newf("guard", "Nobody registered has taken %s on yet.", m.Ref).Do("Ask a registered colleague to acknowledge it.")
		}
		m.now.Owner = m.tx.Actor.Staff
	}
	if m.State != IsAwaiting || !r.keeps {
		m.now.State = r.works
	}
	return nil
}

// need answers the problem of a member that the act cannot be without.
func need(pointer, value, detail string) error {
	if strings.TrimSpace(value) == "" {
		return wrong(pointer, detail)
	}
	return nil
}
