package sample

import (
	"slices"
	"time"

	"runup/internal/authorisation"
	"runup/internal/checklist"
	"runup/internal/library"
	"runup/internal/staff"
	"runup/internal/store"
)

// The one password and the one PIN of everybody in the sample department. Both are known to the world: the server takes
// the password only when it was started with --demo.
const (
	Password = "runup-demo"
	PIN      = "482615"
)

// Who is who in the sample department.
const (
	sam   = "sam.scsw"
	tara  = "tara.trainee"
	amir  = "amir.ap"
	rosa  = "rosa.radiographer"
	rhys  = "rhys.radiographer"
	sofia = "sofia.superintendent"
	priya = "priya.physicist"
	pavel = "pavel.physicist"
	terry = "terry.technologist"
	ed    = "ed.engineer"
	ana   = "ana.auditor"
	ada   = "ada.admin"
)

// crew is everybody, in the order they are introduced.
func crew(since time.Time) []staff.New {
	list := []staff.New{
		{Username: sam, Name: "Sam Okafor", Role: staff.SupportWorker},
		{Username: tara, Name: "Tara Whitfield", Role: staff.AssistantPractitioner},
		{Username: amir, Name: "Amir Rahimi", Role: staff.AssistantPractitioner},
		{Username: rosa, Name: "Rosa Delgado", Role: staff.Radiographer, Appointments: hcpc("RA041207", since)},
		{Username: rhys, Name: "Rhys Morgan", Role: staff.Radiographer, Appointments: hcpc("RA052811", since)},
		{Username: sofia, Name: "Sofia Lindqvist", Role: staff.Superintendent, Appointments: hcpc("RA028833", since)},
		{Username: priya, Name: "Priya Nair", Role: staff.Physicist, Appointments: append(hcpc("CS014402", since), staff.Appointment{Kind: staff.MPE, Number: "MPE 1182", From: since})},
		{Username: pavel, Name: "Pavel Novak", Role: staff.Physicist, Appointments: append(hcpc("CS019317", since), staff.Appointment{Kind: staff.RPS, Number: "RPS 0417", From: since})},
		{Username: terry, Name: "Terry Adeyemi", Role: staff.Technologist},
		{Username: ed, Name: "Ed Hargreaves", Role: staff.Engineer},
		{Username: ana, Name: "Ana Kowalska", Role: staff.Auditor},
		{Username: ada, Name: "Ada Brennan", Role: staff.Administrator},
	}
	for i := range list {
		list[i].Areas = []string{"*"}
	}
	return list
}

func hcpc(number string, since time.Time) []staff.Appointment {
	return []staff.Appointment{{Kind: staff.HCPC, Number: number, From: since}}
}

// actorOf answers somebody signed in by password.
func actorOf(p staff.Person) store.Actor {
	return store.Actor{Staff: p.ID, Role: p.Role, Registered: p.Registered, Areas: p.Areas, Proven: store.ProvenPassword}
}

// entitle gives a person what they may do: every published checklist that names their role. Nobody grants their own.
func entitle(tx *store.Tx, p staff.Person, editions []library.Edition) error {
	for _, e := range editions {
		d, err := e.Definition()
		if err != nil {
			return err
		}
		if !slices.Contains(d.PerformedBy.Roles, p.Role) {
			continue
		}
		grant := staff.Grant{Staff: p.ID, Checklist: e.ID, Capacity: capacity(p, d), Evidence: "Competency record of the sample department"}
		grant.Assessor, grant.Basis, grant.ReviewOn = "Practice educator", staff.Assessed, tx.Now.AddDate(1, 0, 0).Format(time.DateOnly)
		if d.Procedure != nil {
			grant.Procedure = d.Procedure.Ref
		}
		if p.Role == staff.AssistantPractitioner {
			grant.Codes = []string{"AP.S.01"}
		}
		if _, err := authorisation.Grant(tx, grant); err != nil {
			return err
		}
	}
	return nil
}

// capacity is operator for who is registered, and for whoever does practical aspects of radiation's quality control.
func capacity(p staff.Person, d *checklist.Definition) string {
	switch {
	case p.Username == tara:
		return staff.Trainee
	case p.Registered || library.Radiological(d):
		return staff.Operator
	}
	return staff.Authorised
}
