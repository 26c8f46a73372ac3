package escalation

import (
	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/store"
)

var _ = equipment.Follows("escalation", moveAlong)

// moveAlong moves what is open about a piece of equipment to the area where it stands now: whoever works beside it must see it.
func moveAlong(tx *store.Tx, e logbook.Entry, equipmentID, area string) error {
	var ids []string
	if err := tx.Model(&row{}).Where("equipment = ? AND state <> ?", equipmentID, IsClosed).Order("id").Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return err
	}
	if err := tx.Model(&row{}).Where("id IN ?", ids).Update("area", area).Error; err != nil {
		return err
	}
	for _, id := range ids {
		if err := logbook.Move(tx, e, "escalation", id, area); err != nil {
			return err
		}
	}
	return nil
}
