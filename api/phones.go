package api

import (
	"context"

	. "runup/api/wire"
	"runup/internal/escalation"
	"runup/internal/store"
)

// ListPhones answers who to phone.
func (s *service) ListPhones(ctx context.Context, _ ListPhonesRequestObject) (ListPhonesResponseObject, error) {
	var answer ListPhones200JSONResponse
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		found, err := escalation.Phones(tx)
		answer = ListPhones200JSONResponse{At: Time(tx.Now), Until: Time(tx.Now.Add(escalation.PhonesAhead)), Items: present(found, presentPhone)}
		return err
	})
	return answer, err
}

func presentPhone(p escalation.Phone) PhoneEntry {
	out := PhoneEntry{
		Kind: PhoneEntryKind(p.Kind), ID: p.ID, Name: p.Name, As: unless(p.As, ""), Area: unless(p.Area, ""), From: At(p.From), Until: At(p.Until), Numbers: p.Numbers,
	}
	if p.Kind == "person" {
		out.Rung = &p.Rung
	}
	return out
}
