package codes

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// SetKind is the entry that brings a version of a list into force.
var SetKind = logbook.Define("codes.set", applySet)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier { return []logbook.Applier{SetKind} }

type set struct {
	Taxonomy string `json:"taxonomy"`
	Version  string `json:"version"`
	Codes    []Code `json:"codes"`
}

type none struct{}

func applySet(tx *store.Tx, e logbook.Entry, b *logbook.Act[set, none]) error {
	return tx.Upsert("code_list", listKey, listColumns, e.Subject, b.Act.Version, b.Act.Taxonomy, store.Of(b.Act.Codes), e.Actor, store.At(e.At), e.Position)
}

// Set brings a version into force. A version's codes are never changed: records name it.
func Set(tx *store.Tx, l List) (List, error) {
	if err := staff.May(tx.Actor, staff.Codes); err != nil {
		return List{}, err
	}
	if err := check(l); err != nil {
		return List{}, err
	}
	now, err := Current(tx, l.Kind)
	if err != nil {
		return List{}, err
	}
	before, err := Version(tx, l.Kind, l.Version)
	if err != nil && !problem.Is(err, "not-found") {
		return List{}, err
	}
	if err == nil {
		if before.Taxonomy != l.Taxonomy || !slices.Equal(before.Codes, l.Codes) {
			return List{}, problem.Newf("conflict", "Version %s has other codes, and records name it.", l.Version).Do("Give the new codes another version.")
		}
		if now.Version == l.Version {
			return now, nil
		}
	}
	act := set{Taxonomy: l.Taxonomy, Version: l.Version, Codes: l.Codes}
	if _, err := SetKind.Append(tx, "", l.Kind, &logbook.Act[set, none]{Act: act}); err != nil {
		return List{}, fmt.Errorf("codes: set: %w", err)
	}
	return Current(tx, l.Kind)
}

// check holds a list to what can stand on a form: every code once, each with a title.
func check(l List) error {
	p := problem.New("invalid", "The list cannot be kept like this.")
	line := func(pointer, text string, most int) {
		if strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > most || strings.ContainsFunc(text, unicode.IsControl) {
			p = p.With(problem.Field{Pointer: pointer, Detail: fmt.Sprintf("must be one line of text, at most %d characters", most)})
		}
	}
	line("/taxonomy", l.Taxonomy, 200)
	line("/version", l.Version, 50)
	if len(l.Codes) == 0 {
		p = p.With(problem.Field{Pointer: "/codes", Detail: "must hold a code"})
	}
	seen := map[string]bool{}
	for i, c := range l.Codes {
		at := fmt.Sprintf("/codes/%d", i)
		line(at+"/code", c.Code, 50)
		line(at+"/title", c.Title, 300)
		if seen[c.Code] {
			p = p.With(problem.Field{Pointer: at + "/code", Detail: "stands there twice"})
		}
		seen[c.Code] = true
	}
	if len(p.Fields) > 0 {
		return p
	}
	return nil
}

type row struct {
	Kind     string `gorm:"primaryKey"`
	Version  string `gorm:"primaryKey"`
	Taxonomy string
	Codes    store.JSON[[]Code]
	SetBy    string
	SetAt    store.Instant
	Position int64
}

func (row) TableName() string { return "code_list" }

var (
	listKey     = []string{"kind", "version"}
	listColumns = []string{"taxonomy", "codes", "set_by", "set_at", "position"}
)

func (r row) list() List {
	at := r.SetAt.Time()
	return List{Kind: r.Kind, Taxonomy: r.Taxonomy, Version: r.Version, Codes: r.Codes.V, SetBy: r.SetBy, SetAt: &at}
}

// Current answers the version in force: the one set last, or what is shipped. Of event codes nothing is.
func Current(tx *store.Tx, kind string) (List, error) {
	all, err := Versions(tx, kind)
	if err != nil {
		return List{}, err
	}
	if len(all) > 0 {
		return all[0], nil
	}
	if l, ok := shipped[kind]; ok {
		return l, nil
	}
	return List{Kind: kind, Codes: []Code{}}, nil
}

// Version finds a version that is or was in force.
func Version(tx *store.Tx, kind, version string) (List, error) {
	all, err := Versions(tx, kind)
	if err != nil {
		return List{}, err
	}
	if l, ok := shipped[kind]; ok {
		all = append(all, l)
	}
	for _, l := range all {
		if l.Version == version {
			return l, nil
		}
	}
	return List{}, problem.Newf("not-found", "There is no version %q of these codes.", version)
}

// Versions answers all that were set, the one in force first.
func Versions(tx *store.Tx, kind string) ([]List, error) {
	return store.Memo(tx, "code_list", kind, func() ([]List, error) {
		var rows []row
		if err := tx.Where("kind = ?", kind).Order("position DESC").Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("codes: read: %w", err)
		}
		list := make([]List, len(rows))
		for i, r := range rows {
			list[i] = r.list()
		}
		return list, nil
	})
}
