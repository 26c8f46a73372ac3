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
	Origin     string
	BaseID     string
	BaseHash   string
	RetiredBy  string
	RetiredWhy string
}

func (versionRow) TableName() string { return "library_version" }

func (r versionRow) edition() Edition {
	return Edition{
		ID: r.ID, Hash: r.Hash, Text: []byte(r.Text), State: r.State, Position: r.Position,
		ProposedBy: r.ProposedBy, ProposedAt: r.ProposedAt.Time(), ApprovedBy: r.ApprovedBy, ApprovedAt: r.ApprovedAt.TimePtr(),
		ChangedAt: r.ChangedAt.Time(), RetiredBy: r.RetiredBy, RetiredWhy: r.RetiredWhy,
		Origin: r.origin(), Base: Base{ID: r.BaseID, Hash: r.BaseHash},
	}
}

// origin reads entries of before there were folders too: then what no person proposed was Runup's.
func (r versionRow) origin() string {
	switch {
	case r.ProposedBy != "":
		return FromPerson
	case r.Origin == "":
		return FromRunup
	}
	return r.Origin
}

// What a proposal writes, in the order of its values. Approval of an earlier time stays: what was once in force can be judged.
var (
	versionKey      = []string{"id", "hash"}
	proposedColumns = []string{"text", "state", "proposed_by", "proposed_at", "approved_by", "changed_at", "position", "origin", "base_id", "base_hash", "retired_by", "retired_why"}
)

// shippedRow remembers which shipped files have been looked at.
type shippedRow struct {
	One    int `gorm:"primaryKey"`
	Digest string
}

func (shippedRow) TableName() string { return "library_shipped" }

// shelfRow is a version that came with a Runup. The digest is of the files it came with: those of the newest are on offer.
type shelfRow struct {
	ID     string `gorm:"primaryKey"`
	Hash   string `gorm:"primaryKey"`
	Digest string
}

func (shelfRow) TableName() string { return "library_shelf" }
