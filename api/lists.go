package api

import "slices"

// usual is a page's length when the caller does not say.
const usual = 50

// span is which page of a list was asked for.
type span struct {
	after string
	limit int
}

func spanOf(after *string, limit *int) span {
	return span{after: or(after, ""), limit: or(limit, usual)}
}

// page cuts a list that is in memory whole: what stands behind the one that was last.
func page[T any](items []T, s span, key func(T) string) ([]T, *string) {
	if s.after != "" {
		at := slices.IndexFunc(items, func(item T) bool { return key(item) == s.after })
		items = items[at+1:] // one that is gone starts the list again; clients see a thing twice, and never miss one
	}
	return cut(items, s, key)
}

// cut takes one too many down to the page, and says what comes next.
func cut[T any](items []T, s span, key func(T) string) ([]T, *string) {
	if len(items) <= s.limit {
		return items, nil
	}
	items = items[:s.limit]
	next := key(items[len(items)-1])
	return items, &next
}

// present maps a list to its wire form; an empty one is [] and not null.
func present[A, B any](items []A, one func(A) B) []B {
	list := make([]B, len(items))
	for i, item := range items {
		list[i] = one(item)
	}
	return list
}

// or is what a pointer points at, or something else.
func or[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}

// unless is a pointer to a value, or nil for the one that means nothing.
func unless[T comparable](value, nothing T) *T {
	if value == nothing {
		return nil
	}
	return &value
}

// some is a list that is [] on the wire when it is empty.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
