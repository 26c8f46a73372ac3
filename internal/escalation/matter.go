package escalation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"runup/internal/equipment"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// matter is an escalation in the hands of somebody who acts on it.
type matter struct {
	row
	tx    *store.Tx
	was   standing
	now   standing
	thing *equipment.Equipment // nil when it is about no equipment that is here

	moves *equipment.Change // what becomes of the equipment with it
	words string
	check string
	alarm string
}

// take finds an escalation for somebody who acts on it.
func take(tx *store.Tx, id string) (*matter, error) {
	r, err := visible(tx, id)
	if err != nil {
		return nil, err
	}
	m := &matter{row: r, tx: tx, was: r.standing(), now: r.standing()}
	if r.Equipment == "" {
		return m, nil
	}
	q, err := equipment.ByID(tx, r.Equipment)
	if problem.Is(err, "not-found") {
		return m, nil
	}
	m.thing = &q
	return m, err
}

// keyOf is how one and the same act is known again.
func keyOf(act any) (string, error) {
	text, err := json.Marshal(act)
	if err != nil {
		return "", fmt.Errorf("escalation: act: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12]), nil
}

// again reports whether this was the actor's own last act on the matter, made with the same number before their eyes.
func (m *matter) again(key string, given int64) (bool, error) {
	var last []eventRow
	err := m.tx.Where("escalation = ? AND by_staff = ? AND act <> ''", m.ID, m.tx.Actor.Staff).Order("position DESC").Limit(1).Find(&last).Error
	if err != nil {
		return false, fmt.Errorf("escalation: last act: %w", err)
	}
	return len(last) == 1 && last[0].Act == key && last[0].Given == given, nil
}

// current answers nil when the number somebody had before their eyes is the matter's; 0 is for who did not say.
func (m *matter) current(given int64) error {
	if given == 0 || given == m.Version {
		return nil
	}
	return stale(m.row, given)
}

func stale(r row, given int64) error {
	return problem.Newf("stale-version", "%s is at version %d; you answered version %d.", r.Ref, r.Version, given)
}

// stood is the decision as an entry holds it.
func (m *matter) stood(key string, given int64) stood {
	return stood{standing: m.now.counted(m.was), Given: given, Key: key, Words: m.words, Check: m.check, Alarm: m.alarm}
}

// settle moves the equipment as was decided.
func (m *matter) settle() error {
	if m.moves == nil {
		return nil
	}
	m.moves.Escalation = m.ID
	_, err := equipment.Move(m.tx, m.thing.ID, *m.moves)
	return err
}

// move decides what becomes of the equipment, and says so. A change that is none is left out.
func (m *matter) move(c equipment.Change) error {
	if m.thing == nil {
		return problem.Newf("guard", "%s is about no equipment that is here.", m.Ref)
	}
	if m.thing.Status == c.Status && m.thing.Restriction == c.Restriction {
		return nil
	}
	m.moves = &c
	m.words += fmt.Sprintf(" %s is now %s.", m.thing.Name, c.Status)
	return nil
}

// person finds somebody named in an act who is still here.
func person(tx *store.Tx, id, pointer string) (staff.Person, error) {
	p, err := staff.ByID(tx, id)
	if problem.Is(err, "not-found") || err == nil && !p.Active {
		return staff.Person{}, wrong(pointer, "nobody here has this id")
	}
	return p, err
}

func wrong(pointer, detail string) error {
	return problem.New("invalid", "The act cannot be recorded like this.").With(problem.Field{Pointer: pointer, Detail: detail})
}

// keeping answers the other do-not-use that are not closed on the same equipment.
func keeping(tx *store.Tx, equipmentID, but string) (rows []row, err error) {
	err = tx.Where("equipment = ? AND severity = 'do-not-use' AND state <> 'closed' AND id <> ?", equipmentID, but).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("escalation: open on %s: %w", equipmentID, err)
	}
	return rows, nil
}
