package evidence

import (
	"fmt"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Received is the entry of a photo that came. Its subject is the digest; the bytes are not in it.
var Received = logbook.Define("evidence.received", applyReceived)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{Received} }

type none struct{}

// received is the body of the entry: nobody decided anything, and this is what the server found.
type received = logbook.Act[none, found]

type found struct {
	Media   string `json:"media"`
	Size    int64  `json:"size"`
	Located bool   `json:"located,omitempty"`
}

// applyReceived also moves whatever named it before it came: a check that was waiting for its photo has it now.
func applyReceived(tx *store.Tx, e logbook.Entry, b *received) error {
	err := tx.Insert("evidence", columns, e.Subject, e.Position, b.Found.Media, b.Found.Size, b.Found.Located, int64(store.At(e.At)), e.Actor, e.Device)
	if err != nil {
		return err
	}
	var names []namedRow
	if err := tx.Where("sha = ?", e.Subject).Order("kind, id").Find(&names).Error; err != nil {
		return fmt.Errorf("evidence: named: %w", err)
	}
	for _, n := range names {
		if err := logbook.Move(tx, e, n.Kind, n.ID, n.Area); err != nil {
			return err
		}
	}
	return nil
}

// Name says that a thing of the feed, such as a check, names these photos. Only the applies of what names them call it.
func Name(tx *store.Tx, kind, id, area string, digests []string) error {
	for _, sha := range digests {
		if !IsDigest(sha) {
			continue // what a tablet called a photo by can be anything
		}
		if err := tx.Upsert("evidence_named", namedKey, namedColumns, kind, id, sha, area); err != nil {
			return fmt.Errorf("evidence: name: %w", err)
		}
	}
	return nil
}
