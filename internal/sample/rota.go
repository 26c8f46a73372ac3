package sample

import (
	"fmt"

	"runup/internal/rota"
	"runup/internal/schedule"
	"runup/internal/staff"
	"runup/internal/store"
)

// reach gives everybody a mailbox of the department and a mobile of their own, and enters the teams that have no account.
//
// Source: Ofcom, telephone numbers for use in TV and radio drama programmes: 07700 900000 to 900999 and 01632 960000 to 960999
// are given to nobody. Domains under .example are nobody's either (RFC 2606).
func (f *founding) reach() error {
	return f.as(ada, func(tx *store.Tx) error {
		for i, p := range f.people {
			_, err := staff.SetContacts(tx, p.ID, []staff.Reaching{
				{Channel: staff.Email, Address: p.Username + "@northfield.example", Verified: true},
				{Channel: staff.Mobile, Address: fmt.Sprintf("07700 900%d", 101+i), Private: p.Username != sofia, Verified: true}, // Sofia carries the department's own
			})
			if err != nil {
				return fmt.Errorf("%s: %w", p.Username, err)
			}
		}
		_, err := staff.SetTeams(tx, teams())
		return err
	})
}

func teams() []staff.Team {
	var list []staff.Team
	for i, t := range []staff.Team{
		{ID: "ebme", Name: "Electro-biomedical engineering"}, {ID: "estates", Name: "Estates and facilities"},
		{ID: "pharmacy", Name: "Pharmacy"}, {ID: "resuscitation", Name: "Resuscitation service"},
	} {
		t.Contacts = []staff.TeamContact{{Channel: staff.Email, Address: t.ID + "@northfield.example"}, {Channel: staff.Phone, Address: fmt.Sprintf("01632 960%d", 201+i)}}
		list = append(list, t)
	}
	return list
}

// The hours of the department, its nights, and who is there.
const (
	early = "06:30"
	late  = "19:00"
)

// roster says who is on: drafted by a support worker, agreed by the superintendent.
func (f *founding) roster() error {
	if err := f.as(sofia, func(tx *store.Tx) error { _, err := rota.Set(tx, cover()); return err }); err != nil {
		return err
	}
	var draft rota.Sheet
	err := f.as(sam, func(tx *store.Tx) (err error) {
		content := rota.Content{Sheet: "department", From: schedule.DayOf(tx.Now, f.zone).String(), Weekly: f.lines()}
		draft, err = rota.Put(tx, rota.Drafting{Content: content, Note: "As talked over on Friday"})
		return err
	})
	if err != nil {
		return err
	}
	return f.as(sofia, func(tx *store.Tx) error { _, err := rota.Agree(tx, draft.Position, draft.Hash); return err })
}

func cover() rota.Settings {
	s := rota.Settings{Early: rota.AssumedEarly}
	for _, duty := range []string{"radiographer", "superintendent", "duty-physicist"} {
		s.Needs = append(s.Needs, rota.Need{Duty: duty, On: schedule.TreatmentDays, Starts: early, Ends: late, AtLeast: 1})
	}
	for _, duty := range []string{"on-call-engineer", "superintendent-on-call"} {
		s.Needs = append(s.Needs,
			rota.Need{Duty: duty, Starts: late, Ends: early, AtLeast: 1},
			rota.Need{Duty: duty, On: rota.ClosedDays, Starts: early, Ends: late, AtLeast: 1})
	}
	return s
}

// lines are the weeks of the department: who is there on treatment days, and who is on call otherwise.
func (f *founding) lines() []rota.Weekly {
	var list []rota.Weekly
	on := func(username, duty, days, starts, ends string) *rota.Weekly {
		p, _ := named(f.people, username)
		list = append(list, rota.Weekly{Person: p.ID, Area: rota.Everywhere, Duty: duty, On: days, Starts: starts, Ends: ends})
		return &list[len(list)-1]
	}
	for _, is := range [][2]string{
		{rosa, "radiographer"}, {rhys, "radiographer"}, {sofia, "superintendent"}, {ed, "engineer"}, {terry, "technologist"},
		{sam, "support-worker"}, {amir, "assistant-practitioner"}, {tara, "assistant-practitioner"},
	} {
		on(is[0], is[1], schedule.TreatmentDays, early, late)
	}
	for week, physicist := range []string{priya, pavel} {
		w := on(physicist, "duty-physicist", schedule.TreatmentDays, early, late)
		w.Every, w.Week = 2, week+1
		on(physicist, "physicist", schedule.TreatmentDays, early, late)
	}
	for _, is := range [][2]string{{ed, "on-call-engineer"}, {sofia, "superintendent-on-call"}} {
		on(is[0], is[1], schedule.EveryDay, late, early)
		on(is[0], is[1], rota.ClosedDays, early, late)
	}
	on(priya, "physics-lead", schedule.EveryDay, "00:00", "00:00")
	on(pavel, "rps", schedule.EveryDay, "00:00", "00:00")
	on(sofia, "head-of-service", schedule.EveryDay, "00:00", "00:00")
	return list
}
