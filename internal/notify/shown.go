package notify

import (
	"runup/internal/staff"
	"runup/internal/store"
)

// shown keeps back the addresses that the actor would not find among a person's contacts: a private number is no less
// private for having been rung. Where a contact is there no more nobody knows whether it was; its address is kept back too.
//
// Requirement: design.md, the table of powers: see-numbers.
func shown(tx *store.Tx, list []Sending) ([]Sending, error) {
	if staff.Allows(tx.Actor, staff.SeeNumbers) {
		return list, nil
	}
	var people []string
	for _, s := range list {
		if s.RecipientKind == Person {
			people = append(people, s.Recipient)
		}
	}
	of, err := staff.ContactsOf(tx, people)
	if err != nil {
		return nil, err
	}
	open := map[string]bool{}
	for _, contacts := range of {
		for _, c := range contacts {
			open[c.ID] = !c.Private
		}
	}
	for i, s := range list {
		if s.RecipientKind == Person && s.Recipient != tx.Actor.Staff && !open[s.Contact] {
			list[i].Address = ""
		}
	}
	return list, nil
}
