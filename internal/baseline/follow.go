package baseline

import (
	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/store"
)

var _ = equipment.Follows("baseline", follow)

// follow moves what a piece of equipment is judged by to the area where it stands now.
func follow(tx *store.Tx, e logbook.Entry, equipmentID, area string) error {
	list, err := merged(tx, "equipment = ?", equipmentID)
	if err != nil {
		return err
	}
	for _, b := range list {
		if err := logbook.Move(tx, e, "baseline", b.ID(), area); err != nil {
			return err
		}
	}
	return nil
}
