package claim

import "runup/internal/store"

// What is written, the key first.
var (
	key     = []string{"device", "equipment", "checklist"}
	columns = []string{"id", "occurrence", "staff", "name", "since", "until"}
)

type row struct {
	Device     string `gorm:"primaryKey"`
	Equipment  string `gorm:"primaryKey"`
	Checklist  string `gorm:"primaryKey"`
	ID         string
	Occurrence string
	Staff      string
	Name       string
	Since      store.Instant
	Until      store.Instant
}

func (row) TableName() string { return "claim" }
