package api

import (
	"context"
	"strconv"

	. "runup/api/wire"
	"runup/internal/escalation"
	"runup/internal/report"
	"runup/internal/store"
)

// ListReports answers what people filed, the newest first.
func (s *service) ListReports(ctx context.Context, r ListReportsRequestObject) (ListReportsResponseObject, error) {
	p, span := r.Params, spanOf(r.Params.After, r.Params.Limit)
	from, to, err := s.period(p.From, p.To)
	if err != nil {
		return nil, err
	}
	before, err := positionOf(span.after)
	if err != nil {
		return nil, err
	}
	filter := report.Filter{
		Kind: string(or(p.Kind, "")), Equipment: or(p.Equipment, ""), Area: or(p.Area, ""), State: string(or(p.State, "")), From: from, To: to,
	}
	var found []report.Report
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = report.List(tx, filter, before, span.limit+1)
		return err
	})
	items, next := cut(found, span, func(r report.Report) string { return strconv.FormatInt(r.Position, 10) })
	return ListReports200JSONResponse{Items: present(items, presentReport), Next: next}, err
}

// GetReport answers one report.
func (s *service) GetReport(ctx context.Context, r GetReportRequestObject) (GetReportResponseObject, error) {
	var found report.Report
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = report.ByID(tx, r.ReportID)
		return err
	})
	return GetReport200JSONResponse(presentReport(found)), err
}

// FileReport files a report with what it opens.
func (s *service) FileReport(ctx context.Context, r FileReportRequestObject) (FileReportResponseObject, error) {
	filing := report.Filing{Said: takeReport(*r.Body), Areas: actor(ctx).Areas, Zone: s.Zone}
	var found report.Report
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		filing.At = tx.Now
		filed, _, err := escalation.Report(tx, filing)
		if err != nil {
			return err
		}
		found, err = report.ByID(tx, filed.ID)
		return err
	})
	return FileReport201JSONResponse(presentReport(found)), err
}

// ReferReport notes where the local incident system has a report.
func (s *service) ReferReport(ctx context.Context, r ReferReportRequestObject) (ReferReportResponseObject, error) {
	var found report.Report
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		found, err = report.Refer(tx, r.ReportID, r.Body.System, r.Body.Reference)
		return err
	})
	return ReferReport200JSONResponse(presentReport(found)), err
}

func takeReport(b ReportFiling) report.Said {
	said := report.Said{Kind: string(b.Kind), Equipment: or(b.Equipment, ""), Area: or(b.Area, ""), Text: b.Text, Blobs: b.Blobs, Codes: b.Codes}
	if b.IncidentRef != nil {
		said.System, said.Reference = b.IncidentRef.System, b.IncidentRef.Reference
	}
	return said
}

func presentReport(r report.Report) Report {
	out := Report{
		ID: r.ID, Position: r.Position, Kind: ReportKind(r.Kind), Equipment: unless(r.Equipment, ""), Area: r.Area, Text: r.Text,
		Blobs: some(r.Blobs), Photos: present(r.Photos, presentNamed), Codes: some(r.Codes), CodesVersion: unless(r.Taxonomy, ""), FiledBy: unless(r.FiledBy, ""), FiledByName: unless(r.FiledByName, ""), Auth: r.Auth,
		Device: unless(r.Device, ""), At: Time(r.At), ReceivedAt: Time(r.ReceivedAt), Flags: some(r.Flags), State: ReportState(r.State),
		Escalation: Opened{ID: r.Escalation, Ref: r.Ref},
	}
	if n := r.Incident; n != nil {
		out.IncidentRef = &IncidentNote{System: n.System, Reference: n.Reference, By: unless(n.By, ""), At: Time(n.At)}
	}
	return out
}
