package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"runup/internal/audit"
	"runup/internal/check"
)

// ExportChecksCsv streams checks as CSV.
func (s *service) ExportChecksCsv(ctx context.Context, r ExportChecksCsvRequestObject) (ExportChecksCsvResponseObject, error) {
	p := r.Params
	x, err := s.export(ctx, audit.CSV, p.From, p.To, p.Checklist, p.Equipment)
	if err != nil {
		return nil, err
	}
	return export{name: "checks.csv", media: "text/csv; charset=utf-8; header=present", send: func(w io.Writer) error {
		return x.WriteCSV(ctx, w)
	}}, nil
}

// ExportChecksNdjson streams checks as they are served, one a line.
func (s *service) ExportChecksNdjson(ctx context.Context, r ExportChecksNdjsonRequestObject) (ExportChecksNdjsonResponseObject, error) {
	p := r.Params
	x, err := s.export(ctx, audit.NDJSON, p.From, p.To, p.Checklist, p.Equipment)
	if err != nil {
		return nil, err
	}
	return export{name: "checks.ndjson", media: "application/x-ndjson", send: func(w io.Writer) error {
		return x.Checks(ctx, func(checks []check.Check) error { return writeLines(w, checks) })
	}}, nil
}

func (s *service) export(ctx context.Context, format string, from, to, checklist, equipment *string) (*audit.Export, error) {
	start, end, err := s.period(from, to)
	if err != nil {
		return nil, err
	}
	f := audit.Filter{From: start, To: end, Checklist: or(checklist, ""), Equipment: or(equipment, "")}
	return audit.Begin(ctx, s.DB, actor(ctx), format, f)
}

func writeLines(w io.Writer, checks []check.Check) error {
	var page bytes.Buffer
	out := json.NewEncoder(&page)
	out.SetEscapeHTML(false)
	for _, c := range checks {
		if err := out.Encode(presentCheck(c)); err != nil {
			return err
		}
	}
	_, err := page.WriteTo(w)
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

// VisitGetBaselineTemplateResponse sends it.
func (e export) VisitGetBaselineTemplateResponse(w http.ResponseWriter) error { return e.write(w) }

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
