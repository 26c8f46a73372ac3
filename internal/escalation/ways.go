package escalation

import (
	"slices"

	"runup/internal/checklist"
	"runup/internal/notify"
	"runup/internal/staff"
	"runup/internal/store"
)

// by chooses among somebody's ways. What the rung names is used at once, personal telephones not before their hour; of what
// interrupts, the others stand behind as what is used when those fail.
func (f finder) by(ways []way, channels []string) []notify.Contact {
	interrupts := slices.Contains([]string{checklist.DoNotUse, checklist.BeforeUse, checklist.PutRight}, f.severity)
	var list []way
	for _, w := range ways {
		switch {
		case !slices.Contains(channels, w.Channel) && (!interrupts || w.Channel == notify.Webhook):
			continue
		case !slices.Contains(channels, w.Channel):
			w.Rank = 1
		}
		list = append(list, w)
	}
	slices.SortStableFunc(list, func(a, b way) int { return a.Rank - b.Rank })
	return f.hours(list)
}

// hours has personal ways wait for their hour, and takes what stands behind where nothing before it is used at once.
func (f finder) hours(list []way) []notify.Contact {
	early := f.personal.After(f.tx.Now)
	atOnce := slices.ContainsFunc(list, func(w way) bool { return w.Rank == 0 && !(w.private && early) })
	contacts := make([]notify.Contact, len(list))
	for i, w := range list {
		if !atOnce && w.Rank > 0 {
			w.Rank--
		}
		if w.Rank == 0 && w.private && early {
			w.NotBefore = f.personal
		}
		contacts[i] = w.Contact
	}
	return contacts
}

// channelOf is how a contact is used. A telephone that only people ring is none.
var channelOf = map[string]string{staff.Email: notify.Email, staff.Mobile: notify.SMS}

// waysTo are the ways to a person, private ones too, without those that are known to lead nowhere.
func (f finder) waysTo(id string) ([]way, error) {
	list, err := store.Memo(f.tx, "contact_point", id, func() ([]staff.Contact, error) {
		all, err := staff.ContactsOf(f.tx, []string{id})
		return all[id], err
	})
	var ways []way
	for _, c := range list {
		if channel, ok := channelOf[c.Channel]; ok && c.DeadAt == nil {
			ways = append(ways, way{notify.Contact{Channel: channel, ID: c.ID, Address: c.Address}, c.Private})
		}
	}
	return ways, err
}

// way is one way to somebody, and whether it is their own rather than the department's.
type way struct {
	notify.Contact
	private bool
}
