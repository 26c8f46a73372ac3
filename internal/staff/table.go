package staff

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// seniors are who answers for the department's rules.
var seniors = []string{Superintendent, Physicist}

// table is who may do what. The reasons stand in docs; the rows are the department's printed policy, so the ones whose
// operation is not built yet are here too.
var table = []Row{
	{Power: DoCheck, Words: "do a check", By: People, And: "authorised for it; trainees supervised; what is done without is kept, judged and does not open the gate"},
	{Power: FileReport, Words: "report a fault or something unsafe", By: People},
	{Power: RaiseSeverity, Words: "raise a severity", By: People},
	{Power: Countersign, Words: "countersign a trainee's check", By: People, Registered: true, And: "operator for the task"},
	{Power: SecondCheck, Words: "make a second check", By: People, And: "another authorised person; readings hidden until both are in"},

	{Power: Acknowledge, Words: "acknowledge an escalation", By: People, Registered: true, And: "by push: with a server session on that tablet in the 12 h before"},
	{Power: Act, Words: "act on an escalation", By: People, Registered: true},
	{Power: HandOver, Words: "hand an escalation over", By: People, Registered: true, And: "to a registered colleague"},
	{Power: UseToday, Words: "put equipment to use today", By: People, Registered: true, And: "gating checks become due at once"},
	{Power: ExemptToday, Words: "exempt a check for today", By: People, Registered: true, Besides: seniors},
	{Power: Restrict, Words: "restrict what is in use", By: People, Registered: true, And: "from a withdrawn state a restriction is a return to use, except under a recorded verbal authorisation"},

	{Power: CloseAdvice, Words: "close an advice, information or before-use", By: People, Registered: true},
	{Power: CloseDoNotUse, Words: "close a do-not-use otherwise than by a release", By: People, Roles: seniors, Registered: true, And: "raised in error: a second person"},
	{Power: ReturnDosimetric, Words: "return a treatment or imaging unit to use, dosimetric or after repair", By: People, Roles: []string{Physicist}, Registered: true, And: "a passing re-check after hand-back, by someone who did not repair it"},
	{Power: ReturnTreatment, Words: "return a treatment or imaging unit to use, other findings", By: People, Roles: seniors, Registered: true, And: "a passing re-check"},
	{Power: ReturnOther, Words: "return hoists, monitors, brakes and the like to use", By: People, Registered: true, Never: []string{Engineer}, And: "authorised for that class; a passing re-check"},
	{Power: ClosePutRight, Words: "close a put-right", By: People, Registered: true, And: "after it was put right and looked at again"},
	{Power: Repair, Words: "record repair work and hand back", By: People, Roles: []string{Engineer, Technologist, Physicist}, And: "never returns to use what they repaired"},

	{Power: SetStatus, Words: "say whether equipment may be used", By: People, Registered: true, Besides: []string{Administrator}, Never: []string{Engineer}, And: "towards use: by the rows of returning; an administrator only puts it out of use for good"},

	{Power: Baselines, Words: "set a baseline or local limits", By: People, Roles: []string{Physicist}, And: "with a reason; provisional until a second physicist confirms"},
	{Power: Publish, Words: "propose, approve or retire a checklist", By: People, Roles: seniors, Two: true},
	{Power: PublishRadiological, Words: "approve or retire a radiological checklist", By: People, Roles: []string{Physicist}, And: "never its own proposer"},
	{Power: LowerSeverity, Words: "lower a severity", By: People, Roles: seniors, Registered: true, And: "with a reason; never the performer"},
	{Power: Reopen, Words: "reopen an escalation", By: People, Roles: seniors, Registered: true, And: "with a reason, within 7 days"},
	{Power: VoidOthers, Words: "void another's check", By: People, Roles: seniors, And: "with a reason; never the performer"},
	{Power: ExemptLonger, Words: "exempt a check for longer than today", By: People, Roles: seniors, And: "with a reason; never the performer"},

	{Power: Roles, Words: "give a role", By: People, Roles: seniors, Password: true, And: "nobody their own"},
	{Power: SeniorRoles, Words: "give or take the role of superintendent or physicist", By: People, Roles: seniors, Password: true, Two: true, And: "nobody their own"},
	{Power: Authorise, Words: "authorise a person for a checklist", By: People, Roles: seniors, Password: true, And: "nobody themselves"},
	{Power: Register, Words: "enter registrations and appointments", By: People, Roles: seniors, Password: true, And: "nobody their own"},
	{Power: Rota, Words: "set the rota", By: People, Roles: seniors, And: "what another drafted, or a manager's own"},
	{Power: DraftRota, Words: "draft the rota", By: People, Roles: []string{SupportWorker, AssistantPractitioner, Superintendent, Physicist}, And: "no effect until a manager has agreed it"},
	{Power: SeeNumbers, Words: "see private telephone numbers", By: People, Roles: []string{Administrator, Superintendent}, And: "everybody sees their own"},
	{Power: KeepTeams, Words: "keep the teams that are told and have no account", By: People, Roles: []string{Administrator, Superintendent, Physicist}},

	{Power: Accounts, Words: "make, change and close accounts", By: People, Roles: []string{Administrator}, Password: true, And: "no clinical power, and grants none"},
	{Power: Settings, Words: "change settings", By: People, Roles: []string{Administrator}, Password: true},
	{Power: ChangePeople, Words: "change what is on file about a person", By: People, Roles: []string{Administrator, Superintendent, Physicist}, Password: true, And: "each member by its own row"},
	{Power: Tablets, Words: "issue enrolment codes and shut tablets out", By: People, Roles: []string{Administrator, Superintendent}, Password: true},
	{Power: Inventory, Words: "keep areas and the equipment inventory", By: People, Roles: []string{Administrator, Superintendent}},
	{Power: Calendar, Words: "set the department's treatment days, bank holidays and one-off days", By: People, Roles: []string{Administrator, Superintendent}},

	{Power: Quarantine, Words: "resolve what was set aside", By: People, Registered: true},
	{Power: ResolveContested, Words: "resolve a contested pair", By: People, Registered: true, And: "a third person"},
	{Power: Review, Words: "review checks", By: People, Roles: []string{Physicist}},
	{Power: AmendOwn, Words: "amend or void one's own check", By: People, And: "the performer, same shift"},
	{Power: Stock, Words: "order and restock what checks found low", By: People, Roles: []string{SupportWorker, AssistantPractitioner, Technologist, Radiographer, Superintendent, Physicist}},
	{Power: Codes, Words: "keep the lists of event and education codes", By: People, Roles: []string{Superintendent}},
	{Power: ReviewPeople, Words: "see which authorisations lapse or are due for review", By: People, Roles: seniors},
	{Power: Policies, Words: "set escalation policies", By: People, Roles: seniors, Password: true},
	{Power: Redact, Words: "redact", By: People, Roles: []string{Superintendent, Physicist, Administrator}, Password: true, Two: true},
	{Power: Dispose, Words: "dispose of records past retention", By: People, Roles: []string{Superintendent, Physicist, Administrator}, Password: true, Two: true},
	{Power: DeclareEpoch, Words: "declare a new epoch", By: People, Roles: []string{Superintendent, Physicist, Administrator}, Password: true, Two: true},

	{Power: SignedIn, Words: "see to one's own PIN and session", By: People},
	{Power: Prove, Words: "see checkpoint, key and proofs", By: PeopleAndTablets},
	{Power: Read, Words: "read", By: PeopleAndTablets, And: "own areas"},
	{Power: ReadAll, Words: "read and export every area", By: People, Roles: []string{Superintendent, Physicist, Auditor}},
	{Power: Export, Words: "export", By: People, And: "own areas"},
	{Power: Outbox, Words: "see every message to staff and its fate", By: People, Roles: []string{Superintendent, Physicist, Administrator}},
	{Power: Push, Words: "send what was recorded on a tablet", By: TabletsOnly, And: "its own token; a revoked tablet's is set aside"},
	{Power: Claim, Words: "say that a check is being done on this tablet", By: TabletsOnly, And: "advises, never locks; believed for two hours"},
	{Power: SendEvidence, Words: "send photos of what was found", By: PeopleAndTablets},
	{Power: Anyone, Words: "sign in, enrol with a code, prove a tablet's key, ask how the server is", By: Everybody},
}

// PrintPowers writes the table as text, for a notice board and for an auditor.
func PrintPowers(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "POWER\tMAY\tWHO\tAND")
	for _, r := range table {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Power, r.Words, r.Who(), r.And)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("staff: print powers: %w", err)
	}
	return nil
}
