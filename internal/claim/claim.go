// Package claim knows who says that they are doing a check just now, so that two people do not do it side by side.
//
// A claim advises and never locks: a check that nobody claimed counts as one that somebody did, and so does one that another
// claimed. It is a tablet's word, it runs out by itself, and nothing is concluded from it, so none of it is in the log.
package claim

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// How long a claim is believed after its tablet last said it, how far back it may have begun, and how many one tablet has.
// A run-up in a shielded room is over in less; who went home and left a draft behind keeps nobody waiting till noon.
const (
	livesFor = 2 * time.Hour
	longest  = 12 * time.Hour
	most     = 30
)

// Claim is somebody doing a check.
type Claim struct {
	ID         string
	Equipment  string
	Checklist  string
	Occurrence string // "" when it is done without one
	Area       string // where the equipment stands
	Device     string
	Tablet     string // its name
	Staff      string // "" when nobody proved who they are
	Name       string
	Since      time.Time
	Until      time.Time // when it is believed no more
}

// Saying is what a tablet says when somebody begins, and again while they go on.
type Saying struct {
	Equipment  string
	Checklist  string
	Occurrence string
	Staff      string
	Name       string // that was typed, when nobody proved who they are
	Since      *time.Time
}

// Say keeps a tablet's claim, or makes it last longer, and answers it with those of others on the same check.
func Say(tx *store.Tx, s Saying) (own Claim, others []Claim, err error) {
	if err := staff.May(tx.Actor, staff.Claim); err != nil {
		return Claim{}, nil, err
	}
	if err := s.check(tx); err != nil {
		return Claim{}, nil, err
	}
	if err := tx.Where("until < ?", store.At(tx.Now)).Delete(&row{}).Error; err != nil {
		return Claim{}, nil, fmt.Errorf("claim: say: %w", err)
	}
	r, err := s.row(tx)
	if err != nil {
		return Claim{}, nil, err
	}
	if err := tx.Upsert("claim", key, columns, r.Device, r.Equipment, r.Checklist, r.ID, r.Occurrence, r.Staff, r.Name, r.Since, r.Until); err != nil {
		return Claim{}, nil, fmt.Errorf("claim: say: %w", err)
	}
	list, err := All(tx)
	for _, c := range list {
		switch {
		case c.ID == r.ID:
			own = c
		case c.Equipment == s.Equipment && c.Checklist == s.Checklist && c.Device != tx.Actor.Device:
			others = append(others, c)
		}
	}
	return own, others, err
}

func (s Saying) check(tx *store.Tx) error {
	var wrong []problem.Field
	if _, err := equipment.Visible(tx, s.Equipment); problem.Is(err, "not-found") {
		wrong = append(wrong, problem.Field{Pointer: "/equipment", Detail: "there is no such equipment"})
	} else if err != nil {
		return err
	}
	if s.Staff != "" {
		if p, err := staff.ByID(tx, s.Staff); problem.Is(err, "not-found") || err == nil && !p.Active {
			wrong = append(wrong, problem.Field{Pointer: "/staff", Detail: "nobody here has this id"})
		} else if err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return problem.New("invalid", "The claim names what is not here.").With(wrong...)
	}
	return nil
}

// row is the claim as it stands from now on. A tablet's clock says when it began, as far as the server's makes that possible.
func (s Saying) row(tx *store.Tx) (row, error) {
	var mine []row
	if err := tx.Where("device = ?", tx.Actor.Device).Find(&mine).Error; err != nil {
		return row{}, fmt.Errorf("claim: of a tablet: %w", err)
	}
	at := slices.IndexFunc(mine, func(r row) bool { return r.Equipment == s.Equipment && r.Checklist == s.Checklist })
	if at < 0 && len(mine) >= most {
		return row{}, problem.New("too-many", "This tablet says that it is doing too many checks at once.").After(livesFor)
	}
	r := row{
		ID: uuid.Must(uuid.NewV7()).String(), Device: tx.Actor.Device, Equipment: s.Equipment, Checklist: s.Checklist, Since: store.At(tx.Now),
	}
	if at >= 0 {
		r = mine[at]
	}
	if s.Since != nil && !s.Since.After(tx.Now) && tx.Now.Sub(*s.Since) <= longest {
		r.Since = store.At(*s.Since)
	}
	r.Occurrence, r.Staff, r.Name, r.Until = s.Occurrence, s.Staff, s.Name, store.At(tx.Now.Add(livesFor))
	return r, nil
}

// Drop takes a claim back: it was finished, or given up. Only its own tablet does; one that is gone already is gone.
func Drop(tx *store.Tx, id string) error {
	if err := staff.May(tx.Actor, staff.Claim); err != nil {
		return err
	}
	if err := tx.Where("id = ? AND device = ?", id, tx.Actor.Device).Delete(&row{}).Error; err != nil {
		return fmt.Errorf("claim: drop: %w", err)
	}
	return nil
}

// All answers what is being done in the actor's areas, the longest first. What a tablet has finished since, or said before it
// was shut out, is over.
func All(tx *store.Tx) ([]Claim, error) {
	var rows []row
	if err := tx.Where("until >= ?", store.At(tx.Now)).Order("since, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("claim: all: %w", err)
	}
	list := make([]Claim, 0, len(rows))
	for _, r := range rows {
		c, holds, err := r.claim(tx)
		if err != nil {
			return nil, err
		}
		if holds {
			list = append(list, c)
		}
	}
	return list, nil
}

// Mark is what changes whenever a claim is said or taken back, at whatever process.
type Mark struct{ N, Until int64 }

// Marked answers the mark as it stands.
func Marked(tx *store.Tx) (m Mark, err error) {
	if err = tx.Raw("SELECT count(*) AS n, CAST(coalesce(sum(until), 0) AS BIGINT) AS until FROM claim").Scan(&m).Error; err != nil {
		err = fmt.Errorf("claim: mark: %w", err)
	}
	return m, err
}

func (r row) claim(tx *store.Tx) (Claim, bool, error) {
	q, err := equipment.ByID(tx, r.Equipment)
	if err != nil || !tx.Actor.Sees(q.Area) {
		return Claim{}, false, err
	}
	d, err := device.ByID(tx, r.Device)
	if err != nil || d.Revoked() {
		return Claim{}, false, err
	}
	done, err := check.DoneOn(tx, r.Device, r.Equipment, r.Checklist, r.Since.Time())
	if err != nil || done {
		return Claim{}, false, err
	}
	c := Claim{
		ID: r.ID, Equipment: r.Equipment, Checklist: r.Checklist, Occurrence: r.Occurrence, Area: q.Area, Device: d.ID, Tablet: d.Name,
		Staff: r.Staff, Name: r.Name, Since: r.Since.Time(), Until: r.Until.Time(),
	}
	if r.Staff == "" {
		return c, true, nil
	}
	p, err := staff.ByID(tx, r.Staff)
	c.Name = p.Name
	return c, true, err
}
