package rebuild

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"runup/internal/store"
)

// Difference is the first row in which a view differs from what the logbook makes of it.
type Difference struct {
	Table   string
	Key     string // of the row
	Column  string // the first that differs; "" when the whole row is on one side only
	Live    string
	Rebuilt string
}

func (d *Difference) Error() string {
	if d.Column == "" {
		return fmt.Sprintf("rebuild: %s: the row %s is %s", d.Table, d.Key, onlyOn(d))
	}
	return fmt.Sprintf("rebuild: %s: row %s, %s: the view says %s, the logbook %s", d.Table, d.Key, d.Column, d.Live, d.Rebuilt)
}

func onlyOn(d *Difference) string {
	if d.Live == "" {
		return "missing from the view"
	}
	return "in the view and not in the logbook"
}

// compare walks every view of both databases side by side, in the order of its key.
func compare(live, made *store.Tx) (tables int, rows int64, err error) {
	for _, table := range views() {
		n, err := compareTable(live, made, table)
		if err != nil {
			return tables, rows, err
		}
		tables, rows = tables+1, rows+n
	}
	return tables, rows, nil
}

func compareTable(live, made *store.Tx, table string) (n int64, err error) {
	columns, key, err := shape(made, table)
	if err != nil {
		return 0, err
	}
	a, err := walk(live, table, columns, key)
	if err != nil {
		return 0, err
	}
	defer a.rows.Close() //nolint:errcheck // read only
	b, err := walk(made, table, columns, key)
	if err != nil {
		return 0, err
	}
	defer b.rows.Close() //nolint:errcheck // read only
	for {
		x, err := a.next()
		if err != nil {
			return n, err
		}
		y, err := b.next()
		if err != nil || x == nil && y == nil {
			return n, err
		}
		if d := differ(table, columns, len(key), x, y); d != nil {
			return n, d
		}
		n++
	}
}

// column is a column of a view: its name, and whether text is compared in it.
type column struct {
	Name string
	Type string
	PK   int
}

// shape reads a view's columns from the copy, which is SQLite whatever the live database is: the key's first, in order.
func shape(made *store.Tx, table string) (names []string, key []column, err error) {
	var all []column
	err = made.Raw("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY pk = 0, pk, cid", table).Scan(&all).Error
	if err != nil {
		return nil, nil, fmt.Errorf("rebuild: columns of %s: %w", table, err)
	}
	for _, c := range all {
		names = append(names, c.Name)
		if c.PK > 0 {
			key = append(key, c)
		}
	}
	if len(key) == 0 {
		return nil, nil, fmt.Errorf("rebuild: view %s has no key", table)
	}
	return names, key, nil
}

// walker goes through one table, each value as the text both engines agree on.
type walker struct {
	rows   *sql.Rows
	values []any
	into   []any
}

func walk(tx *store.Tx, table string, columns []string, key []column) (*walker, error) {
	order := make([]string, len(key))
	for i, c := range key {
		order[i] = c.Name
		if tx.Dialector.Name() == "postgres" && strings.EqualFold(c.Type, "TEXT") {
			order[i] += ` COLLATE "C"` // by bytes, as SQLite does
		}
	}
	query := fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", strings.Join(columns, ","), table, strings.Join(order, ","))
	rows, err := tx.Raw(query).Rows()
	if err != nil {
		return nil, fmt.Errorf("rebuild: read %s: %w", table, err)
	}
	w := &walker{rows: rows, values: make([]any, len(columns)), into: make([]any, len(columns))}
	for i := range w.values {
		w.into[i] = &w.values[i]
	}
	return w, nil
}

// next answers the next row, nil at the end.
func (w *walker) next() ([]string, error) {
	if !w.rows.Next() {
		return nil, w.rows.Err()
	}
	if err := w.rows.Scan(w.into...); err != nil {
		return nil, err
	}
	row := make([]string, len(w.values))
	for i, v := range w.values {
		row[i] = text(v)
	}
	return row, nil
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case bool:
		if v {
			return "1"
		}
		return "0"
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []byte:
		return "x'" + hex.EncodeToString(v) + "'"
	case string:
		return strconv.Quote(v)
	}
	return fmt.Sprintf("%T %v", v, v)
}

// differ answers the first difference of two rows; their key stands in the first columns.
func differ(table string, columns []string, key int, live, made []string) *Difference {
	d := &Difference{Table: table}
	switch {
	case made == nil || live != nil && before(live[:key], made[:key]):
		d.Key, d.Live = strings.Join(live[:key], ", "), strings.Join(live, ", ")
		return d
	case live == nil || before(made[:key], live[:key]):
		d.Key, d.Rebuilt = strings.Join(made[:key], ", "), strings.Join(made, ", ")
		return d
	}
	for i := range columns {
		if live[i] != made[i] {
			d.Key, d.Column, d.Live, d.Rebuilt = strings.Join(live[:key], ", "), columns[i], live[i], made[i]
			return d
		}
	}
	return nil
}

// before says which of two unequal keys comes first, well enough to say on which side a row is missing.
func before(a, b []string) bool {
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		x, errX := strconv.ParseInt(a[i], 10, 64)
		y, errY := strconv.ParseInt(b[i], 10, 64)
		if errX == nil && errY == nil {
			return x < y
		}
		return a[i] < b[i]
	}
	return false
}
