package api

import (
	"context"
	"encoding/json"
	"io"
	"strconv"

	. "runup/api/wire"
	"runup/internal/baseline"
	"runup/internal/store"
)

// ListBaselineHistory answers every value ever put on a piece of equipment.
func (s *service) ListBaselineHistory(ctx context.Context, r ListBaselineHistoryRequestObject) (ListBaselineHistoryResponseObject, error) {
	span := spanOf(r.Params.After, r.Params.Limit)
	before, err := positionOf(span.after)
	if err != nil {
		return nil, err
	}
	var found []baseline.Baseline
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = baseline.History(tx, r.EquipmentID, or(r.Params.Checklist, ""), or(r.Params.Item, ""), before, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(b baseline.Baseline) string { return strconv.FormatInt(b.Position, 10) })
	return ListBaselineHistory200JSONResponse{Items: present(items, presentPast), Next: next}, err
}

// ListMissingBaselines answers what still has to be set.
func (s *service) ListMissingBaselines(ctx context.Context, r ListMissingBaselinesRequestObject) (ListMissingBaselinesResponseObject, error) {
	var found []baseline.Lacking
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = baseline.Missing(tx, or(r.Params.Equipment, ""))
		return err
	})
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), baseline.Lacking.ID)
	return ListMissingBaselines200JSONResponse{Items: present(items, func(l baseline.Lacking) Lacking {
		return Lacking{Equipment: l.Equipment, Checklist: l.Checklist, Item: l.Item, Prompt: l.Prompt, Unit: l.Unit, Needs: LackingNeeds(l.Needs)}
	}), Next: next}, err
}

// GetBaselineTemplate answers the same as a table to be filled in.
func (s *service) GetBaselineTemplate(ctx context.Context, r GetBaselineTemplateRequestObject) (GetBaselineTemplateResponseObject, error) {
	var text []byte
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		text, err = baseline.Template(tx, or(r.Params.Equipment, ""))
		return err
	})
	if err != nil {
		return nil, err
	}
	return export{name: "baselines.csv", media: "text/csv; charset=utf-8; header=present", send: func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}}, nil
}

// ImportBaselines sets what a table says, or says what it would set.
func (s *service) ImportBaselines(ctx context.Context, r ImportBaselinesRequestObject) (ImportBaselinesResponseObject, error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	dry := r.Params.DryRun != nil && *r.Params.DryRun == "true"
	work := s.DB.Write
	if dry {
		work = s.DB.Read
	}
	var rows []baseline.Imported
	err = work(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		rows, err = baseline.Import(tx, text, s.Zone, dry)
		return err
	})
	return ImportBaselines200JSONResponse{DryRun: dry, Items: present(rows, func(i baseline.Imported) ImportedRow {
		return ImportedRow{Row: i.Row, Equipment: i.Equipment, Checklist: i.Checklist, Item: i.Item, Outcome: ImportedRowOutcome(i.Outcome)}
	})}, err
}

// ListInstruments answers test equipment by when its calibration ends.
func (s *service) ListInstruments(ctx context.Context, r ListInstrumentsRequestObject) (ListInstrumentsResponseObject, error) {
	var found []baseline.Instrument
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = baseline.Instruments(tx, tx.Now.In(s.Zone), or(r.Params.DueWithin, -1))
		return err
	})
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), func(i baseline.Instrument) string { return i.Equipment.ID })
	return ListInstruments200JSONResponse{Items: present(items, presentInstrument), Next: next}, err
}

func presentInstrument(i baseline.Instrument) Instrument {
	q := i.Equipment
	return Instrument{
		ID: q.ID, Name: q.Name, Kind: q.Kind, Area: q.Area, Status: EquipmentStatus(q.Status), CalibrationDue: unless(q.CalibrationDue, ""),
		State: InstrumentState(i.State), Days: i.Days, UsedBy: some(i.UsedBy),
	}
}

func presentPast(b baseline.Baseline) PastBaseline {
	out := PastBaseline{
		Position: b.Position, Equipment: b.Equipment, Checklist: b.Checklist, Item: b.Item, Unit: b.Unit, SetBy: b.SetBy, SetAt: Time(b.SetAt),
		ApprovedBy: unless(b.ApprovedBy, ""), ApprovedAt: At(b.ApprovedAt), Reason: b.Reason, From: Time(b.From), Provisional: b.Provisional(),
	}
	switch {
	case b.Number != nil:
		out.Value = *b.Number
	case b.Text != "":
		out.Value = b.Text
	}
	if b.Limits != nil {
		out.Limits, _ = json.Marshal(b.Limits) // numbers and words only
	}
	return out
}
