package notify

import (
	"slices"

	"gorm.io/gorm"

	"runup/internal/logbook"
	"runup/internal/staff"
	"runup/internal/store"
)

// fallbacks are the ways to the same recipient that stand behind this one and have not been tried.
func fallbacks(tx *store.Tx, d deliveryRow) *gorm.DB {
	return tx.Model(&deliveryRow{}).Where("batch = ? AND turn = ? AND recipient = ? AND purpose = ? AND rank > ? AND state = 'queued' AND attempts = 0",
		d.Batch, d.Turn, d.Recipient, d.Purpose, d.Rank)
}

// open makes the next way to the recipient due at once.
func open(tx *store.Tx, d deliveryRow) error {
	var rank *int
	if err := fallbacks(tx, d).Select("min(rank)").Scan(&rank).Error; err != nil || rank == nil {
		return err
	}
	now := store.At(tx.Now)
	return fallbacks(tx, d).Where("rank = ? AND next_at > ?", *rank, now).Update("next_at", now).Error
}

// openAll opens the next way for everything that waits on a channel that does not work.
func openAll(tx *store.Tx, channel string) error {
	var waiting []deliveryRow
	err := tx.Where("channel = ? AND state IN ('queued', 'claimed')", channel).Order("priority, id").Find(&waiting).Error
	if err != nil {
		return err
	}
	for _, d := range waiting {
		if err := open(tx, d); err != nil {
			return err
		}
	}
	return nil
}

// record appends what became of a delivery.
func record(tx *store.Tx, kind logbook.Kind[logbook.Act[nothing, conclusion]], d deliveryRow, r Result) error {
	about, err := aboutOf(tx, d.ID)
	if err != nil {
		return err
	}
	return recordOf(tx, kind, d, r, about)
}

func recordOf(tx *store.Tx, kind logbook.Kind[logbook.Act[nothing, conclusion]], d deliveryRow, r Result, about []matter) error {
	c := conclusion{
		Recipient: d.Recipient, Kind: d.RecipientKind, Channel: d.Channel, Contact: d.Contact, Purpose: d.Purpose, ProviderRef: r.ProviderRef,
		Code: r.Code, Attempts: d.Attempts, About: about,
	}
	_, err := kind.Append(tx, area(about), d.ID, &logbook.Act[nothing, conclusion]{Found: c})
	return err
}

// tried appends that somebody has been tried, once for each matter: a tablet says "phone" until it hears that, and it would
// not hear it of a message that waits for its receipt or for another attempt. What was concluded before said so already.
func tried(tx *store.Tx, d deliveryRow, r Result) error {
	if !slices.Contains(reaching, d.Channel) {
		return nil
	}
	about, err := aboutOf(tx, d.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(about))
	for i, m := range about {
		ids[i] = m.Escalation
	}
	var known []string
	err = tx.Model(&toldRow{}).Where("escalation IN ? AND channel IN ? AND code <> ?", ids, reaching, notConfigured).Distinct().Pluck("escalation", &known).Error
	if err != nil {
		return err
	}
	about = slices.DeleteFunc(about, func(m matter) bool { return m.Escalation == "" || slices.Contains(known, m.Escalation) })
	if len(about) == 0 {
		return nil
	}
	return recordOf(tx, TriedKind, d, r, about)
}

// aboutOf answers what stood in a message when it was last tried.
func aboutOf(tx *store.Tx, delivery string) ([]matter, error) {
	var about []matter
	err := tx.Raw(`SELECT notification.escalation, notification.area FROM notification JOIN delivery_item ON delivery_item.notification = notification.id
		WHERE delivery_item.delivery = ? AND (notification.cancelled_at IS NULL OR notification.cancelled_at >=
			(SELECT coalesce(max(started_at), 0) FROM delivery_attempt WHERE delivery_attempt.delivery = delivery_item.delivery))
		ORDER BY notification.id`, delivery).Scan(&about).Error
	return once(about), err
}

// once drops matters that stand there twice.
func once(all []matter) (list []matter) {
	known := map[string]bool{}
	for _, m := range all {
		if !known[m.Escalation] {
			known[m.Escalation] = true
			list = append(list, m)
		}
	}
	return list
}

// area is that of all matters, or none.
func area(about []matter) string {
	if len(about) == 0 {
		return ""
	}
	for _, m := range about {
		if m.Area != about[0].Area {
			return ""
		}
	}
	return about[0].Area
}

// alarm says in the record, and to the administrators, that a way to people does not work.
func (s *Service) alarm(tx *store.Tx, channel, code string) error {
	if _, err := FaultKind.Append(tx, "", channel, &logbook.Act[nothing, fault]{Found: fault{Channel: channel, Code: code}}); err != nil {
		return err
	}
	people, err := staff.All(tx)
	if err != nil {
		return err
	}
	t := Telling{Purpose: ChannelDown, Facts: Facts{Channel: channel, At: tx.Now}}
	for _, p := range people {
		if p.Active && p.Role == staff.Administrator {
			t.To = append(t.To, Recipient{Kind: Person, ID: p.ID})
		}
	}
	return Queue(tx, t)
}
