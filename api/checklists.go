package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"runup/internal/baseline"
	"runup/internal/library"
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

// presentEdition adds hash and state to the definition's own text, which ends in a brace.
func presentEdition(e library.Edition) json.RawMessage {
	text := bytes.TrimSuffix(bytes.TrimSpace(e.Text), []byte("}"))
	added, _ := json.Marshal(map[string]string{"hash": e.Hash, "state": e.State}) // two plain texts
	return append(append(bytes.Clone(text), ','), added[1:]...)
}

// definition is an answer whose bytes are already made. One with a hash never changes.
type definition struct {
	text []byte
	hash string
}

// VisitGetChecklistResponse writes it.
func (d definition) VisitGetChecklistResponse(w http.ResponseWriter) error { return d.write(w) }

// VisitApproveChecklistResponse writes it.
func (d definition) VisitApproveChecklistResponse(w http.ResponseWriter) error { return d.write(w) }

// VisitGetChecklistVersionResponse writes it, to be kept for ever.
func (d definition) VisitGetChecklistVersionResponse(w http.ResponseWriter) error {
	w.Header().Set("ETag", `"`+d.hash+`"`)
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	return d.write(w)
}

func (d definition) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(d.text)
	return err
}
