package staff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func (d department) setContacts(by, whom string, list ...staff.Reaching) (kept []staff.Contact, err error) {
	err = d.write(d.actor(by), func(tx *store.Tx) error {
		kept, err = staff.SetContacts(tx, d.by[whom].ID, list)
		return err
	})
	return kept, err
}

// sees says which of a person's contacts somebody is shown.
func (d department) sees(actor store.Actor, whom string) string {
	d.t.Helper()
	var words []string
	err := d.db.Read(d.t.Context(), actor, func(tx *store.Tx) error {
		list, err := staff.Contacts(tx, d.by[whom].ID)
		for _, c := range list {
			words = append(words, c.Address)
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(words, " ")
}

var (
	work   = staff.Reaching{Channel: staff.Email, Address: "sam@northfield.example"}
	mobile = staff.Reaching{Channel: staff.Mobile, Address: "07700 900123", Private: true}
)

func TestContacts_APrivateNumberIsForThePersonAndWhoKeepsAccounts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		for _, by := range []string{"Sofia", "Priya"} {
			_, err := d.setContacts(by, "Sam", work)
			wants(t, err, "forbidden")
		}
		if _, err := d.setContacts("Sam", "Sam", work, mobile); err != nil {
			t.Fatal(err)
		}
		const both, one = "sam@northfield.example +447700900123", "sam@northfield.example"
		for who, want := range map[string]string{"Sam": both, "Ada": both, "Sofia": both, "Priya": one} {
			if got := d.sees(d.actor(who), "Sam"); got != want {
				t.Errorf("%s is shown %q, want %q", who, got, want)
			}
		}
		if got := d.sees(store.Actor{Device: "d", Proven: store.ProvenDevice, Areas: []string{"*"}}, "Sam"); got != "" {
			t.Errorf("a tablet is shown %q", got)
		}
		d.read(func(tx *store.Tx) error {
			for r, err := range logbook.All(tx) {
				if err != nil {
					return err
				}
				if text := fmt.Sprintf("%s %s", r.Header, *r.Body); strings.Contains(text, "900123") || strings.Contains(text, "sam@") {
					t.Errorf("the log, which never forgets, holds an address: %s", text)
				}
			}
			return nil
		})
	})
}

func TestContacts_WhatStaysKeepsWhatIsKnownOfIt(t *testing.T) {
	storetest.EachAt(t, func(t *testing.T, db *store.DB, clock *storetest.Clock) {
		d := found(t, db)
		claimed := work
		claimed.Verified = true
		kept, err := d.setContacts("Sam", "Sam", claimed)
		if err != nil || kept[0].VerifiedAt != nil {
			t.Fatalf("their own word verified it: %+v, %v", kept, err)
		}
		if kept, err = d.setContacts("Ada", "Sam", claimed); err != nil || kept[0].VerifiedAt == nil {
			t.Fatalf("an administrator's word: %+v, %v", kept, err)
		}
		id := kept[0].ID
		clock.Move(time.Hour)
		head := db.Head()
		d.works(func(tx *store.Tx) error { return staff.Failed(tx, id, true) })
		if kept, err = d.setContacts("Sam", "Sam", mobile, work); err != nil || len(kept) != 2 || kept[1].ID != id || kept[1].VerifiedAt == nil || kept[1].DeadAt == nil {
			t.Errorf("after a second was put before it: %+v, %v", kept, err)
		}
		if grew := db.Head().Position - head.Position; grew != 1 {
			t.Errorf("the logbook grew by %d", grew)
		}
		if _, err = d.setContacts("Sam", "Sam", mobile, work); err != nil || db.Head().Position != head.Position+1 {
			t.Errorf("the same again: %v", err)
		}
		// The live one comes first, whatever the order: a person with a dead way is told by the other.
		order := func() string {
			var words []string
			d.read(func(tx *store.Tx) error {
				by, err := staff.ContactsOf(tx, []string{d.by["Sam"].ID})
				for _, c := range by[d.by["Sam"].ID] {
					words = append(words, c.Channel)
				}
				return err
			})
			return strings.Join(words, " ")
		}
		d.works(func(tx *store.Tx) error { return staff.Failed(tx, kept[0].ID, true) })
		d.works(func(tx *store.Tx) error { return staff.Arrived(tx, id) })
		if got := order(); got != "email mobile" {
			t.Errorf("in the order %s", got)
		}
		d.works(func(tx *store.Tx) error { return staff.Verified(tx, kept[0].ID) })
		d.works(func(tx *store.Tx) error { return staff.Failed(tx, "gone", false) })
	})
}

func (d department) works(fn func(tx *store.Tx) error) {
	d.t.Helper()
	if err := d.db.Work(d.t.Context(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func TestContacts_EachMistakeIsNamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		_, err := d.setContacts("Sam", "Sam",
			staff.Reaching{Channel: staff.Email, Address: "Sam <sam@northfield.example>"}, staff.Reaching{Channel: "fax", Address: "1"}, staff.Reaching{Channel: staff.Mobile, Address: "12"},
			mobile, staff.Reaching{Channel: staff.Mobile, Address: "+44 7700-900123"}, staff.Reaching{Channel: staff.Email, Address: "a@b\r\nBcc: c@d"})
		p, _ := problem.Of(err)
		var got []string
		for _, f := range p.Fields {
			got = append(got, f.Pointer)
		}
		if strings.Join(got, " ") != "/items/0/address /items/1/channel /items/2/address /items/4/address /items/5/address" {
			t.Errorf("named: %v", got)
		}
		_, err = d.setContacts("Ada", "Nobody", work)
		wants(t, err, "not-found")
	})
}

func TestTeams_AreToldAndHaveNoAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := found(t, db)
		set := func(by string, list ...staff.Team) (kept []staff.Team, err error) {
			err = d.write(d.actor(by), func(tx *store.Tx) error { kept, err = staff.SetTeams(tx, list); return err })
			return kept, err
		}
		ebme := staff.Team{ID: "ebme", Name: "EBME", Contacts: []staff.TeamContact{{Channel: staff.Email, Address: "ebme@northfield.example"}, {Channel: staff.Phone, Address: "01632 960201"}}}
		_, err := set("Sam", ebme)
		wants(t, err, "forbidden")
		_, err = set("Ada", ebme, ebme, staff.Team{ID: "X", Name: " "})
		wants(t, err, "invalid")
		kept, err := set("Priya", ebme)
		if err != nil || len(kept) != 1 || !kept[0].Active || kept[0].Contacts[1].Address != "01632960201" {
			t.Fatalf("%+v, %v", kept, err)
		}
		head := db.Head()
		if _, err = set("Sofia", ebme); err != nil || db.Head() != head {
			t.Errorf("set again: %v", err)
		}
		if kept, err = set("Ada"); err != nil || len(kept) != 1 || kept[0].Active {
			t.Errorf("left out: %+v, %v", kept, err)
		}
		if kept, err = set("Ada", ebme); err != nil || !kept[0].Active {
			t.Errorf("back again: %+v, %v", kept, err)
		}
	})
}
