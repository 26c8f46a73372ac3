package occurrence

import (
	"fmt"
	"time"

	"runup/internal/logbook"
	"runup/internal/store"
)

// The kinds of entry that plan, open, exempt and resolve what is due.
var (
	PlannedKind  = logbook.Define("occurrence.planned", applyPlanned)
	OpenedKind   = logbook.Define("occurrence.opened", applyOpened)
	ExemptedKind = logbook.Define("occurrence.exempted", applyExempted)
	ResolvedKind = logbook.Define("occurrence.resolved", applyResolved)
)

// Kinds answers what this package can replay.
func Kinds() []logbook.Applier {
	return []logbook.Applier{CalendarSet, PlannedKind, OpenedKind, ExemptedKind, ResolvedKind}
}

// window is one occurrence as it was decided.
type window struct {
	ID        string     `json:"id"`
	Checklist string     `json:"checklist"`
	Day       string     `json:"day"`
	Opens     time.Time  `json:"opensAt"`
	Due       time.Time  `json:"dueAt"`
	Missed    time.Time  `json:"missedAt"`
	Closes    time.Time  `json:"closesAt"`
	Gating    bool       `json:"gating,omitempty"`
	Exemption *Exemption `json:"exemption,omitempty"` // it is not needed from the first
}

// planning is what was planned of one piece of equipment in one week.
type planning struct {
	Week string `json:"week"` // ISO: 2026-W48
}

// plannedFound is what is new or has moved, and what is not to be done after all.
type plannedFound struct {
	Plan []window  `json:"plan,omitempty"`
	Drop []dropped `json:"drop,omitempty"`
}

type dropped struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

func applyPlanned(tx *store.Tx, e logbook.Entry, b *logbook.Act[planning, plannedFound]) error {
	for _, w := range b.Found.Plan {
		if err := open(tx, e, w, Planned, "", ""); err != nil {
			return err
		}
	}
	for _, d := range b.Found.Drop {
		if err := exempt(tx, e, d.ID, Exemption{Kind: Replanned, Reason: d.Reason, At: e.At}); err != nil {
			return err
		}
	}
	return nil
}

// open writes an occurrence as nobody has done it yet.
func open(tx *store.Tx, e logbook.Entry, w window, origin, why, source string) error {
	standing := State("")
	if w.Exemption != nil {
		standing = Exempt
	}
	err := tx.Upsert("occurrence", byID, columns, w.ID, w.Checklist, e.Subject, e.Area, w.Day, origin, why, source,
		store.At(w.Opens), store.At(w.Due), store.At(w.Missed), store.At(w.Closes), w.Gating,
		string(standing), "", nil, nil, false, written(w.Exemption), "", e.Position)
	if err != nil {
		return err
	}
	return logbook.Move(tx, e, "occurrence", w.ID, e.Area)
}

// exempt notes that an occurrence is not needed. One that was done stays done.
func exempt(tx *store.Tx, e logbook.Entry, id string, x Exemption) error {
	var r row
	if err := tx.Where("id = ?", id).Take(&r).Error; err != nil {
		return fmt.Errorf("occurrence: exempt %s: %w", id, err)
	}
	set := map[string]any{"exemption": written(&x)}
	if r.Standing == "" {
		set["standing"] = string(Exempt)
	}
	if err := tx.Model(&row{}).Where("id = ?", id).Updates(set).Error; err != nil {
		return err
	}
	return logbook.Move(tx, e, "occurrence", id, r.Area)
}

// opening is an occurrence that no schedule planned.
type opening struct {
	Origin string `json:"origin"`
	Why    string `json:"why"`
	Source string `json:"source,omitempty"` // the check that called for it
}

func applyOpened(tx *store.Tx, e logbook.Entry, b *logbook.Act[opening, plannedFound]) error {
	for _, w := range b.Found.Plan {
		if err := open(tx, e, w, b.Act.Origin, b.Act.Why, b.Act.Source); err != nil {
			return err
		}
	}
	return nil
}

// exempting is a person's word that something is not needed.
type exempting struct {
	Kind   string     `json:"kind"`
	Reason string     `json:"reason"`
	Until  *time.Time `json:"until,omitempty"`
	All    bool       `json:"all,omitempty"` // every checklist of the equipment
}

// exemptedFound is who said it and what it was said about.
type exemptedFound struct {
	Name        string   `json:"name"`
	Equipment   string   `json:"equipment"`
	Checklist   string   `json:"checklist"`
	Occurrences []string `json:"occurrences"`
}

func applyExempted(tx *store.Tx, e logbook.Entry, b *logbook.Act[exempting, exemptedFound]) error {
	x := Exemption{Kind: b.Act.Kind, Reason: b.Act.Reason, By: e.Actor, Name: b.Found.Name, At: e.At, Until: b.Act.Until}
	for _, id := range b.Found.Occurrences {
		if err := exempt(tx, e, id, x); err != nil {
			return err
		}
	}
	if x.Until == nil {
		return nil
	}
	of := b.Found.Checklist
	if b.Act.All {
		of = ""
	}
	return tx.Insert("exemption", exemptionColumns, e.Position, b.Found.Equipment, of, store.At(*x.Until), store.Of(x))
}

// resolving names the check that counts.
type resolving struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

type resolvedFound struct {
	Name string `json:"name"`
}

func applyResolved(tx *store.Tx, e logbook.Entry, b *logbook.Act[resolving, resolvedFound]) error {
	resolution := Resolution{Check: b.Act.Check, Reason: b.Act.Reason, By: e.Actor, Name: b.Found.Name, At: e.At, Position: e.Position}
	var r row
	if err := tx.Where("id = ?", e.Subject).Take(&r).Error; err != nil {
		return fmt.Errorf("occurrence: resolve %s: %w", e.Subject, err)
	}
	r.Resolution = written(&resolution)
	if err := tx.Model(&row{}).Where("id = ?", r.ID).Update("resolution", r.Resolution).Error; err != nil {
		return err
	}
	checks, err := checksOf(tx, r.ID)
	if err != nil {
		return err
	}
	return settle(tx, e, r, checks)
}
