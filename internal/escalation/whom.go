package escalation

import (
	"runup/internal/notify"
	"runup/internal/staff"
	"runup/internal/store"
)

// whom answers who is told of something in an area that may not be used: registered staff whose area it is, at any hour.
func whom(tx *store.Tx, area string) ([]notify.Recipient, error) {
	return store.Memo(tx, "staff", "to tell in "+area, func() ([]notify.Recipient, error) {
		people, err := staff.All(tx)
		if err != nil {
			return nil, err
		}
		var list []notify.Recipient
		for _, p := range people {
			if p.Active && p.Registered && p.Actor().Sees(area) {
				list = append(list, notify.Recipient{Kind: notify.Person, ID: p.ID, Contacts: waysTo(p)})
			}
		}
		return list, nil
	})
}

// addresses is the department's mail domain.
const addresses = "department.example"

// waysTo are the ways to a person.
func waysTo(p staff.Person) []notify.Contact {
	return []notify.Contact{{Channel: notify.Email, ID: "email/" + p.ID, Address: p.Username + "@" + addresses}}
}
