package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Tx is one unit of work: one actor, one instant, all or nothing. It is never kept after the function it was given to.
type Tx struct {
	*gorm.DB           // speaks SQL; used only by the packages that own the tables
	Now      time.Time // fixed when the unit began; UTC, milliseconds, never before the logbook's last entry
	Actor    Actor

	session *session // nil in a Read
	memo    *memo    // the writer's, or a Read's own
	log     Log
}

// Log answers the logbook this transaction writes to; nil in a Read.
func (tx *Tx) Log() Log { return tx.log }

// Applying runs an entry's apply: the only place where views may be written. Only the logbook calls it.
func (tx *Tx) Applying(apply func() error) error {
	if tx.session == nil || tx.session.mode != writing {
		return fmt.Errorf("store: entries are appended in a Write, outside other applies")
	}
	tx.session.mode = applying
	defer func() { tx.session.mode = writing }()
	return apply()
}

// Insert adds one row by a statement that is prepared once: the hot path's way in.
func (tx *Tx) Insert(table string, columns []string, values ...any) error {
	_, err := tx.session.ExecContext(tx.Statement.Context, tx.session.insert(table, nil, columns), values...)
	return err
}

// Upsert adds a row or, where its key is there already, replaces the other columns. Values are the key's first.
func (tx *Tx) Upsert(table string, key, columns []string, values ...any) error {
	_, err := tx.session.ExecContext(tx.Statement.Context, tx.session.insert(table, key, columns), values...)
	return err
}

// insertSQL writes the statement for both; the engine marks values its own way.
func insertSQL(table string, key, columns []string, bind func(i int) string) string {
	all := slices.Concat(key, columns)
	marks := make([]string, len(all))
	for i := range all {
		marks[i] = bind(i + 1)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES (%s)", table, strings.Join(all, ","), strings.Join(marks, ","))
	if key == nil {
		return b.String()
	}
	fmt.Fprintf(&b, " ON CONFLICT (%s) DO ", strings.Join(key, ","))
	if len(columns) == 0 {
		return b.String() + "NOTHING"
	}
	b.WriteString("UPDATE SET ")
	for i, c := range columns {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(c + "=excluded." + c)
	}
	return b.String()
}

// InScope begins a query over a table's area column: what is in the actor's areas, and what belongs to no area. Whoever reads
// everything gets all of it. Which rows somebody sees is decided here and nowhere else.
func (tx *Tx) InScope() *gorm.DB {
	if tx.Actor.Everywhere() {
		return tx.DB
	}
	return tx.Where("area IN ?", append([]string{""}, tx.Actor.Areas...))
}
