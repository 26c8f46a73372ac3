package store

// memo remembers what the writer has looked up. Views change only under an entry and only through the writer, so a row
// read once holds until its table is written, or until the head has moved without us (another process wrote). Workings change
// without an entry: of them a row holds for one group, while nobody else has the head.
type memo struct {
	tables map[string]map[string]any
	at     Head
}

const maxRemembered = 20_000

func (m *memo) forget(table string) { delete(m.tables, table) }

func (m *memo) forgetAll() { clear(m.tables) }

func (m *memo) forgetWorkings() {
	for table := range m.tables {
		if Tables[table] != View {
			delete(m.tables, table)
		}
	}
}

// Memo answers what load answers, remembered while nobody writes the table. Only for values that nobody changes afterwards. A Read remembers for itself: its snapshot does not change.
func Memo[T any](tx *Tx, table, key string, load func() (T, error)) (T, error) {
	if tx.memo == nil {
		return load()
	}
	if v, ok := tx.memo.tables[table][key]; ok {
		return v.(T), nil
	}
	v, err := load()
	if err != nil {
		return v, err
	}
	t := tx.memo.tables[table]
	if t == nil || len(t) >= maxRemembered {
		t = map[string]any{}
		tx.memo.tables[table] = t
	}
	t[key] = v
	return v, nil
}
