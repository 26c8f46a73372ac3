package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"runup/internal/audit"
	"runup/internal/check"
	"runup/internal/store"
)

// ExportChecksCsv streams checks as CSV.
func (s *service) ExportChecksCsv(ctx context.Context, r ExportChecksCsvRequestObject) (ExportChecksCsvResponseObject, error) {
	p := r.Params
	return s.export(ctx, "checks.csv", "text/csv; charset=utf-8; header=present", p.From, p.To, p.Checklist, p.Equipment, audit.WriteCSV)
}

// ExportChecksNdjson streams checks as they are served, one a line.
func (s *service) ExportChecksNdjson(ctx context.Context, r ExportChecksNdjsonRequestObject) (ExportChecksNdjsonResponseObject, error) {
	p := r.Params
	return s.export(ctx, "checks.ndjson", "application/x-ndjson", p.From, p.To, p.Checklist, p.Equipment, writeLines)
}

type writer func(ctx context.Context, db *store.DB, a store.Actor, f audit.Filter, w io.Writer) error

func (s *service) export(ctx context.Context, name, media string, from, to *string, checklist, equipment *string, write writer) (export, error) {
	start, end, err := s.period(from, to)
	if err != nil {
		return export{}, err
	}
	f := audit.Filter{From: start, To: end, Checklist: or(checklist, ""), Equipment: or(equipment, "")}
	if err := audit.Begin(ctx, s.DB, actor(ctx), name, f); err != nil {
		return export{}, err
	}
	return export{name: name, media: media, send: func(w io.Writer) error { return write(ctx, s.DB, actor(ctx), f, w) }}, nil
}

func writeLines(ctx context.Context, db *store.DB, a store.Actor, f audit.Filter, w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	_, err := audit.Checks(ctx, db, a, f, func(page []check.Check) error {
		for _, c := range page {
			if err := out.Encode(presentCheck(c)); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// export is a file that is made while it is sent. One that fails half-way is cut off, so that nobody takes it for whole.
type export struct {
	name, media string
	send        func(io.Writer) error
}

// VisitExportChecksCsvResponse sends it.
func (e export) VisitExportChecksCsvResponse(w http.ResponseWriter) error { return e.write(w) }

// VisitExportChecksNdjsonResponse sends it.
func (e export) VisitExportChecksNdjsonResponse(w http.ResponseWriter) error { return e.write(w) }

func (e export) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", e.media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+e.name+`"`)
	w.WriteHeader(http.StatusOK)
	return e.send(pieces{newStream(w)})
}

// pieces gives each piece that is written its own deadline.
type pieces struct{ stream }

func (p pieces) Write(text []byte) (int, error) {
	p.extend()
	return p.ResponseWriter.Write(text)
}
