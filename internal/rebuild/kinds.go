package rebuild

import (
	"slices"

	"runup/internal/audit"
	"runup/internal/auth"
	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/codes"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/evidence"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/notify"
	"runup/internal/occurrence"
	"runup/internal/overdue"
	"runup/internal/report"
	"runup/internal/rota"
	"runup/internal/staff"
	"runup/internal/stock"
	"runup/internal/tablet"
)

// Kinds answers every kind of entry there is.
func Kinds() []logbook.Applier {
	return slices.Concat(
		logbook.Kinds(), staff.Kinds(), equipment.Kinds(), library.Kinds(), device.Kinds(), auth.Kinds(), baseline.Kinds(), evidence.Kinds(), check.Kinds(),
		codes.Kinds(), stock.Kinds(), report.Kinds(), occurrence.Kinds(), rota.Kinds(), notify.Kinds(), escalation.Kinds(), overdue.Kinds(), tablet.Kinds(), audit.Kinds(), logbook.Kinds(),
	)
}
