package api

import (
	"context"
	"time"

	. "runup/api/wire"
	"runup/internal/authorisation"
	"runup/internal/staff"
	"runup/internal/store"
)

// usualReview is how many days ahead authorisations are looked at when the caller does not say.
const usualReview = 60

// ListStaff answers the people.
func (s *service) ListStaff(ctx context.Context, r ListStaffRequestObject) (ListStaffResponseObject, error) {
	var answer ListStaff200JSONResponse
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		people, err := staff.All(tx)
		if err != nil {
			return err
		}
		people, answer.Next = page(people, spanOf(r.Params.After, r.Params.Limit), func(p staff.Person) string { return p.Username })
		answer.Items, err = peopleWith(tx, people)
		return err
	})
	return answer, err
}

// CreateStaff makes an account.
func (s *service) CreateStaff(ctx context.Context, r CreateStaffRequestObject) (CreateStaffResponseObject, error) {
	b := r.Body
	made, err := s.Auth.AddPerson(ctx, actor(ctx), staff.New{Username: b.Username, Name: b.Name, Role: string(b.Role), Areas: b.Areas}, or(b.Password, ""))
	if err != nil {
		return nil, err
	}
	who, err := s.person(ctx, made.ID)
	return CreateStaff201JSONResponse(who), err
}

// GetStaff answers one person.
func (s *service) GetStaff(ctx context.Context, r GetStaffRequestObject) (GetStaffResponseObject, error) {
	who, err := s.person(ctx, r.StaffID)
	return GetStaff200JSONResponse(who), err
}

// ChangeStaff changes a person. What waits for a second person is recorded, and said.
func (s *service) ChangeStaff(ctx context.Context, r ChangeStaffRequestObject) (ChangeStaffResponseObject, error) {
	changed, err := s.Auth.ChangePerson(ctx, actor(ctx), r.StaffID, takeChange(*r.Body), r.Body.Password)
	if err != nil {
		return nil, err
	}
	if changed.Waiting != nil {
		return nil, changed.Waiting
	}
	who, err := s.person(ctx, r.StaffID)
	return ChangeStaff200JSONResponse(who), err
}

// ListAuthorisations answers what a person is or was authorised for.
func (s *service) ListAuthorisations(ctx context.Context, r ListAuthorisationsRequestObject) (ListAuthorisationsResponseObject, error) {
	var found []staff.Authorisation
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		if _, err = staff.ByID(tx, r.StaffID); err == nil {
			found, err = staff.AuthorisationsOf(tx, r.StaffID)
		}
		return err
	})
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(a staff.Authorisation) string { return a.ID })
	return ListAuthorisations200JSONResponse{Items: present(items, presentAuthorisation), Next: next}, err
}

// GrantAuthorisation authorises a person for a checklist.
func (s *service) GrantAuthorisation(ctx context.Context, r GrantAuthorisationRequestObject) (GrantAuthorisationResponseObject, error) {
	grant := staff.Grant{
		Staff: r.StaffID, Checklist: r.Body.Checklist, Equipment: or(r.Body.Equipment, ""), Capacity: string(r.Body.Capacity),
		From: time.Time(or(r.Body.From, Time{})), Until: (*time.Time)(r.Body.Until), Evidence: r.Body.Evidence,
		Assessor: or(r.Body.Assessor, ""), Basis: string(or(r.Body.Basis, "")), ReviewOn: or(r.Body.ReviewOn, ""),
		Procedure: or(r.Body.Procedure, ""), Codes: r.Body.Codes,
	}
	var made staff.Authorisation
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		made, err = authorisation.Grant(tx, grant)
		return err
	})
	return GrantAuthorisation201JSONResponse(presentAuthorisation(made)), err
}

// WithdrawAuthorisation ends an authorisation now.
func (s *service) WithdrawAuthorisation(ctx context.Context, r WithdrawAuthorisationRequestObject) (WithdrawAuthorisationResponseObject, error) {
	var ended staff.Authorisation
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		ended, err = staff.Withdraw(tx, r.AuthorisationID, r.Body.Reason)
		return err
	})
	return WithdrawAuthorisation200JSONResponse(presentAuthorisation(ended)), err
}

// ListAuthorisationsDue answers what lapses or is due for review.
func (s *service) ListAuthorisationsDue(ctx context.Context, r ListAuthorisationsDueRequestObject) (ListAuthorisationsDueResponseObject, error) {
	var found []authorisation.Due
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = authorisation.DueWithin(tx, or(r.Params.Within, usualReview), s.Zone)
		return err
	})
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(d authorisation.Due) string { return d.Authorisation.ID })
	return ListAuthorisationsDue200JSONResponse{Items: present(items, func(d authorisation.Due) AuthorisationDue {
		return AuthorisationDue{Day: d.Day, Why: AuthorisationDueWhy(d.Why), Name: d.Person.Name, Authorisation: presentAuthorisation(d.Authorisation)}
	}), Next: next}, err
}

func (s *service) person(ctx context.Context, id string) (who Staff, err error) {
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		who, err = personWith(tx, id)
		return err
	})
	return who, err
}

// personWith is a person as served: with what they are authorised for.
func personWith(tx *store.Tx, id string) (Staff, error) {
	p, err := staff.ByID(tx, id)
	if err != nil {
		return Staff{}, err
	}
	held, err := staff.AuthorisationsOf(tx, id)
	return presentPerson(p, held), err
}

func peopleWith(tx *store.Tx, people []staff.Person) ([]Staff, error) {
	held, err := staff.Authorisations(tx)
	return present(people, func(p staff.Person) Staff { return presentPerson(p, held[p.ID]) }), err
}

func presentPerson(p staff.Person, held []staff.Authorisation) Staff {
	return Staff{
		ID: p.ID, Username: p.Username, Name: p.Name, Role: Role(p.Role), Registered: p.Registered, Areas: some(p.Areas), Active: p.Active,
		Appointments: present(p.Appointments, func(a staff.Appointment) Appointment {
			return Appointment{Kind: AppointmentKind(a.Kind), Number: a.Number, From: Time(a.From), Until: At(a.Until)}
		}),
		Authorisations: present(held, presentAuthorisation),
	}
}

func presentAuthorisation(a staff.Authorisation) Authorisation {
	return Authorisation{
		ID: a.ID, Staff: a.Staff, Checklist: a.Checklist, Equipment: unless(a.Equipment, ""), Capacity: Capacity(a.Capacity),
		From: Time(a.From), Until: At(a.Ends()), WithdrawnAt: At(a.WithdrawnAt), WithdrawnBy: unless(a.WithdrawnBy, ""),
		GrantedBy: a.GrantedBy, Evidence: a.Evidence,
		Assessor: unless(a.Assessor, ""), Basis: unless(a.Basis, ""), ReviewOn: unless(a.ReviewOn, ""), Procedure: unless(a.Procedure, ""),
		Codes: some(a.Codes),
	}
}

func takeChange(b StaffChange) staff.Change {
	c := staff.Change{Name: b.Name, Role: (*string)(b.Role), Active: b.Active, Reason: or(b.Reason, "")}
	if b.Areas != nil {
		c.Areas = &b.Areas
	}
	if b.Appointments != nil {
		list := present(b.Appointments, func(a AppointmentSetting) staff.Appointment {
			return staff.Appointment{Kind: string(a.Kind), Number: or(a.Number, ""), From: time.Time(a.From), Until: (*time.Time)(a.Until)}
		})
		c.Appointments = &list
	}
	return c
}
