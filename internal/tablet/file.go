package tablet

import (
	"fmt"

	"runup/internal/check"
	"runup/internal/escalation"
	"runup/internal/report"
	"runup/internal/store"
)

// file stores a report with what it opens. A problem means that nothing was stored.
func (s *Service) file(tx *store.Tx, in *check.Incoming) (Result, error) {
	by, err := check.As(tx, in.Op.PerformedBy, in.Device.ID)
	if err != nil {
		return Result{}, err
	}
	pushed := &report.Pushed{Op: in.Op, Text: in.Text, SHA: in.SHA, Signature: in.Signature, Device: in.Device.ID}
	if r := in.Release; r != nil {
		pushed.Release = &report.Release{Position: r.Position, Standing: r.Standing, ReceivedAt: r.ReceivedAt}
	}
	filed, err := report.File(by, report.Filing{
		Said: report.FromOperation(in.Op), At: in.When(tx.Now), Areas: in.Device.Areas, Flags: in.Flags(tx), Zone: s.judging.Zone, Pushed: pushed,
	})
	if err != nil {
		return Result{}, err
	}
	raised, err := escalation.ForReport(tx, filed)
	if err != nil {
		// Whatever it is, the report is in this savepoint already: it must not pass for a reason to set aside.
		return Result{}, fmt.Errorf("tablet: report: %v", err)
	}
	return reported(in.Op.OpID, false, filed, raised), nil
}

func reported(opID string, replay bool, filed report.Filed, raised []escalation.Raised) Result {
	r := accepted(opID, replay, filed.Position, check.Accepted{Flags: filed.Flags, Blobs: filed.Blobs})
	r.ReportID, r.Escalations = filed.ID, raised
	return r
}
