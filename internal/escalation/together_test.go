package escalation_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"runup/internal/checklist"
	"runup/internal/device"
	"runup/internal/escalation"
	"runup/internal/notify"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// One record comes a hundred times, four at a time: it is one cause, and nobody is called again. A copy that other tablets send
// is set aside, asked about as that, and adds nothing to the matter.
func TestConformance11_TheSameRecordAHundredTimesIsOneCause(t *testing.T) {
	each(t, func(d *department) {
		op := d.pushed(hoist, map[string]any{hoist.item: no})
		id := d.Push(op)[0].Escalations[0].ID
		calls := len(d.messages(id, notify.Alert))
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 25 {
					r, err := d.Tablets.Push(d.Context(), d.By, tablet.Batch{Ops: []tablet.Op{tablet.Op(op)}})
					if err != nil || !*r[0].Replay || len(r[0].Escalations) != 1 || r[0].Escalations[0].ID != id {
						d.Errorf("%+v, %v", r, err)
					}
				}
			})
		}
		all.Wait()
		for i := range 3 {
			other := department{d.T, d.another(fmt.Sprint("tablet ", i))}
			r := other.Push(op)[0]
			if r.Outcome != tablet.IsSetAside || r.Escalations[0].ID == id {
				d.Errorf("sent by another: %+v", r)
			}
		}
		if e := d.escalation(id); len(e.Checks) != 1 || e.Version != 1 || len(d.messages(id, notify.Alert)) != calls {
			d.Errorf("%d causes, version %d, %d calls where there were %d", len(e.Checks), e.Version, len(d.messages(id, notify.Alert)), calls)
		}
	})
}

// Four tablets, two at each of two processes where the engine allows that, fail the same item of one hoist at the same moment.
func TestConformance69_OneItemThatFailsInManyPlacesOpensOnce(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := &department{t, sampletest.OpenAt(t, c, clock)}
		var tablets []*department
		for i := range 4 {
			tablets = append(tablets, &department{t, d.another(fmt.Sprint("tablet ", i))})
		}
		if c.Postgres != "" {
			c.Now = clock.Now
			other := storetest.OpenAt(t, c)
			for _, at := range tablets[2:] {
				at.DB, at.Tablets = other, tablet.New(tablet.Options{DB: other, Contacts: device.NewContacts(other), Zone: d.Zone, Logger: d.log()})
			}
		}
		rounds := 15
		if os.Getenv("RUNUP_TEST_SOAK") != "" {
			rounds = 1000
		}
		for i := range rounds {
			w := ward{"hoist-pre-use", d.addHoist(fmt.Sprint("hoist-race-", i)), "sam.scsw", "brakes"}
			ids := make([]string, len(tablets))
			var all sync.WaitGroup
			for n, at := range tablets {
				op := at.pushed(w, map[string]any{w.item: no})
				all.Go(func() { ids[n] = at.opens(op) })
			}
			all.Wait()
			for _, id := range ids {
				if id == "" || id != ids[0] {
					t.Errorf("they opened %v", ids)
				}
			}
			if e := d.escalation(ids[0]); len(e.Checks) != len(tablets) || e.Severity != checklist.DoNotUse || e.State != escalation.IsOpen {
				t.Errorf("%d causes of %d: %+v", len(e.Checks), len(tablets), e)
			}
		}
	})
}

// opens pushes something that fails, from wherever, and answers the escalation.
func (d *department) opens(op client.Op) string {
	r, err := d.Tablets.Push(d.Context(), d.By, tablet.Batch{Ops: []tablet.Op{tablet.Op(op)}})
	if err != nil || len(r[0].Escalations) != 1 {
		d.Errorf("%+v, %v", r, err)
		return ""
	}
	return r[0].Escalations[0].ID
}
