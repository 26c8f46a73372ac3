package api

import (
	"context"

	. "runup/api/wire"
	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/library"
	"runup/internal/store"
)

// GetVariance answers how the department's checklists differ from the library's.
func (s *service) GetVariance(ctx context.Context, _ GetVarianceRequestObject) (GetVarianceResponseObject, error) {
	report, err := s.variance(ctx, "")
	return GetVariance200JSONResponse(report), err
}

// GetChecklistVariance answers it for one checklist.
func (s *service) GetChecklistVariance(ctx context.Context, r GetChecklistVarianceRequestObject) (GetChecklistVarianceResponseObject, error) {
	report, err := s.variance(ctx, r.ChecklistID)
	return GetChecklistVariance200JSONResponse(report), err
}

func (s *service) variance(ctx context.Context, id string) (report VarianceReport, err error) {
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		if id != "" {
			if _, err := library.Current(tx, id); err != nil {
				return err
			}
		}
		list, absent, err := library.Variances(tx, id)
		if err != nil {
			return err
		}
		report = VarianceReport{Items: make([]Variance, len(list)), NotAdopted: present(absent, presentAbsent)}
		for i, v := range list {
			wider, err := baseline.WiderThan(tx, v)
			if err != nil {
				return err
			}
			report.Items[i] = presentVariance(v, wider)
		}
		return nil
	})
	return report, err
}

func presentVariance(v library.Variance, wider []baseline.Wider) Variance {
	e := v.Edition
	return Variance{
		Checklist: e.ID, Title: v.Definition.Title, Version: v.Definition.Version, Hash: e.Hash, State: VersionState(e.State),
		Relation: VarianceRelation(v.Relation), BasedOn: presentBase(e.Base), BaseHere: v.Base != nil, Newer: unless(v.Newer, ""),
		Differences: present(v.Differences, presentDifference), Unexplained: v.Unexplained(), WiderLimits: present(wider, presentWider),
	}
}

func presentDifference(d checklist.Difference) Difference {
	return Difference{Item: unless(d.Item, ""), Change: DifferenceChange(d.Change), What: d.What, Reason: unless(d.Reason, "")}
}

func presentWider(w baseline.Wider) WiderLimits {
	return WiderLimits{Equipment: w.Equipment, Item: w.Item, What: w.What, Reason: w.Reason, SetBy: w.SetBy, Provisional: w.Provisional()}
}

func presentAbsent(a library.Absent) NotAdopted {
	e := a.Edition
	return NotAdopted{
		Checklist: e.ID, Title: a.Definition.Title, Hash: e.Hash, State: VersionState(e.State),
		RetiredBy: unless(e.RetiredBy, ""), Reason: unless(e.RetiredWhy, ""),
	}
}

func presentBase(b library.Base) *BasedOn {
	if b.ID == "" {
		return nil
	}
	return &BasedOn{ID: b.ID, Hash: b.Hash}
}
