package api

import (
	"context"
	"encoding/json"
	"time"

	. "runup/api/wire"
	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/problem"
	"runup/internal/store"
)

// ListAreas answers the areas that the caller may see.
func (s *service) ListAreas(ctx context.Context, r ListAreasRequestObject) (ListAreasResponseObject, error) {
	var areas []equipment.Area
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		areas, err = equipment.Areas(tx)
		return err
	})
	items, next := page(areas, spanOf(r.Params.After, r.Params.Limit), func(a equipment.Area) string { return a.ID })
	return ListAreas200JSONResponse{Items: present(items, presentArea), Next: next}, err
}

// GetArea answers one area.
func (s *service) GetArea(ctx context.Context, r GetAreaRequestObject) (GetAreaResponseObject, error) {
	var a equipment.Area
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		a, err = equipment.VisibleArea(tx, r.AreaID)
		return err
	})
	return GetArea200JSONResponse(presentArea(a)), err
}

// PutArea makes or changes an area.
func (s *service) PutArea(ctx context.Context, r PutAreaRequestObject) (PutAreaResponseObject, error) {
	if err := sameID(r.AreaID, r.Body.ID); err != nil {
		return nil, err
	}
	a := equipment.Area{ID: r.AreaID, Name: r.Body.Name, Site: r.Body.Site, Phone: or(r.Body.Phone, ""), Registrant: or(r.Body.Registrant, "")}
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		a, _, err = equipment.PutArea(tx, a)
		return err
	})
	return PutArea200JSONResponse(presentArea(a)), err
}

// ListEquipment answers the equipment of the caller's areas.
func (s *service) ListEquipment(ctx context.Context, r ListEquipmentRequestObject) (ListEquipmentResponseObject, error) {
	span := spanOf(r.Params.After, r.Params.Limit)
	var found []equipment.Equipment
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = equipment.List(tx, equipment.Filter{}, span.after, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(q equipment.Equipment) string { return q.ID })
	return ListEquipment200JSONResponse{Items: present(items, presentEquipment), Next: next}, err
}

// GetEquipment answers one piece of equipment.
func (s *service) GetEquipment(ctx context.Context, r GetEquipmentRequestObject) (GetEquipmentResponseObject, error) {
	var q equipment.Equipment
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		q, err = equipment.Visible(tx, r.EquipmentID)
		return err
	})
	return GetEquipment200JSONResponse(presentEquipment(q)), err
}

// PutEquipment makes or changes a piece of equipment.
func (s *service) PutEquipment(ctx context.Context, r PutEquipmentRequestObject) (PutEquipmentResponseObject, error) {
	if err := sameID(r.EquipmentID, r.Body.ID); err != nil {
		return nil, err
	}
	q := takeEquipment(r.EquipmentID, *r.Body)
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		q, _, err = equipment.Put(tx, q)
		return err
	})
	return PutEquipment200JSONResponse(presentEquipment(q)), err
}

// SetEquipmentStatus says whether a piece of equipment may be used.
func (s *service) SetEquipmentStatus(ctx context.Context, r SetEquipmentStatusRequestObject) (SetEquipmentStatusResponseObject, error) {
	b := r.Body
	change := equipment.Change{
		Status: equipment.Status(b.Status), Reason: b.Reason, Escalation: or(b.Escalation, ""), Restriction: or(b.Restriction, ""), Until: when(b.Until),
	}
	var q equipment.Equipment
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		q, err = escalation.SetStatus(tx, r.EquipmentID, change)
		return err
	})
	return SetEquipmentStatus200JSONResponse(presentEquipment(q)), err
}

// ListBaselines answers what the items of a piece of equipment are judged against.
func (s *service) ListBaselines(ctx context.Context, r ListBaselinesRequestObject) (ListBaselinesResponseObject, error) {
	var found []baseline.Baseline
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = baseline.List(tx, r.EquipmentID)
		return err
	})
	items, next := page(found, spanOf(r.Params.After, r.Params.Limit), baseline.Baseline.ID)
	return ListBaselines200JSONResponse{Items: present(items, presentBaseline), Next: next}, err
}

// PutBaseline sets a reference value or local limits, or confirms them.
func (s *service) PutBaseline(ctx context.Context, r PutBaselineRequestObject) (PutBaselineResponseObject, error) {
	setting, err := takeBaseline(*r.Body)
	if err != nil {
		return nil, err
	}
	var b baseline.Baseline
	err = s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		b, err = baseline.Set(tx, r.EquipmentID, setting)
		return err
	})
	return PutBaseline200JSONResponse(presentBaseline(b)), err
}

// sameID holds an id in a body, which may be left out, against the address.
func sameID(address string, body *string) error {
	if body == nil || *body == address {
		return nil
	}
	return problem.New("invalid", "The body's id is not the address's.").With(problem.Field{Pointer: "/id", Detail: "must be " + address})
}

func presentArea(a equipment.Area) Area {
	return Area{ID: a.ID, Name: a.Name, Site: a.Site, Phone: a.Phone, Registrant: unless(a.Registrant, "")}
}

func presentEquipment(q equipment.Equipment) Equipment {
	return Equipment{
		ID: q.ID, Name: q.Name, Kind: q.Kind, Area: q.Area, Status: EquipmentStatus(q.Status), StatusSince: Time(q.StatusSince),
		NeverWithdrawn: !q.MayBeWithdrawn(), Treats: q.Treats(), Radiological: q.Radiological(),
		StatusReason: q.StatusReason, StatusBy: unless(q.StatusBy, ""), Escalation: unless(q.StatusEscalation, ""),
		Restriction: unless(q.Restriction, ""), RestrictedUntil: At(q.RestrictedUntil),
		Inventory: Inventory{
			Manufacturer: q.Inventory.Manufacturer, Model: q.Inventory.Model, Serial: q.Inventory.Serial,
			YearMade: unless(q.Inventory.YearMade, 0), YearInstalled: unless(q.Inventory.YearInstalled, 0),
		},
		Gs1: q.GS1, CalibrationDue: unless(q.CalibrationDue, ""), Features: some(q.Features), Affects: some(q.Affects),
		Points: present(q.Points, func(p equipment.Point) Point {
			return Point{ID: p.ID, Name: p.Name, Affects: some(p.Affects)}
		}),
		Alarms: present(q.Alarms, func(a equipment.Alarm) Alarm {
			return Alarm{Escalation: a.Escalation, Ref: a.Ref, Since: Time(a.Since)}
		}),
	}
}

func takeEquipment(id string, b EquipmentSetting) equipment.Equipment {
	i := or(b.Inventory, InventorySetting{})
	return equipment.Equipment{
		ID: id, Name: b.Name, Kind: b.Kind, Area: b.Area, Status: equipment.Status(or(b.Status, "")),
		Inventory: equipment.Inventory{
			Manufacturer: or(i.Manufacturer, ""), Model: or(i.Model, ""), Serial: or(i.Serial, ""),
			YearMade: or(i.YearMade, 0), YearInstalled: or(i.YearInstalled, 0),
		},
		GS1: or(b.Gs1, ""), CalibrationDue: or(b.CalibrationDue, ""), Features: b.Features, Affects: b.Affects,
		Points: present(b.Points, func(p PointSetting) equipment.Point {
			return equipment.Point{ID: p.ID, Name: p.Name, Affects: p.Affects}
		}),
	}
}

func takeBaseline(b BaselineSetting) (baseline.Setting, error) {
	s := baseline.Setting{Checklist: b.Checklist, Item: b.Item, Unit: or(b.Unit, ""), Reason: b.Reason, From: time.Time(or(b.From, Time{}))}
	switch value := b.Value.(type) {
	case float64:
		s.Number = &value
	case string:
		s.Text = value
	}
	if b.Limits == nil {
		return s, nil
	}
	s.Limits = &checklist.Limits{}
	return s, json.Unmarshal(b.Limits, s.Limits)
}

// presentBaseline shows what was last seen in place of where it began, for an item that is compared with it.
func presentBaseline(b baseline.Baseline) Baseline {
	out := Baseline{
		Equipment: b.Equipment, Checklist: b.Checklist, Item: b.Item, Unit: b.Unit, SetBy: unless(b.SetBy, ""),
		ApprovedBy: unless(b.ApprovedBy, ""), Reason: b.Reason, From: Time(b.From), Provisional: b.Provisional(), LastSeenAt: At(b.LastSeenAt),
	}
	switch {
	case b.LastSeenAt != nil:
		out.Value = b.LastSeen
	case b.Number != nil:
		out.Value = *b.Number
	case b.Text != "":
		out.Value = b.Text
	}
	if b.From.IsZero() && b.LastSeenAt != nil {
		out.From = Time(*b.LastSeenAt)
	}
	if b.Limits != nil {
		out.Limits, _ = json.Marshal(b.Limits) // numbers and words only
	}
	return out
}
