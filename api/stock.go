package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	. "runup/api/wire"
	"runup/internal/audit"
	"runup/internal/stock"
	"runup/internal/store"
)

// usualWithin is how many days ahead is looked when the caller does not say.
const usualWithin = 30

// everyLine is more lines than any department has.
const everyLine = 1_000_000

// ListRestock answers what is to be restocked or ordered.
func (s *service) ListRestock(ctx context.Context, r ListRestockRequestObject) (ListRestockResponseObject, error) {
	span := spanOf(r.Params.After, r.Params.Limit)
	found, err := s.restock(ctx, r.Params.Area, span.after, span.limit+1)
	items, next := cut(found, span, func(l stock.Line) string { return l.ID })
	return ListRestock200JSONResponse{Items: present(items, presentLine), Next: next}, err
}

// ExportRestockCsv answers the same as CSV.
func (s *service) ExportRestockCsv(ctx context.Context, r ExportRestockCsvRequestObject) (ExportRestockCsvResponseObject, error) {
	found, err := s.restock(ctx, r.Params.Area, "", everyLine)
	if err != nil {
		return nil, err
	}
	return sheet("restock.csv", found)
}

// ListExpiring answers what expires soon.
func (s *service) ListExpiring(ctx context.Context, r ListExpiringRequestObject) (ListExpiringResponseObject, error) {
	span := spanOf(r.Params.After, r.Params.Limit)
	found, err := s.expiring(ctx, r.Params.Area, or(r.Params.Within, usualWithin), span.after, span.limit+1)
	items, next := cut(found, span, stock.PlaceInExpiring)
	return ListExpiring200JSONResponse{Items: present(items, presentLine), Next: next}, err
}

// ExportExpiringCsv answers the same as CSV.
func (s *service) ExportExpiringCsv(ctx context.Context, r ExportExpiringCsvRequestObject) (ExportExpiringCsvResponseObject, error) {
	found, err := s.expiring(ctx, r.Params.Area, or(r.Params.Within, usualWithin), "", everyLine)
	if err != nil {
		return nil, err
	}
	return sheet("expiring.csv", found)
}

// ActOnStock notes what the caller did about a line.
func (s *service) ActOnStock(ctx context.Context, r ActOnStockRequestObject) (ActOnStockResponseObject, error) {
	var l stock.Line
	err := s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		l, err = stock.Act(tx, r.StockID, string(r.Body.Action), or(r.Body.Note, ""))
		return err
	})
	return ActOnStock200JSONResponse(presentLine(l)), err
}

func (s *service) restock(ctx context.Context, area *string, after string, limit int) (found []stock.Line, err error) {
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		found, err = stock.ToRestock(tx, or(area, ""), after, limit)
		return err
	})
	return found, err
}

func (s *service) expiring(ctx context.Context, area *string, within int, after string, limit int) (found []stock.Line, err error) {
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		upTo := tx.Now.In(s.Zone).AddDate(0, 0, within).Format(time.DateOnly)
		found, err = stock.Expiring(tx, or(area, ""), upTo, after, limit)
		return err
	})
	return found, err
}

var sheetColumns = []string{
	"area", "equipment", "what", "quantity", "count", "par", "until", "reason", "state", "checklist", "item", "seenAt", "check", "actedBy", "actedAt", "note", "id",
}

// sheet writes lines as an order list.
func sheet(name string, found []stock.Line) (export, error) {
	rows := make([][]string, len(found))
	for i, l := range found {
		acted := or(l.Acted, stock.Acted{})
		at := ""
		if l.Acted != nil {
			at = stamp(acted.At)
		}
		rows[i] = []string{
			l.Area, l.Equipment, l.What, figure(l.Quantity()), figure(l.Count), figure(l.Par), l.Until, l.Reason, l.State(), l.Checklist, l.Item,
			stamp(l.SeenAt), l.Check, acted.By, at, acted.Note, l.ID,
		}
	}
	var text bytes.Buffer
	if err := audit.WriteSheet(&text, sheetColumns, rows); err != nil {
		return export{}, err
	}
	return export{name: name, media: "text/csv; charset=utf-8; header=present", send: func(w io.Writer) error {
		_, err := w.Write(text.Bytes())
		return err
	}}, nil
}

func figure(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// VisitExportRestockCsvResponse sends it.
func (e export) VisitExportRestockCsvResponse(w http.ResponseWriter) error { return e.write(w) }

// VisitExportExpiringCsvResponse sends it.
func (e export) VisitExportExpiringCsvResponse(w http.ResponseWriter) error { return e.write(w) }

func presentLine(l stock.Line) StockLine {
	out := StockLine{
		ID: l.ID, Equipment: l.Equipment, Area: l.Area, Checklist: l.Checklist, Item: l.Item, What: l.What, Count: l.Count, Par: l.Par,
		Quantity: l.Quantity(), Until: unless(l.Until, ""), Reason: unless(l.Reason, ""), Verdict: Verdict(l.Verdict), Check: l.Check,
		SeenAt: Time(l.SeenAt), State: StockLineState(l.State()),
	}
	if p := l.PutRight; p != nil {
		out.PutRight = &StockPutRight{Found: p.Found, Did: p.Did}
	}
	if a := l.Acted; a != nil {
		out.Acted = &StockActed{Action: StockActedAction(a.Action), By: a.By, At: Time(a.At), Note: a.Note}
	}
	return out
}
