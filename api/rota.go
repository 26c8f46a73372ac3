package api

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	. "runup/api/wire"
	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/store"
)

// department is the sheet that is meant when none is named.
const department = "department"

// mostRota bounds how long a period of the rota may be.
const mostRota = 93 * 24 * time.Hour

// ListRota answers who is on in a period.
func (s *service) ListRota(ctx context.Context, r ListRotaRequestObject) (ListRotaResponseObject, error) {
	p := r.Params
	today := s.now().In(s.Zone)
	from, to, err := s.rotaPeriod(p.From, p.To, time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, s.Zone), 7*24*time.Hour)
	if err != nil {
		return nil, err
	}
	var answer RotaPeriod
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		area, _, err := rotaArea(tx, p.Area)
		if err != nil {
			return err
		}
		answer, err = rotaPeriod(tx, from, to, area, or(p.Duty, ""), spanOf(p.After, p.Limit))
		return err
	})
	return ListRota200JSONResponse(answer), err
}

// PutRota drafts a sheet, or agrees it at once.
func (s *service) PutRota(ctx context.Context, r PutRotaRequestObject) (PutRotaResponseObject, error) {
	sheet, err := s.sheet(ctx, func(tx *store.Tx) (rota.Sheet, error) { return rota.Put(tx, takeRota(*r.Body)) })
	return PutRota200JSONResponse(sheet), err
}

// AgreeRota puts a draft in force.
func (s *service) AgreeRota(ctx context.Context, r AgreeRotaRequestObject) (AgreeRotaResponseObject, error) {
	sheet, err := s.sheet(ctx, func(tx *store.Tx) (rota.Sheet, error) { return rota.Agree(tx, r.Body.Draft, r.Body.Hash) })
	return AgreeRota200JSONResponse(sheet), err
}

// OverrideRota puts one person in another's place for a time.
func (s *service) OverrideRota(ctx context.Context, r OverrideRotaRequestObject) (OverrideRotaResponseObject, error) {
	b := r.Body
	o := rota.Overriding{
		InsteadOf: or(b.InsteadOf, ""), Person: or(b.Person, ""), Area: or(b.Area, ""), Duty: or(b.Duty, ""), From: time.Time(b.From), To: time.Time(b.To), Reason: b.Reason,
	}
	var made rota.Override
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		made, err = rota.Replace(tx, o)
		return err
	})
	return OverrideRota201JSONResponse(presentOverride(made)), err
}

// EndOverride ends an override now.
func (s *service) EndOverride(ctx context.Context, r EndOverrideRequestObject) (EndOverrideResponseObject, error) {
	var o rota.Override
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		o, err = rota.End(tx, r.OverrideID, r.Body.Reason)
		return err
	})
	return EndOverride200JSONResponse(presentOverride(o)), err
}

// GetRotaNow answers who is on now, and how each was chosen.
func (s *service) GetRotaNow(ctx context.Context, r GetRotaNowRequestObject) (GetRotaNowResponseObject, error) {
	var answer RotaNow
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		area, phone, err := rotaArea(tx, r.Params.Area)
		if err != nil {
			return err
		}
		found, err := rota.OnDuty(tx, area, "", tx.Now)
		if err != nil {
			return err
		}
		gaps, err := rota.Gaps(tx, tx.Now, tx.Now.Add(time.Millisecond))
		answer = presentNow(tx, area, phone, found, seenGaps(tx, gaps, area))
		return err
	})
	return GetRotaNow200JSONResponse(answer), err
}

// ListCoverage answers where cover is missing.
func (s *service) ListCoverage(ctx context.Context, r ListCoverageRequestObject) (ListCoverageResponseObject, error) {
	p := r.Params
	from, to, err := s.rotaPeriod(p.From, p.To, s.now(), 72*time.Hour)
	if err != nil {
		return nil, err
	}
	var gaps []rota.Gap
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		gaps, err = rota.GapsWithout(tx, or(p.Without, ""), from, to)
		gaps = seenGaps(tx, gaps, "")
		return err
	})
	items, next := page(gaps, spanOf(p.After, p.Limit), rota.Gap.ID)
	return ListCoverage200JSONResponse{From: Time(from), To: Time(to), UncoveredHours: rota.Uncovered(gaps, from, to).Hours(), Items: present(items, presentGap), Next: next}, err
}

// ImportRota drafts a sheet from a table.
func (s *service) ImportRota(ctx context.Context, r ImportRotaRequestObject) (ImportRotaResponseObject, error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	p := r.Params
	i := rota.Importing{
		Sheet: or(p.Sheet, department), From: or(p.From, ""), To: or(p.To, ""), Text: text,
		Agree: p.Agree != nil && *p.Agree == "true", DryRun: p.DryRun != nil && *p.DryRun == "true",
	}
	work := s.DB.Write
	if i.DryRun {
		work = s.DB.Read
	}
	answer := ImportedRota{DryRun: i.DryRun}
	err = work(ctx, actor(ctx), func(tx *store.Tx) error {
		out, err := rota.Import(tx, i)
		if err != nil {
			return err
		}
		answer.Items, answer.Removed = present(out.Rows, presentImported), out.Removed
		if out.Sheet != nil {
			sheet, err := presentSheet(tx, *out.Sheet)
			answer.Sheet = &sheet
			return err
		}
		return nil
	})
	return ImportRota200JSONResponse(answer), err
}

// GetRotaSettings answers what must be covered.
func (s *service) GetRotaSettings(ctx context.Context, _ GetRotaSettingsRequestObject) (GetRotaSettingsResponseObject, error) {
	var set rota.Settings
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		set, err = rota.CurrentSettings(tx)
		return err
	})
	return GetRotaSettings200JSONResponse(presentSettings(set)), err
}

// PutRotaSettings sets what must be covered.
func (s *service) PutRotaSettings(ctx context.Context, r PutRotaSettingsRequestObject) (PutRotaSettingsResponseObject, error) {
	set := takeSettings(*r.Body)
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		set, err = rota.Set(tx, set)
		return err
	})
	return PutRotaSettings200JSONResponse(presentSettings(set)), err
}

// sheet writes something that answers a sheet.
func (s *service) sheet(ctx context.Context, act func(tx *store.Tx) (rota.Sheet, error)) (out RotaSheet, err error) {
	err = s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) error {
		sheet, err := act(tx)
		if err != nil {
			return err
		}
		out, err = presentSheet(tx, sheet)
		return err
	})
	return out, err
}

// rotaPeriod reads a period, which begins and lasts as usual where nothing is said.
func (s *service) rotaPeriod(from, to *string, usual time.Time, lasts time.Duration) (time.Time, time.Time, error) {
	begin, end, err := s.period(from, to)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	begin = first(begin, usual)
	end = first(end, begin.Add(lasts))
	if !begin.Before(*end) || end.Sub(*begin) > mostRota+time.Hour {
		return time.Time{}, time.Time{}, problem.New("invalid", "The period cannot be answered.").With(problem.Field{Pointer: "query/to", Detail: "must be after from, by 93 days at most"})
	}
	return *begin, *end, nil
}

func first(at *time.Time, otherwise time.Time) *time.Time {
	if at == nil {
		return &otherwise
	}
	return at
}

// rotaArea answers the area that was asked about and its telephone; "" is every one.
func rotaArea(tx *store.Tx, id *string) (string, *string, error) {
	if id == nil {
		return "", nil, nil
	}
	a, err := equipment.VisibleArea(tx, *id)
	return a.ID, unless(a.Phone, ""), err
}

func rotaPeriod(tx *store.Tx, from, to time.Time, area, duty string, span span) (RotaPeriod, error) {
	r, err := rota.Between(tx, from, to)
	if err != nil {
		return RotaPeriod{}, err
	}
	shifts := slices.DeleteFunc(r.Spans(from, to), func(s rota.Span) bool {
		return !seen(tx, s.Area) || !s.Covers(area) || duty != "" && s.Duty != duty
	})
	items, next := page(shifts, span, rotaPlace)
	answer := RotaPeriod{From: Time(from), To: Time(to), Next: next, Items: []RotaShift{}}
	names, err := namesOf(tx)
	if err != nil {
		return RotaPeriod{}, err
	}
	answer.Items = present(items, func(s rota.Span) RotaShift { return presentShift(s, names[s.Person]) })
	if answer.Sheets, err = presentSheets(tx, r.Sheets); err != nil {
		return RotaPeriod{}, err
	}
	overrides, err := rota.Overrides(tx, from, to)
	if err != nil {
		return RotaPeriod{}, err
	}
	answer.Overrides = present(overrides, presentOverride)
	answer.Drafts = []RotaSheet{}
	if !staff.Allows(tx.Actor, staff.DraftRota) {
		return answer, nil
	}
	drafts, err := rota.Drafts(tx)
	if err != nil {
		return RotaPeriod{}, err
	}
	answer.Drafts, err = presentSheets(tx, drafts)
	return answer, err
}

// seen reports whether the caller may see who is on for an area.
func seen(tx *store.Tx, area string) bool { return area == rota.Everywhere || tx.Actor.Sees(area) }

func seenGaps(tx *store.Tx, gaps []rota.Gap, area string) []rota.Gap {
	return slices.DeleteFunc(gaps, func(g rota.Gap) bool { return !seen(tx, g.Area) || area != "" && g.Area != "" && g.Area != area })
}

// rotaPlace is where a shift stands in the list.
func rotaPlace(s rota.Span) string {
	return strings.Join([]string{s.From.UTC().Format("20060102T150405.000Z"), s.To.UTC().Format("20060102T150405.000Z"), s.Duty, s.Area, s.Person, s.Sheet}, ".")
}

func namesOf(tx *store.Tx) (map[string]string, error) {
	people, err := staff.All(tx)
	names := map[string]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}
