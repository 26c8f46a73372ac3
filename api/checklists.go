package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	. "runup/api/wire"
	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/store"
)

// ListChecklists answers every checklist in its newest version.
func (s *service) ListChecklists(ctx context.Context, r ListChecklistsRequestObject) (ListChecklistsResponseObject, error) {
	var editions []library.Edition
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		editions, err = library.All(tx)
		return err
	})
	items, next := page(editions, spanOf(r.Params.After, r.Params.Limit), func(e library.Edition) string { return e.ID })
	return ListChecklists200JSONResponse{Items: present(items, presentEdition), Next: next}, err
}

// GetChecklist answers a checklist in its newest version.
func (s *service) GetChecklist(ctx context.Context, r GetChecklistRequestObject) (GetChecklistResponseObject, error) {
	var e library.Edition
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = library.Current(tx, r.ChecklistID)
		return err
	})
	return definition{text: presentEdition(e)}, err
}

// GetChecklistVersion answers the text whose SHA-256 is the hash.
func (s *service) GetChecklistVersion(ctx context.Context, r GetChecklistVersionRequestObject) (GetChecklistVersionResponseObject, error) {
	var e library.Edition
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = library.Version(tx, r.ChecklistID, r.Hash)
		return err
	})
	if err == nil && strings.Contains(or(r.Params.IfNoneMatch, ""), e.Hash) {
		return GetChecklistVersion304Response{}, nil
	}
	return definition{text: e.Text, hash: e.Hash}, err
}

// ApproveChecklist brings a proposed version into force.
func (s *service) ApproveChecklist(ctx context.Context, r ApproveChecklistRequestObject) (ApproveChecklistResponseObject, error) {
	var e library.Edition
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = baseline.Approve(tx, r.ChecklistID, r.Hash)
		return err
	})
	return definition{text: presentEdition(e)}, err
}

// ProposeChecklist proposes a version.
func (s *service) ProposeChecklist(ctx context.Context, r ProposeChecklistRequestObject) (ProposeChecklistResponseObject, error) {
	d, err := takeDefinition(*r.Body)
	if err != nil {
		return nil, err
	}
	var v library.Variance
	err = s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) error {
		e, err := library.Propose(tx, d)
		if err != nil {
			return err
		}
		v, err = library.VarianceOf(tx, e)
		return err
	})
	return definition{text: presentProposal(v), made: v.Edition.State == library.Proposed}, err
}

// RetireChecklist takes a version out of force.
func (s *service) RetireChecklist(ctx context.Context, r RetireChecklistRequestObject) (RetireChecklistResponseObject, error) {
	var e library.Edition
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		e, err = library.Retire(tx, r.ChecklistID, r.Hash, r.Body.Reason)
		return err
	})
	return definition{text: presentEdition(e)}, err
}

// ListChecklistVersions answers every version of a checklist.
func (s *service) ListChecklistVersions(ctx context.Context, r ListChecklistVersionsRequestObject) (ListChecklistVersionsResponseObject, error) {
	var editions []library.Edition
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		editions, err = library.Versions(tx, r.ChecklistID)
		return err
	})
	items, next := page(editions, spanOf(r.Params.After, r.Params.Limit), func(e library.Edition) string { return e.Hash })
	if err != nil {
		return nil, err
	}
	list := make([]Version, len(items))
	for i, e := range items {
		if list[i], err = presentVersion(e); err != nil {
			return nil, err
		}
	}
	return ListChecklistVersions200JSONResponse{Items: list, Next: next}, nil
}

// takeDefinition holds a definition against its own rules: the contract only knows that it is an object.
func takeDefinition(text []byte) (*checklist.Definition, error) {
	d, mistakes := checklist.ParseJSON(text)
	if len(mistakes) == 0 {
		return d, nil
	}
	wrong := make([]problem.Field, len(mistakes))
	for i, m := range mistakes {
		wrong[i] = problem.Field{Pointer: m.Pointer, Detail: m.Problem}
	}
	slices.SortStableFunc(wrong, func(a, b problem.Field) int { return strings.Compare(a.Pointer, b.Pointer) })
	return nil, problem.New("invalid", "The checklist has mistakes; every one is named.").With(wrong...)
}

func presentVersion(e library.Edition) (Version, error) {
	d, err := e.Definition()
	if err != nil {
		return Version{}, err
	}
	v := Version{
		Hash: e.Hash, Version: d.Version, Title: d.Title, State: VersionState(e.State), Since: Time(e.ChangedAt), Origin: VersionOrigin(e.Origin),
		ProposedBy: unless(e.ProposedBy, ""), ProposedAt: Time(e.ProposedAt), ApprovedBy: unless(e.ApprovedBy, ""), ApprovedAt: At(e.ApprovedAt),
		RetiredBy: unless(e.RetiredBy, ""), Reason: unless(e.RetiredWhy, ""),
	}
	v.BasedOn = presentBase(e.Base)
	return v, nil
}

// presentEdition adds hash and state to the definition's own text, which ends in a brace.
func presentEdition(e library.Edition) json.RawMessage {
	return beside(e.Text, map[string]any{"hash": e.Hash, "state": e.State})
}

// presentProposal says besides what was left out or loosened without a reason.
func presentProposal(v library.Variance) json.RawMessage {
	e := v.Edition
	return beside(e.Text, map[string]any{"hash": e.Hash, "state": e.State, "unexplained": v.Unexplained()})
}

func beside(definition []byte, members map[string]any) json.RawMessage {
	text := bytes.TrimSuffix(bytes.TrimSpace(definition), []byte("}"))
	added, _ := json.Marshal(members) // plain texts
	return append(append(bytes.Clone(text), ','), added[1:]...)
}

// definition is an answer whose bytes are already made. One with a hash never changes.
type definition struct {
	text []byte
	hash string
	made bool // something new came of it
}

// VisitGetChecklistResponse writes it.
func (d definition) VisitGetChecklistResponse(w http.ResponseWriter) error { return d.write(w) }

// VisitApproveChecklistResponse writes it.
func (d definition) VisitApproveChecklistResponse(w http.ResponseWriter) error { return d.write(w) }

// VisitRetireChecklistResponse writes it.
func (d definition) VisitRetireChecklistResponse(w http.ResponseWriter) error { return d.write(w) }

// VisitProposeChecklistResponse writes it.
func (d definition) VisitProposeChecklistResponse(w http.ResponseWriter) error { return d.write(w) }

// VisitGetChecklistVersionResponse writes it, to be kept for ever.
func (d definition) VisitGetChecklistVersionResponse(w http.ResponseWriter) error {
	w.Header().Set("ETag", `"`+d.hash+`"`)
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return d.write(w)
}

func (d definition) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	status := http.StatusOK
	if d.made {
		status = http.StatusCreated
	}
	w.WriteHeader(status)
	_, err := w.Write(d.text)
	return err
}
