package staff

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// Grant is an authorisation to be given.
type Grant struct {
	Staff     string
	Checklist string
	Equipment string // "" is every piece of equipment of the checklist
	Capacity  string
	From      time.Time // zero is now
	Until     *time.Time
	Evidence  string
	Assessor  string // a person's id, or a name
	Basis     string
	ReviewOn  string // YYYY-MM-DD
	Procedure string
	Codes     []string
}

// Entitle authorises a person for a checklist, on evidence. Nobody authorises themselves.
func Entitle(tx *store.Tx, g Grant) (Authorisation, error) {
	if err := May(tx.Actor, Authorise); err != nil {
		return Authorisation{}, err
	}
	if g.Staff == tx.Actor.Staff {
		return Authorisation{}, problem.New("forbidden", "Nobody authorises themselves.").Do("Ask another superintendent or physicist.")
	}
	p, err := ByID(tx, g.Staff)
	if err != nil {
		return Authorisation{}, err
	}
	if !p.Active {
		return Authorisation{}, problem.Newf("guard", "The account of %s is closed.", p.Name)
	}
	if g.From.IsZero() {
		g.From = tx.Now
	}
	if err := checkGrant(g); err != nil {
		return Authorisation{}, err
	}
	if err := checkAssessor(tx, g); err != nil {
		return Authorisation{}, err
	}
	id := uuid.Must(uuid.NewV7()).String()
	act := granted{
		Staff: g.Staff, Checklist: g.Checklist, Equipment: g.Equipment, Capacity: g.Capacity,
		From: g.From.UTC(), Until: g.Until, Evidence: g.Evidence,
		Assessor: g.Assessor, Basis: g.Basis, ReviewOn: g.ReviewOn, Procedure: g.Procedure, Codes: g.Codes,
	}
	if _, err := Granted.Append(tx, "", id, &logbook.Act[granted, none]{Act: act}); err != nil {
		return Authorisation{}, fmt.Errorf("staff: entitle: %w", err)
	}
	return AuthorisationByID(tx, id)
}

// Withdraw ends an authorisation now. What was done under it stays as it was judged.
func Withdraw(tx *store.Tx, id, reason string) (Authorisation, error) {
	if err := May(tx.Actor, Authorise); err != nil {
		return Authorisation{}, err
	}
	a, err := AuthorisationByID(tx, id)
	if err != nil {
		return Authorisation{}, err
	}
	if a.WithdrawnAt != nil && a.WithdrawnBy == tx.Actor.Staff {
		return a, nil // their own last action, sent again
	}
	if a.WithdrawnAt != nil {
		return Authorisation{}, problem.New("conflict", "It has been withdrawn already.")
	}
	if strings.TrimSpace(reason) == "" {
		return Authorisation{}, asProblem("The authorisation was not withdrawn.", []problem.Field{field("/reason", "say why")})
	}
	if _, err := Withdrawn.Append(tx, "", id, &logbook.Act[withdrawn, none]{Act: withdrawn{Staff: a.Staff, Reason: reason}}); err != nil {
		return Authorisation{}, fmt.Errorf("staff: withdraw: %w", err)
	}
	return AuthorisationByID(tx, id)
}

var slugs = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,99}$`)

func checkGrant(g Grant) error {
	var wrong []problem.Field
	if !slugs.MatchString(g.Checklist) {
		wrong = append(wrong, field("/checklist", "the id of a checklist"))
	}
	if g.Equipment != "" && !slugs.MatchString(g.Equipment) {
		wrong = append(wrong, field("/equipment", "the id of a piece of equipment, or nothing for all of the checklist's"))
	}
	if _, known := capacityRank[g.Capacity]; !known {
		wrong = append(wrong, field("/capacity", "operator, authorised or trainee"))
	}
	if g.Until != nil && !g.From.Before(*g.Until) {
		wrong = append(wrong, field("/until", "it ends after it begins"))
	}
	if strings.TrimSpace(g.Evidence) == "" {
		wrong = append(wrong, field("/evidence", "what it rests on"))
	}
	wrong = append(wrong, checkEvidence(g)...)
	return asProblem("The authorisation was not granted.", wrong)
}

// checkEvidence holds what stands beside the evidence.
func checkEvidence(g Grant) (wrong []problem.Field) {
	if !slices.Contains([]string{"", Assessed, RecognisedPrior, Qualification}, g.Basis) {
		wrong = append(wrong, field("/basis", "assessed, recognised-prior or qualification"))
	}
	if _, err := time.Parse(time.DateOnly, g.ReviewOn); g.ReviewOn != "" && err != nil {
		wrong = append(wrong, field("/reviewOn", "a date like 2027-06-30"))
	} else if g.ReviewOn != "" && g.ReviewOn < g.From.Format(time.DateOnly) {
		wrong = append(wrong, field("/reviewOn", "it is reviewed after it begins"))
	}
	for _, is := range []struct{ pointer, text string }{{"/assessor", g.Assessor}, {"/procedure", g.Procedure}} {
		if len(is.text) > 800 || strings.ContainsFunc(is.text, unicode.IsControl) {
			wrong = append(wrong, field(is.pointer, "one line of text"))
		}
	}
	return wrong
}

// checkAssessor holds that an assessor named by an id is somebody, and nobody assessed themselves.
func checkAssessor(tx *store.Tx, g Grant) error {
	detail := ""
	switch _, err := uuid.Parse(g.Assessor); {
	case g.Assessor == g.Staff:
		detail = "nobody assesses themselves"
	case err == nil:
		_, err := ByID(tx, g.Assessor)
		if err != nil && !problem.Is(err, "not-found") {
			return err
		}
		if err != nil {
			detail = "there is no such person"
		}
	}
	if detail == "" {
		return nil
	}
	return asProblem("The authorisation was not granted.", []problem.Field{field("/assessor", detail)})
}
