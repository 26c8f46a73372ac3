// Package evidence keeps the photos that checks and reports name by their SHA-256.
//
// A result never waits for its photos: a check is accepted, judged and escalated as soon as it comes, and says which of its
// photos are here and which are still awaited. The digest stands in what the tablet signed, so a photo is proved by the same
// entry as the reading; that it came, when and from whom, is an entry of its own. The bytes stand beside the log, in the
// database, so that what was acknowledged is durable by the same commit and every backup is whole.
package evidence

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// Largest is how many bytes a photo may have.
const Largest = 8 << 20

// What nobody has named yet is bounded: results are sent before their photos, so a tablet in order has little of it. The
// bound keeps a broken or a hostile one from filling the disk.
const (
	unnamedMost  = 256 << 20
	unnamedSince = 24 * time.Hour
	askAgain     = 10 * time.Minute
)

// Photo is what is known of a photo that came.
type Photo struct {
	SHA256   string
	Position int64  // of the entry that says so: it is backed up with that
	Media    string // as its own first bytes say
	Size     int64
	Located  bool // it carries where it was taken
	At       time.Time
	By       string // the person who sent it; "" when a tablet did
	Device   string
}

// Examine holds bytes against the digest they were announced by, and finds out what they are. What their sender says that
// they are is not asked.
func Examine(sha string, content []byte) (Photo, error) {
	if len(content) > Largest {
		return Photo{}, problem.Newf("too-large", "The photo has more than %d bytes.", Largest).Do("Take it smaller and send it again.")
	}
	sum := sha256.Sum256(content)
	if got := hex.EncodeToString(sum[:]); got != sha {
		return Photo{}, problem.Newf("wrong-digest", "The %d bytes that came have the SHA-256 %s.", len(content), got)
	}
	media := sniff(content)
	if media == "" {
		return Photo{}, problem.New("not-a-photo", "The bytes do not begin like a JPEG, PNG or WebP file.")
	}
	return Photo{SHA256: sha, Media: media, Size: int64(len(content)), Located: located(media, content)}, nil
}

// Keep stores a photo that was examined, once. made says that it was not here before; sent again it is the one that is here.
func Keep(tx *store.Tx, p Photo, content []byte) (kept Photo, made bool, err error) {
	if err := staff.May(tx.Actor, staff.SendEvidence); err != nil {
		return Photo{}, false, err
	}
	have, err := ByDigests(tx, []string{p.SHA256})
	if err != nil {
		return Photo{}, false, err
	}
	if kept, ok := have[p.SHA256]; ok {
		return kept, false, nil
	}
	if err := bounded(tx, p.Size); err != nil {
		return Photo{}, false, err
	}
	if err := tx.Upsert("evidence_content", contentKey, contentColumns, p.SHA256, content); err != nil {
		return Photo{}, false, fmt.Errorf("evidence: keep: %w", err)
	}
	e, err := Received.Append(tx, "", p.SHA256, &received{Found: found{Media: p.Media, Size: p.Size, Located: p.Located}})
	if err != nil {
		return Photo{}, false, err
	}
	p.Position, p.At, p.By, p.Device = e.Position, e.At, tx.Actor.Staff, tx.Actor.Device
	return p, true, nil
}

// bounded refuses more from a sender who has sent a great deal that no record names.
func bounded(tx *store.Tx, size int64) error {
	var unnamed int64
	err := tx.Raw(`SELECT coalesce(sum(size), 0) FROM evidence WHERE device = ? AND by_staff = ? AND at >= ?
		AND NOT EXISTS (SELECT 1 FROM evidence_named n WHERE n.sha = evidence.sha)`,
		tx.Actor.Device, tx.Actor.Staff, store.At(tx.Now.Add(-unnamedSince))).Scan(&unnamed).Error
	if err != nil {
		return fmt.Errorf("evidence: bound: %w", err)
	}
	if unnamed+size > unnamedMost {
		return problem.New("too-many", "Too many photos came that no check or report names.").After(askAgain).
			Do("Send the checks and reports first; their photos then count for them.")
	}
	return nil
}

// IsDigest reports whether a text can be a photo's: a SHA-256 in hexadecimal, lower case.
func IsDigest(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
