package escalation_test

import (
	"testing"

	"runup/internal/notify"
	"runup/internal/store"
)

// TestTheOutboxShowsAPrivateNumberToWhomTheContactsShowIt: Rosa's mobile is her own, Sofia's is the department's.
func TestTheOutboxShowsAPrivateNumberToWhomTheContactsShowIt(t *testing.T) {
	each(t, func(d *department) {
		d.at(9, 0)
		id := d.fails(hoist, no).ID
		for caller, shown := range map[string]bool{"sofia.superintendent": true, "ada.admin": true, "rosa.radiographer": true, "priya.physicist": false} {
			var messages []notify.Sending
			d.must(d.by(caller, func(tx *store.Tx) (err error) {
				messages, err = notify.Outbox(tx, notify.Filter{Escalation: id}, "", 500)
				return err
			}))
			address := map[string]string{}
			for _, m := range messages {
				address[m.Channel+" "+d.username(m.Recipient)] = m.Address
			}
			if got := address["sms rosa.radiographer"]; (got != "") != shown {
				t.Errorf("%s sees of Rosa %q", caller, got)
			}
			if address["sms sofia.superintendent"] == "" || address["email rosa.radiographer"] == "" {
				t.Errorf("%s does not see what is the department's: %v", caller, address)
			}
		}
	})
}
