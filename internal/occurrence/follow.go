package occurrence

import (
	"runup/internal/equipment"
	"runup/internal/logbook"
	"runup/internal/store"
)

var _ = equipment.Follows("occurrence", follow)

// follow moves what is not over yet to the area where the equipment stands now. What is over stays where it was done, like
// its checks.
func follow(tx *store.Tx, e logbook.Entry, equipmentID, area string) error {
	var ids []string
	open := tx.Model(&row{}).Where("equipment = ? AND closes_at > ?", equipmentID, store.At(e.At))
	if err := open.Order("id").Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return err
	}
	if err := tx.Model(&row{}).Where("id IN ?", ids).Update("area", area).Error; err != nil {
		return err
	}
	for _, id := range ids {
		if err := logbook.Move(tx, e, "occurrence", id, area); err != nil {
			return err
		}
	}
	return nil
}
