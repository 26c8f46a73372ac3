package staff

import (
	"slices"
	"strings"

	"runup/internal/problem"
	"runup/internal/store"
)

// Power names one thing that not everybody may do.
type Power string

// Every power, in the order of the department's policy.
const (
	DoCheck             Power = "do-check"
	FileReport          Power = "file-report"
	RaiseSeverity       Power = "raise-severity"
	Countersign         Power = "countersign"
	SecondCheck         Power = "second-check"
	Acknowledge         Power = "acknowledge"
	Act                 Power = "act"
	HandOver            Power = "hand-over"
	UseToday            Power = "use-today"
	ExemptToday         Power = "exempt-today"
	Restrict            Power = "restrict"
	CloseAdvice         Power = "close"
	CloseDoNotUse       Power = "close-do-not-use"
	ReturnDosimetric    Power = "return-dosimetric"
	ReturnTreatment     Power = "return-treatment"
	ReturnOther         Power = "return-other"
	ClosePutRight       Power = "close-put-right"
	Repair              Power = "repair"
	SetStatus           Power = "set-status"
	Baselines           Power = "baselines"
	Publish             Power = "publish"
	PublishRadiological Power = "publish-radiological"
	LowerSeverity       Power = "lower-severity"
	Reopen              Power = "reopen"
	VoidOthers          Power = "void-others"
	ExemptLonger        Power = "exempt-longer"
	Roles               Power = "roles"
	SeniorRoles         Power = "senior-roles"
	Authorise           Power = "authorise"
	Register            Power = "register"
	Rota                Power = "rota"
	DraftRota           Power = "draft-rota"
	SeeNumbers          Power = "see-numbers"
	KeepTeams           Power = "teams"
	Accounts            Power = "accounts"
	Settings            Power = "settings"
	ChangePeople        Power = "change-people"
	Tablets             Power = "tablets"
	Inventory           Power = "inventory"
	Calendar            Power = "calendar"
	Quarantine          Power = "resolve-quarantine"
	ResolveContested    Power = "resolve-contested"
	Review              Power = "review"
	AmendOwn            Power = "amend-own"
	Policies            Power = "policies"
	Stock               Power = "stock"
	Codes               Power = "codes"
	ReviewPeople        Power = "review-authorisations"
	Redact              Power = "redact"
	Dispose             Power = "dispose"
	DeclareEpoch        Power = "declare-epoch"
	SignedIn            Power = "signed-in"
	Prove               Power = "prove"
	Read                Power = "read"
	ReadAll             Power = "read-all"
	Export              Power = "export"
	Outbox              Power = "outbox"
	Push                Power = "push"
	Claim               Power = "claim"
	SendEvidence        Power = "send-evidence"
	Anyone              Power = "anyone"
)

// By says which sort of caller a power is for.
type By string

// The sorts of callers.
const (
	People           By = "people"
	PeopleAndTablets By = "people and tablets"
	TabletsOnly      By = "tablets"
	Everybody        By = "everybody, signed in or not"
)

// Row is one line of the powers table: the department's policy and what the code goes by are the same text.
type Row struct {
	Power      Power
	Words      string   // what may be done
	By         By       //
	Roles      []string // nil is every role
	Registered bool     // needs a current registration
	Besides    []string // roles that have it without one
	Never      []string // roles that do not have it, registered or not
	Password   bool     // needs a sign-in by password: a PIN on a shared tablet is not enough
	Two        bool     // takes a second such person
	And        string   // what the function that does it asks besides
}

// Who says in words who may.
func (r Row) Who() string {
	who := []string{string(r.By)}
	switch {
	case r.By == People && r.Registered:
		who = r.registered()
	case r.By == People && r.Roles == nil:
		who = []string{"everyone"}
	case r.By == People:
		who = []string{strings.Join(r.Roles, ", ")}
	}
	if r.Two {
		who = append(who, "two people")
	}
	if r.Password {
		who = append(who, "signed in by password")
	}
	return strings.Join(who, "; ")
}

func (r Row) registered() []string {
	who := "registered staff"
	if r.Roles != nil {
		who = "registered " + strings.Join(r.Roles, " or ")
	}
	list := append([]string{who}, r.Besides...)
	for _, role := range r.Never {
		list = append(list, "never "+role)
	}
	return list
}

// rowOf finds a power's row. A power without one is nobody's.
func rowOf(p Power) Row {
	for _, r := range table {
		if r.Power == p {
			return r
		}
	}
	return Row{Power: p, Words: string(p), By: People, Roles: []string{}}
}

// Powers answers the whole table.
func Powers() []Row { return slices.Clone(table) }

// Known reports whether the table has a row for this power.
func Known(p Power) bool { return slices.ContainsFunc(table, func(r Row) bool { return r.Power == p }) }

// Allows reports whether the actor has the power. What else must be true, the function that acts asks itself.
func Allows(a store.Actor, p Power) bool { return holds(rowOf(p), a) && enough(rowOf(p), a) }

func holds(r Row, a store.Actor) bool {
	switch r.By {
	case Everybody:
		return true
	case TabletsOnly:
		return a.Proven == store.ProvenDevice && a.Device != ""
	case PeopleAndTablets:
		return a.Staff != "" || a.Proven == store.ProvenDevice && a.Device != ""
	}
	return a.Staff != "" && (r.Roles == nil || slices.Contains(r.Roles, a.Role)) && (!r.Registered || r.vouched(a))
}

// unclinical are the roles to which no registration gives a clinical power.
var unclinical = []string{Auditor, Administrator}

func (r Row) vouched(a store.Actor) bool {
	if slices.Contains(r.Besides, a.Role) {
		return true
	}
	return a.Registered && !slices.Contains(unclinical, a.Role) && !slices.Contains(r.Never, a.Role)
}

func enough(r Row, a store.Actor) bool { return !r.Password || a.Proven == store.ProvenPassword }

// May answers nil, or the problem that the actor meets.
func May(a store.Actor, p Power) error {
	r := rowOf(p)
	if !holds(r, a) {
		if a.Staff == "" && a.Device == "" {
			return problem.New("not-signed-in", "Nobody is signed in.")
		}
		return problem.Newf("forbidden", "To %s is for: %s.", r.Words, r.Who())
	}
	if !enough(r, a) {
		return problem.Newf("forbidden", "To %s needs a sign-in by password.", r.Words).Do("Sign in with your password, then try again.")
	}
	return nil
}

// PowersOf answers what an actor may do, by name.
func PowersOf(a store.Actor) []string {
	list := []string{}
	for _, r := range table {
		if r.By != Everybody && Allows(a, r.Power) {
			list = append(list, string(r.Power))
		}
	}
	return list
}
