package tablet_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"runup/internal/equipment"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/store"
)

func TestATabletIsNotCarriedWhatIsLongOver(t *testing.T) {
	planned(t, func(d *department) {
		monday := d.due("morning-check", "hoist-1").ID
		held := func() map[string]any { return d.reader(d.pen.by).catchUp(7).things }
		for _, c := range []struct {
			at   string
			want bool
		}{{"2026-11-24 12:00:00", true}, {"2026-11-25 00:00:00", true}, {"2026-11-25 00:00:01", false}} {
			d.at(c.at)
			if _, got := held()["occurrence "+monday]; got != c.want {
				d.Errorf("at %s: carried %v", c.at, got)
			}
			if _, got := d.reader(d.person("rosa")).catchUp(7).things["occurrence "+monday]; !got {
				d.Errorf("at %s a person does not see it", c.at)
			}
		}
		ahead := 0
		for key := range held() {
			if strings.HasPrefix(key, "occurrence ") {
				ahead++
			}
		}
		if all := len(d.occurrences(occurrence.Filter{})); ahead != all-2 { // Monday's of both hoists
			d.Errorf("%d of %d are carried", ahead, all)
		}
	})
}

func TestAPlanLongAgoIsStillCarriedWhileItMatters(t *testing.T) {
	planned(t, func(d *department) {
		for day := 0; day < 60; day += 5 { // checks make the floor of a new tablet's snapshot
			d.do(d.first("sam", "", yes))
			d.clock.Move(5 * 24 * time.Hour)
			d.plan()
		}
		want := map[string]bool{}
		for _, o := range d.occurrences(occurrence.Filter{}) {
			want["occurrence "+o.ID] = d.clock.Now().Sub(o.ClosesAt) <= 24*time.Hour
		}
		got := d.reader(d.pen.by).catchUp(50).things
		for key, carried := range want {
			if _, ok := got[key]; ok != carried {
				d.Errorf("%s: carried %v", key, ok)
			}
		}
	})
}

// move puts a piece of equipment into another area.
func (d *department) move(id, area string) {
	d.Helper()
	d.write(d.as("ada"), func(tx *store.Tx) error {
		q, err := equipment.ByID(tx, id)
		if err != nil {
			return err
		}
		q.Area = area
		_, _, err = equipment.Put(tx, q)
		return err
	})
}

func TestS22_AfterAMoveEveryReaderHoldsWhatANewOneHolds(t *testing.T) {
	planned(t, func(d *department) {
		d.do(d.first("sam", "", no)) // something is open about it
		d.push(d.pen, d.pen.Completed(d.done("trolley-check", "trolley-1", map[string]any{"seal": map[string]any{"value": "A-1"}})))
		readers := map[string]*reader{}
		for name, p := range map[string]*pen{"tablet of linacs": d.enrol("Linacs", "linacs"), "tablet of stores": d.enrol("Stores", "stores"), "tablet of both": d.enrol("Both", "linacs", "stores"), "tablet of all": d.pen} {
			readers[name] = d.reader(p.by)
		}
		for _, name := range []string{"rhys", "stan", "rosa"} {
			readers[name] = d.reader(d.person(name))
		}
		hold := func(when string) {
			for name, r := range readers {
				again := r.keepUp()
				fresh := d.reader(r.by).catchUp(500)
				if a, b := fmt.Sprint(r.shown()), fmt.Sprint(fresh.shown()); a != b {
					d.Errorf("%s, %s: holds %d things and a new one %d (began anew: %v)", when, name, len(r.things), len(fresh.things), again)
				}
			}
		}
		holds := func(name, thing string) bool { _, ok := readers[name].things[thing]; return ok }
		hold("before")
		for _, to := range []string{"stores", "linacs", "stores"} {
			d.move("hoist-1", to)
			d.move("trolley-1", to)
			hold("moved to " + to)
		}
		tomorrow := "occurrence " + d.due("morning-check", "hoist-1", 1).ID
		escalated := "escalation " + d.escalations()[0].ID
		for _, thing := range []string{"equipment hoist-1", "baseline trolley-1/trolley-check/seal", tomorrow, escalated} {
			if holds("tablet of linacs", thing) || holds("rhys", thing) || !holds("tablet of stores", thing) || !holds("stan", thing) || !holds("tablet of both", thing) {
				d.Errorf("%s is held where it is not, or not where it is", thing)
			}
		}
	})
}

// keepUp catches up, and begins anew where the scope has changed, as a tablet does beside its untouched outbox.
func (r *reader) keepUp() (again bool) {
	r.d.Helper()
	for !r.pull(3) {
	}
	if problem.Is(r.err, "scope-changed") {
		*r = *r.d.reader(r.by)
		again = true
		for !r.pull(3) {
		}
	}
	r.d.must(r.err)
	return again
}

func TestS22_WhoLosesNothingGoesOn(t *testing.T) {
	planned(t, func(d *department) {
		both, stores, everywhere := d.reader(d.enrol("Both", "linacs", "stores").by), d.reader(d.enrol("Stores", "stores").by), d.reader(d.pen.by)
		for _, r := range []*reader{both, stores, everywhere} {
			r.catchUp(50)
		}
		d.move("hoist-1", "stores")
		for _, r := range []*reader{both, stores, everywhere} {
			if r.keepUp() {
				d.Error("a reader who lost nothing began anew")
			}
		}
	})
}
