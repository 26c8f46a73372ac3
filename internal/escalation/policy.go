package escalation

import (
	"fmt"
	"slices"

	"runup/internal/ladder"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// PolicySet is the entry by which a department's own ladder takes the place of what held before.
var PolicySet = logbook.Define("policy.set", applyPolicySet)

// Policy is a ladder and who set it; nobody set those that come with Runup.
type Policy struct {
	ladder.Policy
	SetBy    string
	SetAt    *store.Instant
	Position int64
	Warnings []string // what would keep it from reaching anybody today
}

type policyRow struct {
	Name     string `gorm:"primaryKey"`
	Severity string `gorm:"primaryKey"`
	Content  store.JSON[ladder.Policy]
	SetBy    string
	SetAt    store.Instant
	Position int64
}

func (policyRow) TableName() string { return "policy" }

var (
	policyKey     = []string{"name", "severity"}
	policyColumns = []string{"content", "set_by", "set_at", "position"}
)

func applyPolicySet(tx *store.Tx, e logbook.Entry, b *logbook.Act[ladder.Policy, struct{}]) error {
	return tx.Upsert("policy", policyKey, policyColumns, b.Act.Name, b.Act.Severity, store.Of(b.Act), e.Actor, e.At.UnixMilli(), e.Position)
}

func (r policyRow) policy() Policy {
	return Policy{Policy: r.Content.V, SetBy: r.SetBy, SetAt: &r.SetAt, Position: r.Position}
}

// Policies answers every ladder: one for each severity, one for trouble with Runup itself, and what a department added by names
// of checklists.
func Policies(tx *store.Tx) ([]Policy, error) {
	rows, err := policies(tx)
	if err != nil {
		return nil, err
	}
	var list []Policy
	for _, p := range shipped() {
		if _, own := rows[[2]string{p.Name, p.Severity}]; !own {
			list = append(list, Policy{Policy: p})
		}
	}
	for _, r := range rows {
		list = append(list, r.policy())
	}
	slices.SortFunc(list, func(a, b Policy) int { return comparePolicies(a.Policy, b.Policy) })
	for i := range list {
		if list[i].Warnings, err = warnings(tx, list[i].Policy); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// comparePolicies puts the usual ones first, each name's from the worst severity down.
func comparePolicies(a, b ladder.Policy) int {
	if a.Name != b.Name {
		switch {
		case a.Name == ladder.Usual:
			return -1
		case b.Name == ladder.Usual:
			return 1
		case a.Name < b.Name:
			return -1
		}
		return 1
	}
	return slices.Index(severities, a.Severity) - slices.Index(severities, b.Severity)
}

func policies(tx *store.Tx) (map[[2]string]policyRow, error) {
	return store.Memo(tx, "policy", "", func() (map[[2]string]policyRow, error) {
		var rows []policyRow
		if err := tx.Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("escalation: policies: %w", err)
		}
		found := make(map[[2]string]policyRow, len(rows))
		for _, r := range rows {
			found[[2]string{r.Name, r.Severity}] = r
		}
		return found, nil
	})
}

// policyFor chooses the ladder: the one that the checklist names, where there is such a one for this severity, or that for
// trouble with Runup itself; else the severity's own.
func policyFor(tx *store.Tx, kind, list, severity string) (ladder.Policy, error) {
	rows, err := policies(tx)
	if err != nil {
		return ladder.Policy{}, err
	}
	name, err := policyNamed(tx, list)
	if err != nil {
		return ladder.Policy{}, err
	}
	if kind == Trouble {
		name = ofEngine
	}
	for _, key := range [][2]string{{name, severity}, {ladder.Usual, severity}} {
		if r, ok := rows[key]; ok {
			return r.Content.V, nil
		}
		if i := slices.IndexFunc(shipped(), func(p ladder.Policy) bool { return p.Name == key[0] && p.Severity == key[1] }); i >= 0 {
			return shipped()[i], nil
		}
	}
	return usual(severity), nil
}

func policyNamed(tx *store.Tx, list string) (string, error) {
	if list == "" {
		return ladder.Usual, nil
	}
	e, err := library.Current(tx, list)
	if problem.Is(err, "not-found") {
		return ladder.Usual, nil
	}
	if err != nil {
		return "", err
	}
	d, err := e.Definition()
	if err != nil || d.Escalation == nil {
		return ladder.Usual, err
	}
	return d.Escalation.Policy, nil
}

// PutPolicy puts another ladder in force for what opens from now on. What is open climbs on by the one it began with.
func PutPolicy(tx *store.Tx, p ladder.Policy) (Policy, error) {
	if err := staff.May(tx.Actor, staff.Policies); err != nil {
		return Policy{}, err
	}
	if err := checkPolicy(tx, p); err != nil {
		return Policy{}, err
	}
	rows, err := policies(tx)
	if err != nil {
		return Policy{}, err
	}
	if r, ok := rows[[2]string{p.Name, p.Severity}]; !ok || !same(r.Content.V, p) {
		if _, err := PolicySet.Append(tx, "", p.Name+"/"+p.Severity, &logbook.Act[ladder.Policy, struct{}]{Act: p}); err != nil {
			return Policy{}, fmt.Errorf("escalation: policy: %w", err)
		}
	}
	all, err := Policies(tx)
	i := slices.IndexFunc(all, func(q Policy) bool { return q.Name == p.Name && q.Severity == p.Severity })
	if err != nil || i < 0 {
		return Policy{}, err
	}
	return all[i], nil
}

// checkPolicy refuses what cannot stand: a ladder by which a do-not-use would be silent, above all.
func checkPolicy(tx *store.Tx, p ladder.Policy) error {
	var fields []problem.Field
	if !policyNames.MatchString(p.Name) {
		fields = append(fields, problem.Field{Pointer: "/name", Detail: "must be small letters, digits and hyphens, at most 60"})
	}
	if !slices.Contains(severities, p.Severity) {
		fields = append(fields, problem.Field{Pointer: "/severity", Detail: "is no severity"})
	}
	for _, m := range ladder.Check(p) {
		fields = append(fields, problem.Field{Pointer: m.Pointer, Detail: m.Detail})
	}
	for at, t := range targetsOf(p) {
		why, err := unknown(tx, t)
		if err != nil {
			return err
		}
		if why != "" {
			fields = append(fields, problem.Field{Pointer: at + "/id", Detail: why})
		}
	}
	if len(fields) == 0 {
		return nil
	}
	slices.SortFunc(fields, func(a, b problem.Field) int {
		if a.Pointer < b.Pointer {
			return -1
		}
		return 1
	})
	return problem.New("invalid", "The policy cannot be kept like this.").With(fields...)
}

// targetsOf are all that a policy names, by where they stand.
func targetsOf(p ladder.Policy) map[string]ladder.Target {
	all := map[string]ladder.Target{}
	add := func(at string, list []ladder.Target) {
		for i, t := range list {
			all[fmt.Sprintf("%s/%d", at, i)] = t
		}
	}
	for i, r := range p.Rungs {
		add(fmt.Sprintf("/rungs/%d/to", i), r.To)
	}
	for i, t := range p.Tell {
		add(fmt.Sprintf("/tell/%d/to", i), t.To)
	}
	add("/fallback", p.Fallback)
	return all
}

// warnings say where a policy names people who are not here any more, and a last rung or fallback that stands on them.
func warnings(tx *store.Tx, p ladder.Policy) (list []string, err error) {
	left := func(where string, targets []ladder.Target, least int) error {
		there := 0
		for _, t := range targets {
			if t.Kind != ladder.Person {
				there++
				continue
			}
			q, err := staff.ByID(tx, t.ID)
			if err != nil && !problem.Is(err, "not-found") {
				return err
			}
			if err != nil || !q.Active {
				list = append(list, fmt.Sprintf("%s names %s, whose account is closed.", where, q.Name))
				continue
			}
			there++
		}
		if there < least {
			list = append(list, fmt.Sprintf("%s names fewer than it needs: %d of %d.", where, there, least))
		}
		return nil
	}
	for i, r := range p.Rungs {
		least := 1
		if i == len(p.Rungs)-1 {
			least = 2
		}
		if err := left(fmt.Sprintf("Call %d", i+1), r.To, least); err != nil {
			return nil, err
		}
	}
	return list, left("The last call", p.Fallback, 1)
}

// concerns reports whether a line of the tell list is about such an escalation.
func (m concern) concerns(line ladder.Tell) bool {
	switch line.Of {
	case ladder.Radiological:
		return m.radiological
	case ladder.WarningDevice:
		return m.warning
	case ladder.Unregistered:
		return m.unregistered
	}
	return true
}

// concern is what a tell list goes by.
type concern struct{ radiological, warning, unregistered bool }
