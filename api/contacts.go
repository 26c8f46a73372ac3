package api

import (
	"context"

	. "runup/api/wire"
	"runup/internal/staff"
	"runup/internal/store"
)

// ListMyContacts answers the caller's own contacts.
func (s *service) ListMyContacts(ctx context.Context, _ ListMyContactsRequestObject) (ListMyContactsResponseObject, error) {
	list, err := s.contacts(ctx, actor(ctx).Staff)
	return ListMyContacts200JSONResponse(list), err
}

// SetMyContacts says how the caller can be told something.
func (s *service) SetMyContacts(ctx context.Context, r SetMyContactsRequestObject) (SetMyContactsResponseObject, error) {
	list, err := s.setContacts(ctx, actor(ctx).Staff, *r.Body)
	return SetMyContacts200JSONResponse(list), err
}

// ListContacts answers those of a person's that the caller may see.
func (s *service) ListContacts(ctx context.Context, r ListContactsRequestObject) (ListContactsResponseObject, error) {
	list, err := s.contacts(ctx, r.StaffID)
	return ListContacts200JSONResponse(list), err
}

// SetContacts says how a person can be told something.
func (s *service) SetContacts(ctx context.Context, r SetContactsRequestObject) (SetContactsResponseObject, error) {
	list, err := s.setContacts(ctx, r.StaffID, *r.Body)
	return SetContacts200JSONResponse(list), err
}

// ListTeams answers the teams without an account.
func (s *service) ListTeams(ctx context.Context, r ListTeamsRequestObject) (ListTeamsResponseObject, error) {
	var found []staff.Team
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = staff.Teams(tx)
		return err
	})
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(t staff.Team) string { return t.ID })
	return ListTeams200JSONResponse{Items: present(items, presentTeam), Next: next}, err
}

// SetTeams says which teams there are.
func (s *service) SetTeams(ctx context.Context, r SetTeamsRequestObject) (SetTeamsResponseObject, error) {
	var list []staff.Team
	for _, t := range r.Body.Items {
		team := staff.Team{ID: t.ID, Name: t.Name}
		for _, c := range t.Contacts {
			team.Contacts = append(team.Contacts, staff.TeamContact{Channel: string(c.Channel), Address: c.Address})
		}
		list = append(list, team)
	}
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		list, err = staff.SetTeams(tx, list)
		return err
	})
	return SetTeams200JSONResponse{Items: present(list, presentTeam)}, err
}

func (s *service) contacts(ctx context.Context, id string) (list ContactList, err error) {
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		found, err := staff.Contacts(tx, id)
		list.Items = present(found, presentContact)
		return err
	})
	return list, err
}

func (s *service) setContacts(ctx context.Context, id string, b ContactsSetting) (list ContactList, err error) {
	var reaching []staff.Reaching
	for _, c := range b.Items {
		reaching = append(reaching, staff.Reaching{Channel: string(c.Channel), Address: c.Address, Private: or(c.Private, false), Verified: or(c.Verified, false)})
	}
	err = s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) error {
		kept, err := staff.SetContacts(tx, id, reaching)
		list.Items = present(kept, presentContact)
		return err
	})
	return list, err
}

func presentContact(c staff.Contact) Contact {
	return Contact{
		ID: c.ID, Channel: ContactChannel(c.Channel), Address: c.Address, Private: c.Private, SetAt: Time(c.SetAt), VerifiedAt: At(c.VerifiedAt),
		LastOkAt: At(c.LastOKAt), LastFailAt: At(c.LastFailAt), DeadAt: At(c.DeadAt),
	}
}

func presentTeam(t staff.Team) Team {
	return Team{ID: t.ID, Name: t.Name, Active: t.Active, Contacts: present(t.Contacts, func(c staff.TeamContact) TeamContact {
		return TeamContact{Channel: TeamContactChannel(c.Channel), Address: c.Address}
	})}
}
