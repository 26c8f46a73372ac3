package staff_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// policy is who may do what, written a second time and by role: each column says who holds the power.
// s support-worker, a assistant-practitioner, t technologist, r radiographer, S superintendent, P physicist, e engineer,
// u auditor, A administrator; a role in brackets only while registered.
var policy = map[staff.Power]string{
	staff.DoCheck: "satrSPeuA", staff.FileReport: "satrSPeuA", staff.RaiseSeverity: "satrSPeuA", staff.SecondCheck: "satrSPeuA", staff.AmendOwn: "satrSPeuA",
	staff.Countersign: registered, staff.Acknowledge: registered, staff.Act: registered, staff.HandOver: registered, staff.UseToday: registered,
	staff.ExemptToday: "SP(satre)", staff.Restrict: registered, staff.CloseAdvice: registered, staff.ReturnOther: "(satrSP)",
	staff.ClosePutRight: registered, staff.Quarantine: registered, staff.ResolveContested: registered,
	staff.CloseDoNotUse: "(SP)", staff.ReturnTreatment: "(SP)", staff.ReturnDosimetric: "(P)", staff.Repair: "tPe", staff.SetStatus: "(satrSP)A",
	staff.Baselines: "P", staff.Publish: "SP", staff.PublishRadiological: "P", staff.LowerSeverity: "(SP)", staff.Reopen: "(SP)", staff.VoidOthers: "SP",
	staff.ExemptLonger: "SP", staff.Roles: "SP", staff.SeniorRoles: "SP", staff.Authorise: "SP", staff.Register: "SP", staff.Rota: "SP", staff.DraftRota: "saSP", staff.SeeNumbers: "SA", staff.KeepTeams: "SPA",
	staff.Accounts: "A", staff.Settings: "A", staff.ChangePeople: "SPA", staff.Tablets: "SA", staff.Inventory: "SA", staff.Review: "P", staff.Policies: "SP", staff.Stock: "satrSP", staff.Calendar: "SA", staff.Codes: "S", staff.ReviewPeople: "SP",
	staff.Redact: "SPA", staff.Dispose: "SPA", staff.DeclareEpoch: "SPA",
	staff.SignedIn: "satrSPeuA", staff.Prove: "satrSPeuA", staff.Read: "satrSPeuA", staff.Export: "satrSPeuA", staff.ReadAll: "SPu", staff.Outbox: "SPA", staff.Push: "", staff.SendEvidence: "satrSPeuA", staff.Claim: "", staff.Anyone: "satrSPeuA",
}

// registered is every role but the two that no registration gives a clinical power.
const registered = "(satrSPe)"

var letters = map[rune]string{
	's': staff.SupportWorker, 'a': staff.AssistantPractitioner, 't': staff.Technologist, 'r': staff.Radiographer, 'S': staff.Superintendent,
	'P': staff.Physicist, 'e': staff.Engineer, 'u': staff.Auditor, 'A': staff.Administrator,
}

// byPassword are the powers that a PIN on a shared tablet does not give.
var byPassword = []staff.Power{
	staff.Roles, staff.SeniorRoles, staff.Authorise, staff.Register, staff.Accounts, staff.Settings, staff.ChangePeople, staff.Tablets,
	staff.Policies, staff.Redact, staff.Dispose, staff.DeclareEpoch,
}

func TestThePowersTableIsThePolicy(t *testing.T) {
	for _, row := range staff.Powers() {
		who, written := policy[row.Power]
		if !written {
			t.Errorf("%s is in the table and not in the policy", row.Power)
		}
		for letter, role := range letters {
			for _, isRegistered := range []bool{false, true} {
				for _, proven := range []string{store.ProvenPassword, store.ProvenPIN} {
					a := store.Actor{Staff: "x", Role: role, Registered: isRegistered, Proven: proven}
					always, whileRegistered, _ := strings.Cut(who, "(")
					whileRegistered, rest, _ := strings.Cut(whileRegistered, ")")
					want := strings.ContainsRune(always+rest, letter) || isRegistered && strings.ContainsRune(whileRegistered, letter)
					if proven == store.ProvenPIN && slices.Contains(byPassword, row.Power) {
						want = false
					}
					if got := staff.Allows(a, row.Power); got != want {
						t.Errorf("%s by %s (registered %v, %s): %v, want %v", row.Power, role, isRegistered, proven, got, want)
					}
					if err := staff.May(a, row.Power); (err == nil) != want || err != nil && !problem.Is(err, "forbidden") {
						t.Errorf("%s by %s: May says %v", row.Power, role, err)
					}
				}
			}
		}
	}
	if len(policy) != len(staff.Powers()) {
		t.Errorf("the table has %d rows, the policy %d", len(staff.Powers()), len(policy))
	}
}

func TestWhatATabletAndAStrangerMay(t *testing.T) {
	tablet := store.Actor{Device: "d", Proven: store.ProvenDevice, Areas: []string{"*"}}
	for _, row := range staff.Powers() {
		p := row.Power
		if got, want := staff.Allows(tablet, p), p == staff.Push || p == staff.SendEvidence || p == staff.Claim || p == staff.Read || p == staff.Prove || p == staff.Anyone; got != want {
			t.Errorf("a tablet, %s: %v", p, got)
		}
		if got, want := staff.Allows(store.Actor{}, p), p == staff.Anyone; got != want {
			t.Errorf("a stranger, %s: %v", p, got)
		}
		if got, want := staff.Allows(store.ServerActor(), p), p == staff.Anyone; got != want {
			t.Errorf("the server, %s: %v", p, got)
		}
	}
	if err := staff.May(store.Actor{}, staff.Read); !problem.Is(err, "not-signed-in") {
		t.Errorf("a stranger is answered %v", err)
	}
	onTablet := store.Actor{Staff: "x", Role: staff.Radiographer, Device: "d", Proven: store.ProvenPIN}
	if staff.Allows(onTablet, staff.Push) {
		t.Error("a person signed in on a tablet may push")
	}
}

func TestAPowerWithoutARowIsNobodys(t *testing.T) {
	a := store.Actor{Staff: "x", Role: staff.Superintendent, Registered: true, Proven: store.ProvenPassword}
	if staff.Allows(a, "made-up") || staff.Known("made-up") {
		t.Error("a power that is not in the table was given")
	}
}

func TestThePrintedTableNamesEveryPower(t *testing.T) {
	var b bytes.Buffer
	if err := staff.PrintPowers(&b); err != nil {
		t.Fatal(err)
	}
	for _, row := range staff.Powers() {
		if !strings.Contains(b.String(), row.Words) || row.Words == "" {
			t.Errorf("%s is not printed", row.Power)
		}
	}
}
