package api

import (
	"time"

	. "runup/api/wire"
	"runup/internal/rota"
	"runup/internal/schedule"
	"runup/internal/store"
)

func takeRota(b RotaSetting) rota.Drafting {
	d := rota.Drafting{
		Content: rota.Content{Sheet: or(b.Sheet, department), From: b.From, To: or(b.To, "")}, Note: or(b.Note, ""), Agree: or(b.Agree, false),
	}
	for _, w := range b.Weekly {
		line := rota.Weekly{
			Person: w.Person, Area: or(w.Area, rota.Everywhere), Duty: w.Duty, On: string(or(w.On, "")), Starts: w.Starts, Ends: w.Ends,
			Every: or(w.Every, 0), Week: or(w.Week, 0),
		}
		for _, day := range w.Days {
			line.Days = append(line.Days, string(day))
		}
		d.Weekly = append(d.Weekly, line)
	}
	for _, s := range b.Shifts {
		d.Shifts = append(d.Shifts, rota.Shift{Person: s.Person, Area: or(s.Area, rota.Everywhere), Duty: s.Duty, From: time.Time(s.From), To: time.Time(s.To)})
	}
	return d
}

func takeSettings(b RotaSettingsSetting) rota.Settings {
	s := rota.Settings{Early: rota.Early{LeadMinutes: b.EarlyHours.LeadMinutes}}
	for _, severity := range b.EarlyHours.Severities {
		s.Early.Severities = append(s.Early.Severities, string(severity))
	}
	for _, d := range b.Duties {
		s.Duties = append(s.Duties, rota.Duty{ID: d.ID, Title: d.Title, Needs: string(or(d.Needs, ""))})
	}
	for _, n := range b.Needs {
		need := rota.Need{Area: or(n.Area, ""), Duty: n.Duty, On: string(or(n.On, "")), Starts: n.Starts, Ends: n.Ends, AtLeast: or(n.AtLeast, 1)}
		for _, day := range n.Days {
			need.Days = append(need.Days, string(day))
		}
		s.Needs = append(s.Needs, need)
	}
	return s
}

func presentSheets(tx *store.Tx, list []rota.Sheet) ([]RotaSheet, error) {
	out := make([]RotaSheet, len(list))
	for i, s := range list {
		var err error
		if out[i], err = presentSheet(tx, s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func presentSheet(tx *store.Tx, s rota.Sheet) (RotaSheet, error) {
	warnings, err := rota.Warnings(tx, s)
	return RotaSheet{
		Position: s.Position, Hash: s.Hash, Sheet: s.Sheet, From: s.From, To: unless(s.To, ""), State: RotaSheetState(s.State), Note: s.Note,
		DraftedBy: s.DraftedBy, DraftedAt: Time(s.DraftedAt), AgreedBy: unless(s.AgreedBy, ""), AgreedAt: At(s.AgreedAt), Warnings: some(warnings),
		Weekly: present(s.Weekly, func(w rota.Weekly) RotaWeekly {
			return RotaWeekly{
				Person: w.Person, Area: w.Area, Duty: w.Duty, Days: presentDays(w.Days), On: presentOn(w.On), Starts: w.Starts, Ends: w.Ends,
				Every: max(w.Every, 1), Week: max(w.Week, 1),
			}
		}),
		Shifts: present(s.Shifts, func(d rota.Shift) RotaDated {
			return RotaDated{Person: d.Person, Area: d.Area, Duty: d.Duty, From: Time(d.From), To: Time(d.To)}
		}),
	}, err
}

func presentDays(days []string) []Weekday {
	return present(days, func(day string) Weekday { return Weekday(day) })
}

func presentOn(on string) RotaDays {
	if on == "" {
		on = schedule.EveryDay
	}
	return RotaDays(on)
}

func presentShift(s rota.Span, name string) RotaShift {
	out := RotaShift{
		Person: s.Person, Name: name, Area: s.Area, Duty: s.Duty, From: Time(s.From), To: Time(s.To), Why: RotaShiftWhy(s.Why()), Sheet: unless(s.Sheet, ""),
		Override: unless(s.Override, ""), InsteadOf: unless(s.InsteadOf, ""), Reason: unless(s.Reason, ""),
	}
	if s.Position != 0 {
		out.Position = &s.Position
	}
	return out
}

func presentOverride(o rota.Override) Override {
	return Override{
		ID: o.ID, InsteadOf: unless(o.InsteadOf, ""), Person: unless(o.Person, ""), Area: unless(o.Area, ""), Duty: unless(o.Duty, ""),
		From: Time(o.From), To: Time(o.To), Reason: o.Reason, SetBy: o.SetBy, SetAt: Time(o.SetAt), EndedAt: At(o.EndedAt), EndedBy: unless(o.EndedBy, ""),
	}
}

func presentGap(g rota.Gap) CoverGap {
	return CoverGap{ID: g.ID(), Area: unless(g.Area, ""), Duty: g.Duty, From: Time(g.From), To: Time(g.To), Need: g.Need, Have: g.Have}
}

func presentNow(tx *store.Tx, area string, phone *string, f rota.Found, gaps []rota.Gap) RotaNow {
	now := RotaNow{At: Time(tx.Now), Area: unless(area, ""), Phone: phone, Items: []RotaOn{}, Skipped: []RotaSkipped{}, Gaps: present(gaps, presentGap)}
	for _, c := range f.People {
		if seen(tx, c.Span.Area) {
			p := c.Person
			now.Items = append(now.Items, RotaOn{Person: p.ID, Name: p.Name, Role: Role(p.Role), Registered: p.Registered, Shift: presentShift(c.Span, p.Name)})
		}
	}
	for _, s := range f.Skipped {
		if seen(tx, s.Span.Area) {
			now.Skipped = append(now.Skipped, RotaSkipped{Person: s.Person.ID, Name: s.Person.Name, Shift: presentShift(s.Span, s.Person.Name), Reason: s.Reason})
		}
	}
	return now
}

func presentImported(r rota.Row) ImportedShift {
	return ImportedShift{
		Row: r.Number, Person: r.Shift.Person, Area: r.Shift.Area, Duty: r.Shift.Duty, From: Time(r.Shift.From), To: Time(r.Shift.To),
		Outcome: ImportedShiftOutcome(r.Outcome),
	}
}

func presentSettings(s rota.Settings) RotaSettings {
	out := RotaSettings{
		Needs: present(s.Needs, func(n rota.Need) RotaNeed {
			return RotaNeed{Area: n.Area, Duty: n.Duty, Days: presentDays(n.Days), On: presentOn(n.On), Starts: n.Starts, Ends: n.Ends, AtLeast: n.AtLeast}
		}),
		EarlyHours: EarlyHours{LeadMinutes: s.Early.LeadMinutes, Severities: some(s.Early.Severities)},
	}
	all := s.AllDuties()
	for i, d := range all {
		out.Duties = append(out.Duties, RotaDuty{ID: d.ID, Title: d.Title, Needs: unless(d.Needs, ""), Own: i >= len(all)-len(s.Duties)})
	}
	return out
}
