package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// mode says what the transaction is doing just now, and with that which tables it may write.
type mode int

const (
	idle     mode = iota
	grouping      // beginning or sealing a group: the log
	writing       // a Write's own code: workings
	applying      // an entry's apply: views
	working       // a Work's own code: workings
)

var allowed = map[mode]map[Sort]bool{
	idle:     {},
	grouping: {Logged: true},
	writing:  {Working: true},
	applying: {View: true},
	working:  {Working: true},
}

// errEnded is what every statement answers after one has failed, until the savepoint is rolled back. PostgreSQL does so by
// itself. SQLite would go on, and after it ended the transaction on its own would even commit each statement alone.
var errEnded = errors.New("store: an earlier statement of this write failed")

// session is the writer's one connection as GORM sees it: statements are prepared once, and every statement is held
// against the list of tables before it runs.
type session struct {
	conn     *sql.Conn
	engine   engine
	mode     mode
	failed   bool
	memo     *memo
	prepared map[string]*statement
	inserts  map[insertKey]string
}

func newSession(e engine) *session {
	return &session{
		engine: e, memo: &memo{tables: map[string]map[string]any{}},
		prepared: map[string]*statement{}, inserts: map[insertKey]string{},
	}
}

type statement struct {
	stmt    *sql.Stmt
	table   string // the table it writes; "" when it only reads
	control bool   // begins, ends or marks a transaction
}

type insertKey struct {
	table string
	first *string // of the columns: callers keep them in a variable
	keyed int
}

const maxPrepared = 512

var writes = regexp.MustCompile("(?is)^\\s*(?:insert\\s+(?:or\\s+\\w+\\s+)?into|update|delete\\s+from|replace\\s+into)\\s+[`\"]?(\\w+)")
var reads = regexp.MustCompile(`(?is)^\s*select\b`)

// PrepareContext is part of gorm.ConnPool; nothing here prepares by itself.
func (s *session) PrepareContext(context.Context, string) (*sql.Stmt, error) {
	return nil, errors.New("store: statements are prepared by the session")
}

// ExecContext runs a statement that returns no rows.
func (s *session) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := s.admit(ctx, query)
	if err != nil {
		return nil, err
	}
	var res sql.Result
	if st.stmt != nil {
		res, err = st.stmt.ExecContext(ctx, args...)
	} else {
		res, err = s.conn.ExecContext(ctx, query, args...)
	}
	s.failed = s.failed || err != nil
	return res, err
}

// QueryContext runs a statement that returns rows.
func (s *session) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := s.admit(ctx, query)
	if err != nil {
		return nil, err
	}
	var rows *sql.Rows
	if st.stmt != nil {
		rows, err = st.stmt.QueryContext(ctx, args...)
	} else {
		rows, err = s.conn.QueryContext(ctx, query, args...)
	}
	s.failed = s.failed || err != nil
	return rows, err
}

// QueryRowContext runs a statement that returns one row. A refusal arrives as a cancelled context, since a sql.Row
// cannot be made by hand.
func (s *session) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if _, err := s.admit(ctx, query); err != nil {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		return s.conn.QueryRowContext(gone, query, args...)
	}
	return s.conn.QueryRowContext(ctx, query, args...)
}

// admit holds a statement against the list of tables, prepares it the first time and forgets what was remembered of
// the table it writes.
func (s *session) admit(ctx context.Context, query string) (*statement, error) {
	if s.failed {
		return nil, errEnded
	}
	st, err := s.statement(ctx, query)
	if err == nil && st.control {
		err = fmt.Errorf("store: %.20q is the door's to say", query)
	}
	if err != nil {
		s.failed = true
		return nil, err
	}
	if st.table == "" {
		return st, nil
	}
	if err := s.permit(st.table); err != nil {
		s.failed = true
		return nil, err
	}
	s.memo.forget(st.table)
	return st, nil
}

func (s *session) permit(table string) error {
	sort, known := Tables[table]
	if !known {
		return fmt.Errorf("store: table %q is not in the list of tables", table)
	}
	if !allowed[s.mode][sort] {
		return fmt.Errorf("store: %s %q may not be written here", sort, table)
	}
	return nil
}

// statement finds out what a query writes, once, and prepares it.
func (s *session) statement(ctx context.Context, query string) (*statement, error) {
	if st, ok := s.prepared[query]; ok {
		return st, nil
	}
	st := &statement{}
	if m := writes.FindStringSubmatch(query); m != nil {
		st.table = strings.ToLower(m[1])
	} else {
		st.control = !reads.MatchString(query)
	}
	if s.engine.prepares() {
		var err error
		if st.stmt, err = s.conn.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
	}
	if len(s.prepared) >= maxPrepared {
		s.forgetPrepared()
	}
	s.prepared[query] = st
	return st, nil
}

func (s *session) forgetPrepared() {
	for _, st := range s.prepared {
		if st.stmt != nil {
			st.stmt.Close()
		}
	}
	s.prepared = map[string]*statement{}
}

// control runs a transaction statement, which must work even after another statement failed.
func (s *session) control(ctx context.Context, query string) error {
	s.failed = false
	st, err := s.statement(ctx, query)
	if err != nil {
		return err
	}
	if st.stmt != nil {
		_, err = st.stmt.ExecContext(ctx)
	} else {
		_, err = s.conn.ExecContext(ctx, query)
	}
	return err
}

// insert writes an INSERT statement, once for each list of columns.
func (s *session) insert(table string, key, columns []string) string {
	k := insertKey{table: table, keyed: len(key)}
	if len(columns) > 0 {
		k.first = &columns[0]
	}
	if q, ok := s.inserts[k]; ok {
		return q
	}
	q := insertSQL(table, key, columns, s.engine.bind)
	s.inserts[k] = q
	return q
}

// close throws the connection away.
func (s *session) close() {
	if s.conn == nil {
		return
	}
	s.forgetPrepared()
	// Raw with ErrBadConn is database/sql's way to keep a connection from going back to the pool.
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = s.conn.Close()
	s.conn = nil
}
