package device

import (
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
)

// ByID finds a tablet, shut out or not.
func ByID(tx *store.Tx, id string) (Device, error) {
	return store.Memo(tx, "device", id, func() (Device, error) {
		var row deviceRow
		err := tx.Where("id = ?", id).Take(&row).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return Device{}, problem.New("not-found", "There is no such tablet.")
		}
		if err != nil {
			return Device{}, fmt.Errorf("device: by id: %w", err)
		}
		return row.device()
	})
}

// All answers every tablet, by name.
func All(tx *store.Tx) ([]Device, error) {
	var rows []deviceRow
	if err := tx.Order("name, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("device: all: %w", err)
	}
	list := make([]Device, len(rows))
	for i, row := range rows {
		var err error
		if list[i], err = row.device(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ContactOf answers what was last heard of a tablet; nothing when it never spoke.
func ContactOf(tx *store.Tx, id string) (Contact, error) {
	var rows []contactRow
	if err := tx.Where("device = ?", id).Find(&rows).Error; err != nil {
		return Contact{}, fmt.Errorf("device: contact: %w", err)
	}
	if len(rows) == 0 {
		return Contact{}, nil
	}
	return rows[0].contact(), nil
}

// ContactsOf answers what was last heard of every tablet, by id.
func ContactsOf(tx *store.Tx) (map[string]Contact, error) {
	var rows []contactRow
	if err := tx.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("device: contacts: %w", err)
	}
	by := make(map[string]Contact, len(rows))
	for _, row := range rows {
		by[row.Device] = row.contact()
	}
	return by, nil
}

// Revoke shuts a tablet out. What it still sends is set aside, not lost.
func Revoke(tx *store.Tx, id, reason string) (Device, error) {
	if err := staff.May(tx.Actor, staff.Tablets); err != nil {
		return Device{}, err
	}
	d, err := ByID(tx, id)
	if err != nil {
		return Device{}, err
	}
	if d.Revoked() && d.RevokedBy == tx.Actor.Staff {
		return d, nil // their own last action, sent again
	}
	if d.Revoked() {
		return Device{}, problem.New("conflict", "This tablet has been shut out already.")
	}
	if strings.TrimSpace(reason) == "" {
		return Device{}, problem.New("invalid", "The tablet was not shut out.").With(problem.Field{Pointer: "/reason", Detail: "say why"})
	}
	if _, err := Revoked.Append(tx, "", id, &logbook.Act[revoked, none]{Act: revoked{Reason: reason}}); err != nil {
		return Device{}, fmt.Errorf("device: revoke: %w", err)
	}
	return ByID(tx, id)
}
