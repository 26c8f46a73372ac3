package equipment

import (
	"fmt"
	"slices"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Alarmed puts an alarm onto a unit's own screen. Only the applies of escalation call it.
func Alarmed(tx *store.Tx, e logbook.Entry, id, escalation, ref string) error {
	return alarms(tx, e, id, func(list []Alarm) []Alarm {
		return append(list, Alarm{Escalation: escalation, Ref: ref, Since: e.At})
	})
}

// Quiet takes an escalation's alarm away again, where there is one. Only the applies of escalation call it.
func Quiet(tx *store.Tx, e logbook.Entry, id, escalation string) error {
	return alarms(tx, e, id, func(list []Alarm) []Alarm {
		return slices.DeleteFunc(list, func(a Alarm) bool { return a.Escalation == escalation })
	})
}

func alarms(tx *store.Tx, e logbook.Entry, id string, change func([]Alarm) []Alarm) error {
	var rows []equipmentRow
	if err := tx.Where("id = ?", id).Find(&rows).Error; err != nil {
		return fmt.Errorf("equipment: alarm: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	before := len(rows[0].Alarms.V)
	list := change(orEmpty(rows[0].Alarms.V))
	if len(list) == before {
		return nil
	}
	if err := tx.Model(&equipmentRow{}).Where("id = ?", id).Update("alarms", store.Of(list)).Error; err != nil {
		return fmt.Errorf("equipment: alarm: %w", err)
	}
	return logbook.Move(tx, e, "equipment", id, rows[0].Area)
}
