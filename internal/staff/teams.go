package staff

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/store"
)

// Team is somebody without an account who can be told something and never answers for it here: EBME, estates, resuscitation,
// pharmacy. Nobody signs in as a team, so a team acknowledges nothing.
type Team struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Contacts []TeamContact `json:"contacts"`
	Active   bool          `json:"active"`
}

// TeamContact is one way to tell a team something: a shared mailbox, a bleep, a telephone on a desk.
type TeamContact struct {
	Channel string `json:"channel"`
	Address string `json:"address"`
}

// TeamSet is the entry that enters, changes or retires a team.
var TeamSet = logbook.Define("team.set", applyTeam)

type teamSet struct {
	Name     string        `json:"name"`
	Contacts []TeamContact `json:"contacts"`
	Active   bool          `json:"active"`
}

func applyTeam(tx *store.Tx, e logbook.Entry, body *logbook.Act[teamSet, none]) error {
	a := body.Act
	return tx.Upsert("team", byID, teamColumns, e.Subject, a.Name, store.Of(a.Contacts), a.Active, store.At(e.At))
}

// Teams answers every team, retired ones too, by id.
func Teams(tx *store.Tx) ([]Team, error) {
	var rows []teamRow
	if err := tx.Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("staff: teams: %w", err)
	}
	list := make([]Team, len(rows))
	for i, row := range rows {
		list[i] = row.team()
	}
	return list, nil
}

// TeamByID finds a team.
func TeamByID(tx *store.Tx, id string) (Team, error) {
	all, err := Teams(tx)
	if err != nil {
		return Team{}, err
	}
	at := slices.IndexFunc(all, func(t Team) bool { return t.ID == id })
	if at < 0 {
		return Team{}, problem.Newf("not-found", "There is no team %q.", id)
	}
	return all[at], nil
}

// mostTeams bounds the list.
const mostTeams = 100

// SetTeams says which teams there are. One that is left out is retired, and stays readable.
func SetTeams(tx *store.Tx, list []Team) ([]Team, error) {
	if err := May(tx.Actor, KeepTeams); err != nil {
		return nil, err
	}
	list, err := checkTeams(list)
	if err != nil {
		return nil, err
	}
	before, err := Teams(tx)
	if err != nil {
		return nil, err
	}
	for _, was := range before {
		if !slices.ContainsFunc(list, func(t Team) bool { return t.ID == was.ID }) {
			was.Active = false
			list = append(list, was)
		}
	}
	for _, t := range list {
		if slices.ContainsFunc(before, func(was Team) bool { return reflect.DeepEqual(was, t) }) {
			continue
		}
		act := teamSet{Name: t.Name, Contacts: t.Contacts, Active: t.Active}
		if _, err := TeamSet.Append(tx, "", t.ID, &logbook.Act[teamSet, none]{Act: act}); err != nil {
			return nil, fmt.Errorf("staff: set teams: %w", err)
		}
	}
	return Teams(tx)
}

func checkTeams(list []Team) ([]Team, error) {
	var wrong []problem.Field
	list = slices.Clone(list)
	if len(list) > mostTeams {
		wrong = append(wrong, field("/items", fmt.Sprintf("at most %d", mostTeams)))
	}
	for i := range list {
		t := &list[i]
		at := fmt.Sprintf("/items/%d", i)
		t.Name, t.Active = strings.TrimSpace(t.Name), true
		if !slugs.MatchString(t.ID) {
			wrong = append(wrong, field(at+"/id", "small letters, digits and hyphens"))
		}
		if slices.ContainsFunc(list[:i], func(o Team) bool { return o.ID == t.ID }) {
			wrong = append(wrong, field(at+"/id", "is there twice"))
		}
		for _, f := range checkName(t.Name) {
			wrong = append(wrong, field(at+f.Pointer, f.Detail))
		}
		contacts, fields := teamContacts(t.Contacts)
		for _, f := range fields {
			wrong = append(wrong, field(at+strings.Replace(f.Pointer, "/items", "/contacts", 1), f.Detail))
		}
		t.Contacts = contacts
	}
	return list, asProblem("The teams cannot be kept like this.", wrong)
}

func teamContacts(list []TeamContact) ([]TeamContact, []problem.Field) {
	reaching := make([]Reaching, len(list))
	for i, c := range list {
		reaching[i] = Reaching{Channel: c.Channel, Address: c.Address}
	}
	reaching, err := checkReaching(reaching, Email, Mobile, Phone)
	kept := make([]TeamContact, len(reaching))
	for i, r := range reaching {
		kept[i] = TeamContact{Channel: r.Channel, Address: r.Address}
	}
	if p, ok := problem.Of(err); ok {
		return kept, p.Fields
	}
	if len(list) == 0 {
		return kept, []problem.Field{field("/items", "at least one")}
	}
	return kept, nil
}
