package staff

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// New is a person to be entered.
type New struct {
	Username     string
	Name         string
	Role         string
	Areas        []string
	Appointments []Appointment
}

// Add makes an account. An administrator grants no clinical power: the senior roles and appointments are given
// afterwards, by those who may.
func Add(tx *store.Tx, n New) (Person, error) {
	if err := May(tx.Actor, Accounts); err != nil {
		return Person{}, err
	}
	if senior(n.Role) {
		return Person{}, problem.Newf("second-person", "The role %s is given by two people, not with the account.", n.Role).
			Do("Make the account with another role; then a superintendent or physicist gives the role and a second one repeats it.")
	}
	if len(n.Appointments) > 0 {
		return Person{}, problem.New("forbidden", "Registrations are entered by a superintendent or a physicist.")
	}
	return add(tx, n)
}

// Found enters the first people of a new department, of any role. It is the server's own act, and refused once anybody
// is there.
func Found(tx *store.Tx, people []New) ([]Person, error) {
	if tx.Actor.Proven != store.ProvenServer {
		return nil, problem.New("forbidden", "A department is founded at the server.")
	}
	var n int64
	if err := tx.Model(&personRow{}).Count(&n).Error; err != nil {
		return nil, fmt.Errorf("staff: found: %w", err)
	}
	if n > 0 {
		return nil, problem.New("guard", "The department has people already.").Do("Sign in as an administrator and make the account.")
	}
	list := make([]Person, len(people))
	for i, p := range people {
		var err error
		if list[i], err = add(tx, p); err != nil {
			return nil, ofOne(p.Username, err)
		}
	}
	if !slices.ContainsFunc(list, func(p Person) bool { return p.Role == Administrator }) {
		return nil, problem.New("invalid", "Nobody among them is an administrator.").Do("Name one too: nobody else can make accounts, and this is done once.")
	}
	return list, nil
}

// ofOne says of whom among several it is that a place is wrong.
func ofOne(username string, err error) error {
	if p := (*problem.Error)(nil); errors.As(err, &p) {
		for i := range p.Fields {
			p.Fields[i].Pointer = "/" + username + p.Fields[i].Pointer
		}
	}
	return err
}

func add(tx *store.Tx, n New) (Person, error) {
	n.Username = Normal(n.Username)
	if err := checkNew(n); err != nil {
		return Person{}, err
	}
	switch _, err := ByUsername(tx, n.Username); {
	case err == nil:
		return Person{}, problem.Newf("conflict", "The user name %s is taken.", n.Username).Do("Choose another user name.")
	case !problem.Is(err, "not-found"):
		return Person{}, err
	}
	id := uuid.Must(uuid.NewV7()).String()
	act := added{Username: n.Username, Name: n.Name, Role: n.Role, Areas: orEmpty(n.Areas), Appointments: orEmpty(n.Appointments)}
	if _, err := Added.Append(tx, "", id, &logbook.Act[added, none]{Act: act}); err != nil {
		return Person{}, fmt.Errorf("staff: add: %w", err)
	}
	return ByID(tx, id)
}

// Change names what is to be different about a person; what is nil stays.
type Change struct {
	Name         *string
	Role         *string
	Areas        *[]string
	Active       *bool
	Appointments *[]Appointment
	Reason       string
}

// Changed is a person after a change. Waiting is the problem to answer when some of it needs a second person: the
// proposal itself is on record, so it must not undo the write.
type Changed struct {
	Person  Person
	Waiting error
}

// proposalHolds is how long a proposal waits for its second person.
const proposalHolds = 30 * 24 * time.Hour

// Alter changes a person. Each member needs its own power, and nobody widens what they are themselves.
func Alter(tx *store.Tx, id string, c Change) (Changed, error) {
	if err := May(tx.Actor, ChangePeople); err != nil {
		return Changed{}, err
	}
	p, err := ByID(tx, id)
	if err != nil {
		return Changed{}, err
	}
	if err := mayChange(tx.Actor, p, c); err != nil {
		return Changed{}, err
	}
	if err := checkChange(c); err != nil {
		return Changed{}, err
	}
	act, found, waiting, err := decide(tx, p, c)
	if err != nil {
		return Changed{}, err
	}
	if act.empty() {
		return Changed{Person: p, Waiting: waiting}, nil
	}
	if _, err := Altered.Append(tx, "", id, &logbook.Act[altered, second]{Act: act, Found: found}); err != nil {
		return Changed{}, fmt.Errorf("staff: alter: %w", err)
	}
	p, err = ByID(tx, id)
	return Changed{Person: p, Waiting: waiting}, err
}

func mayChange(a store.Actor, p Person, c Change) error {
	for _, member := range []struct {
		sent  bool
		power Power
		own   string // what nobody does to themselves
	}{
		{c.Name != nil, Accounts, ""},
		{c.Areas != nil, Accounts, "Nobody changes their own areas."},
		{c.Active != nil, Accounts, "Nobody closes or opens their own account."},
		{c.Role != nil, Roles, "Nobody gives themselves a role."},
		{c.Appointments != nil, Register, "Nobody enters their own registration."},
	} {
		if !member.sent {
			continue
		}
		if err := May(a, member.power); err != nil {
			return err
		}
		if member.own != "" && a.Staff == p.ID {
			return problem.New("forbidden", member.own).Do("Ask a colleague who may.")
		}
	}
	return nil
}

// decide answers what of a change takes effect now.
func decide(tx *store.Tx, p Person, c Change) (altered, second, error, error) {
	act := difference(p, c)
	if act.Role == nil || !senior(*act.Role) && !senior(p.Role) {
		return act, second{}, nil, nil
	}
	if err := May(tx.Actor, SeniorRoles); err != nil {
		return altered{}, second{}, nil, err
	}
	found, agreed, err := seconded(tx, p, *act.Role)
	if err != nil || agreed {
		return act, found, nil, err
	}
	role := *act.Role
	act.Role = nil
	waiting := problem.Newf("second-person", "It is on record that %s is to be %s; it takes effect when another superintendent or physicist does the same.", p.Name, role)
	return act, second{}, waiting, propose(tx, p, role, c.Reason)
}

// seconded reports whether somebody else proposed the same, not too long ago.
func seconded(tx *store.Tx, p Person, role string) (second, bool, error) {
	w, err := proposalFor(tx, p.ID)
	if err != nil || w == nil || w.Role != role || w.ProposedBy == tx.Actor.Staff || tx.Now.Sub(w.ProposedAt.Time()) > proposalHolds {
		return second{}, false, err
	}
	return second{ProposedBy: w.ProposedBy, Proposal: w.Position}, true, nil
}

func propose(tx *store.Tx, p Person, role, reason string) error {
	w, err := proposalFor(tx, p.ID)
	if err != nil {
		return err
	}
	if w != nil && w.Role == role && w.ProposedBy == tx.Actor.Staff && tx.Now.Sub(w.ProposedAt.Time()) <= proposalHolds {
		return nil // their own proposal, sent again
	}
	if _, err := Proposed.Append(tx, "", p.ID, &logbook.Act[proposed, none]{Act: proposed{Role: role, Reason: reason}}); err != nil {
		return fmt.Errorf("staff: propose: %w", err)
	}
	return nil
}

func proposalFor(tx *store.Tx, id string) (*proposalRow, error) {
	var rows []proposalRow
	if err := tx.Where("staff = ?", id).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("staff: proposal: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return &rows[0], nil
}
