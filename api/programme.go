package api

import (
	"context"
	"encoding/json"
	"slices"

	. "runup/api/wire"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/store"
)

// GetProgramme answers what the department checks.
func (s *service) GetProgramme(ctx context.Context, _ GetProgrammeRequestObject) (GetProgrammeResponseObject, error) {
	var list []library.Programme
	var pieces []equipment.Equipment
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		if list, err = library.Programmes(tx, tx.Now.In(s.Zone)); err != nil {
			return err
		}
		pieces, err = equipment.All(tx)
		pieces = slices.DeleteFunc(pieces, func(q equipment.Equipment) bool {
			return q.Status == equipment.Decommissioned || !tx.Actor.Sees(q.Area)
		})
		return err
	})
	report := ProgrammeReport{Items: []Programme{}, PastReview: []string{}}
	for _, p := range list {
		report.Items = append(report.Items, presentProgramme(p, pieces))
		if p.Procedure == library.ProcedurePast {
			report.PastReview = append(report.PastReview, p.Edition.ID)
		}
	}
	return GetProgramme200JSONResponse(report), err
}

func presentProgramme(p library.Programme, pieces []equipment.Equipment) Programme {
	e, d := p.Edition, p.Definition
	out := Programme{
		Checklist: e.ID, Title: d.Title, Version: d.Version, Hash: e.Hash, State: VersionState(e.State), Purpose: d.Purpose,
		EquipmentKinds: d.EquipmentKinds, Equipment: []string{}, PerformedBy: *asWritten(&d.PerformedBy), Schedule: asWritten(d.Schedule),
		Gating: d.Gating, Procedure: asWritten(d.Procedure), ProcedureState: ProgrammeProcedureState(p.Procedure),
		ProposedBy: unless(e.ProposedBy, ""), ApprovedBy: e.ApprovedBy, ApprovedAt: At(e.ApprovedAt), Items: present(d.Items(), presentProgrammeItem),
	}
	for _, q := range pieces {
		if slices.Contains(d.EquipmentKinds, q.Kind) {
			out.Equipment = append(out.Equipment, q.ID)
		}
	}
	return out
}

func presentProgrammeItem(i *checklist.Item) ProgrammeItem {
	out := ProgrammeItem{ID: i.ID, Kind: i.Kind, Prompt: i.Prompt, Unit: i.Unit}
	if text := asWritten(i.Limits); text != nil {
		out.Limits = *text
	}
	if text := asWritten(i.Source); text != nil {
		out.Source = *text
	}
	return out
}

// asWritten is a part of a checklist as its author wrote it; nil where there is none.
func asWritten[T any](part *T) *json.RawMessage {
	if part == nil {
		return nil
	}
	text, _ := json.Marshal(part) // words and numbers of a definition that was JSON
	return (*json.RawMessage)(&text)
}
