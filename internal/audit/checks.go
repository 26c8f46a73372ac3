package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"runup/internal/check"
	"runup/internal/judge"
)

// columns of checks.csv. Readings, items and revisions are JSON in one cell each, so that nothing is lost.
var columns = []string{
	"position", "id", "checklist", "hash", "equipment", "area", "occurrence", "performedBy", "performedByName", "auth", "capacity",
	"responsibleOperator", "supervisedBy", "device", "startedAt", "finishedAt", "receivedAt", "verdict", "tabletVerdict", "flags",
	"note", "stoppedEarly", "readings", "items", "revisions", "currentVerdict", "second", "reviewedBy", "reviewedAt",
}

// WriteCSV streams the checks as RFC 4180 with a header. An error after the first byte leaves a file that is not whole:
// the caller must break the connection.
func (x *Export) WriteCSV(ctx context.Context, w io.Writer) error {
	out := newCSVWriter(w)
	if err := out.row(columns); err != nil {
		return err
	}
	err := x.Checks(ctx, func(page []check.Check) error {
		for _, c := range page {
			if err := out.check(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return out.out.Flush()
}

func (c *csvWriter) check(k check.Check) error {
	items, err := json.Marshal(k.Items)
	if err != nil {
		return fmt.Errorf("audit: items of %s: %w", k.ID, err)
	}
	revisions, err := json.Marshal(revisionsOf(k))
	if err != nil {
		return fmt.Errorf("audit: revisions of %s: %w", k.ID, err)
	}
	second := []byte{}
	if k.Second != nil {
		if second, err = json.Marshal(k.Second); err != nil {
			return fmt.Errorf("audit: second check of %s: %w", k.ID, err)
		}
	}
	cells := []string{
		strconv.FormatInt(k.Position, 10), k.ID, k.Checklist, k.Hash, k.Equipment, k.Area, k.Occurrence, k.PerformedBy, k.PerformedByName,
		k.Auth, k.Capacity, k.ResponsibleOperator, k.SupervisedBy, k.Device, instant(k.StartedAt), instant(k.FinishedAt),
		instant(&k.ReceivedAt), string(k.Verdict), k.TabletVerdict, strings.Join(k.Flags, " "), k.Note, string(k.StoppedEarly),
		string(k.Readings), string(items), string(revisions), currentVerdict(k), string(second), k.ReviewedBy, instant(k.ReviewedAt),
	}
	for i := range cells {
		cells[i] = guarded(cells[i])
	}
	return c.row(cells)
}

// revision is a state of a check as the cell shows it, with the names it has when served.
type revision struct {
	Revision int           `json:"revision"`
	Position int64         `json:"position"`
	Kind     string        `json:"kind"`
	At       string        `json:"at"`
	By       string        `json:"by,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	Verdict  judge.Verdict `json:"verdict"`
	Counts   bool          `json:"counts"`
	Why      string        `json:"why,omitempty"`
	Decision string        `json:"decision,omitempty"`
	Note     string        `json:"note,omitempty"`
	Base     int64         `json:"baseRevision,omitempty"`
	Parallel bool          `json:"parallel,omitempty"`

	Readings json.RawMessage `json:"readings,omitempty"`
}

func currentVerdict(k check.Check) string {
	if k.Current == nil {
		return ""
	}
	return string(k.Current.Verdict)
}

func revisionsOf(k check.Check) []revision {
	list := make([]revision, len(k.Revisions))
	for i, r := range k.Revisions {
		list[i] = revision{r.Revision, r.Position, r.Kind, instant(&r.At), r.By, r.Reason, r.Verdict, r.Counts, r.Why, r.Decision, r.Note, r.Base, r.Parallel, r.Readings}
	}
	return list
}

func instant(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
