package library

import "runup/internal/store"

type versionRow struct {
	ID         string `gorm:"primaryKey"`
	Hash       string `gorm:"primaryKey"`
	Text       string
	State      string
	ProposedBy string
	ProposedAt store.Instant
	ApprovedBy string
	ApprovedAt *store.Instant
	ChangedAt  store.Instant
	Position   int64
}

func (versionRow) TableName() string { return "library_version" }

func (r versionRow) edition() Edition {
	return Edition{
		ID: r.ID, Hash: r.Hash, Text: []byte(r.Text), State: r.State, Position: r.Position,
		ProposedBy: r.ProposedBy, ProposedAt: r.ProposedAt.Time(), ApprovedBy: r.ApprovedBy, ApprovedAt: r.ApprovedAt.TimePtr(),
	}
}

// What a proposal writes, in the order of its values. Approval of an earlier time stays: what was once in force can be judged.
var (
	versionKey      = []string{"id", "hash"}
	proposedColumns = []string{"text", "state", "proposed_by", "proposed_at", "approved_by", "changed_at", "position"}
)

// shippedRow remembers which shipped files have been looked at.
type shippedRow struct {
	One    int `gorm:"primaryKey"`
	Digest string
}

func (shippedRow) TableName() string { return "library_shipped" }
