package device

import (
	"encoding/json"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry that change which tablets there are.
var (
	CodeIssued = logbook.Define("device.code-issued", applyCodeIssued)
	Enrolled   = logbook.Define("device.enrolled", applyEnrolled)
	Revoked    = logbook.Define("device.revoked", applyRevoked)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{CodeIssued, Enrolled, Revoked} }

// none is for acts in which the server found nothing of its own.
type none struct{}

// codeIssued never holds the code: who reads the logbook enrols nothing.
type codeIssued struct {
	Areas   []string  `json:"areas"` // null is every area
	Expires time.Time `json:"expires"`
}

type enrolled struct {
	Name  string          `json:"name"`
	Areas []string        `json:"areas"`
	Key   json.RawMessage `json:"key"`
}

// foundCode says whose code it was.
type foundCode struct {
	IssuedBy string `json:"issuedBy"`
}

type revoked struct {
	Reason string `json:"reason"`
}

// applyCodeIssued changes nothing that is shown: the code itself is a working.
func applyCodeIssued(*store.Tx, logbook.Entry, *logbook.Act[codeIssued, none]) error { return nil }

func applyEnrolled(tx *store.Tx, e logbook.Entry, body *logbook.Act[enrolled, foundCode]) error {
	a := body.Act
	err := tx.Insert("device", deviceColumns, e.Subject, a.Name, store.Of(a.Areas), string(a.Key), store.At(e.At),
		body.Found.IssuedBy, (*store.Instant)(nil), "", "")
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "device", e.Subject, "")
}

func applyRevoked(tx *store.Tx, e logbook.Entry, body *logbook.Act[revoked, none]) error {
	err := tx.Model(&deviceRow{}).Where("id = ?", e.Subject).Updates(map[string]any{
		"revoked_at": store.At(e.At), "revoked_by": e.Actor, "reason": body.Act.Reason,
	}).Error
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "device", e.Subject, "")
}
