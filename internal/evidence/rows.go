package evidence

import "runup/internal/store"

// The columns that an entry writes, in the order of their values.
var (
	columns        = []string{"sha", "position", "media", "size", "located", "at", "by_staff", "device"}
	namedKey       = []string{"kind", "id", "sha"}
	namedColumns   = []string{"area"}
	contentKey     = []string{"sha"}
	contentColumns = []string{"content"}
)

type row struct {
	SHA      string `gorm:"primaryKey;column:sha"`
	Position int64
	Media    string
	Size     int64
	Located  bool
	At       store.Instant
	ByStaff  string
	Device   string
}

func (row) TableName() string { return "evidence" }

func (r row) photo() Photo {
	return Photo{SHA256: r.SHA, Position: r.Position, Media: r.Media, Size: r.Size, Located: r.Located, At: r.At.Time(), By: r.ByStaff, Device: r.Device}
}

// namedRow says that a thing of the feed names a photo, whether or not it has come.
type namedRow struct {
	Kind string `gorm:"primaryKey"`
	ID   string `gorm:"primaryKey"`
	SHA  string `gorm:"primaryKey;column:sha"`
	Area string
}

func (namedRow) TableName() string { return "evidence_named" }
