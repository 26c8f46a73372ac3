package escalation

import (
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"runup/internal/notify"
	"runup/internal/store"
)

// words makes a name of an id: door-interlock is the door interlock.
func words(id string) string { return strings.NewReplacer("-", " ", "/", " ").Replace(id) }

// NeedsTelling says whether people are still to be called about an escalation: nobody has taken it on. It is asked in the
// transaction that takes a message up, so that whoever answered is not called after it.
func NeedsTelling(tx *store.Tx, id, purpose string) (bool, error) {
	var r row
	err := tx.Where("id = ?", id).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("escalation: needs telling: %w", err)
	}
	switch purpose {
	case notify.Tell:
		return true, nil
	case notify.Incident:
		return r.State == IsClosed, nil
	case notify.AckExpiring:
		return r.State == IsAcknowledged, nil
	}
	return r.State == IsOpen, nil
}
