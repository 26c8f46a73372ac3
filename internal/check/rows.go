package check

import (
	"runup/internal/store"
)

// row is a check as stored. What is searched for is a column; the rest is three texts, of which readings is as it was sent.
type row struct {
	Position   int64 `gorm:"primaryKey"`
	ID         string
	Checklist  string
	Hash       string
	Equipment  string
	Area       string
	By         string `gorm:"column:performed_by"`
	Device     string
	DoneAt     store.Instant
	ReceivedAt store.Instant
	Verdict    string
	Told       string
	Found      string
	Readings   string
	Sealed     bool // its readings are shown to nobody until its second check is in
	// Unconfirmed waits for a registered operator's word.
	Unconfirmed bool
	Revision    int64          // how many it has
	Standing    string         // what it stands at after its revisions; "" as it was accepted
	ReviewedAt  *store.Instant // since its last change
}

func (row) TableName() string { return "checks" } // CHECK is a word of SQL

// columns are what an entry writes, in the order of its values.
var columns = []string{
	"position", "id", "checklist", "hash", "equipment", "area", "performed_by", "device", "done_at", "received_at", "verdict", "told", "found", "readings", "sealed", "unconfirmed",
}

// alertColumns are of a reading that was sent ahead of its check.
var alertColumns = []string{"op", "position", "check_id", "found", "sealed"}

// revisionRow is one revision after the first. Found is what the server decided, Said what the person did.
type revisionRow struct {
	Position  int64 `gorm:"primaryKey"`
	CheckID   string
	Revision  int64
	Kind      string
	At        store.Instant
	ByStaff   string
	Performer string // of the check: whom a countersignature's note is for
	Area      string
	Op        string // the operation that brought it; "" when it was done at the server
	Counts    bool
	Found     store.JSON[decided]
	Said      store.JSON[said]
}

func (revisionRow) TableName() string { return "check_revision" }

var revisionColumns = []string{
	"position", "check_id", "revision", "kind", "at", "by_staff", "performer", "area", "op", "counts", "found", "said",
}
