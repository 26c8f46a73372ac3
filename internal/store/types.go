package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Instant is a column that holds a time: Unix milliseconds, UTC, the same number on both engines.
type Instant int64

// At makes the column value of a time.
func At(t time.Time) Instant { return Instant(t.UnixMilli()) }

// AtPtr is At for a time that may be missing.
func AtPtr(t *time.Time) *Instant {
	if t == nil {
		return nil
	}
	i := At(*t)
	return &i
}

// Time answers the time, in UTC.
func (i Instant) Time() time.Time { return time.UnixMilli(int64(i)).UTC() }

// TimePtr answers the time of an instant that may be missing.
func (i *Instant) TimePtr() *time.Time {
	if i == nil {
		return nil
	}
	t := i.Time()
	return &t
}

// JSON is a column that holds a list or an object as JSON text.
type JSON[T any] struct{ V T }

// Of makes the column value.
func Of[T any](v T) JSON[T] { return JSON[T]{V: v} }

// Value is the text that the database keeps.
func (j JSON[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(j.V)
	return string(b), err
}

// Scan reads the text back.
func (j *JSON[T]) Scan(src any) error {
	var zero T
	j.V = zero
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), &j.V)
	case []byte:
		return json.Unmarshal(v, &j.V)
	}
	return fmt.Errorf("store: a JSON column holds %T", src)
}

// GormDataType keeps GORM from guessing a relation behind the struct.
func (JSON[T]) GormDataType() string { return "text" }
