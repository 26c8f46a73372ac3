package stock_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"runup/checklists"
	"runup/internal/baseline"
	"runup/internal/checklist"
	"runup/internal/equipment"
	"runup/internal/judge"
	"runup/internal/library"
	"runup/internal/problem"
	"runup/internal/sample/sampletest"
	"runup/internal/stock"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

type department struct {
	*testing.T
	*sampletest.Department
}

func each(t *testing.T, test func(d *department)) {
	t.Helper()
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		test(&department{t, sampletest.OpenAt(t, c, clock)})
	})
}

// alone runs a test on SQLite: what it holds is not the engines'.
func alone(t *testing.T, test func(d *department)) {
	t.Helper()
	test(&department{t, sampletest.Open(t)})
}

func value(v any) map[string]any { return map[string]any{"value": v} }

// does a check by Sam, finished some minutes ago.
func (d *department) does(checklist, equipment string, ago time.Duration, change map[string]any) {
	d.Helper()
	c := d.Check(checklist, equipment, "sam.scsw", change)
	c.StartedAt, c.FinishedAt = d.Clock.Now().Add(-ago-time.Minute), d.Clock.Now().Add(-ago)
	if r := d.Push(d.Tablet.Completed(c))[0]; r.Outcome != tablet.IsAccepted {
		d.Fatalf("%+v", r)
	}
}

func (d *department) restock(username string) (list []stock.Line) {
	d.Helper()
	err := d.DB.Read(d.Context(), d.As(username), func(tx *store.Tx) (err error) {
		list, err = stock.ToRestock(tx, "", "", 1000)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return list
}

// wants answers one line of the restock list, nil when it is not on it.
func (d *department) wants(id string) *stock.Line {
	d.Helper()
	list := d.restock("sofia.superintendent")
	at := slices.IndexFunc(list, func(l stock.Line) bool { return l.ID == id })
	if at < 0 {
		return nil
	}
	return &list[at]
}

func (d *department) act(username, id, action string) (l stock.Line, err error) {
	err = d.DB.Write(d.Context(), d.As(username), func(tx *store.Tx) error {
		l, err = stock.Act(tx, id, action, "by bike")
		return err
	})
	return l, err
}

func (d *department) must(l stock.Line, err error) stock.Line {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
	return l
}

const (
	gloves = "ppe-store-1.ppe-stock.gloves-small"
	pads   = "crash-trolley-1.crash-trolley-daily.pads-expiry"
)

func (d *department) counts(n float64, ago time.Duration) {
	d.Helper()
	d.does("ppe-stock", "ppe-store-1", ago, map[string]any{"gloves-small": value(n)})
}

// TestStory_GlovesRunOut: two boxes are left, Sam orders them, they come, and the next count finds enough.
func TestStory_GlovesRunOut(t *testing.T) {
	each(t, func(d *department) {
		if d.wants(gloves) != nil {
			d.Fatal("gloves are short in the sample already")
		}
		d.counts(0, 0)
		l := d.wants(gloves)
		if l == nil || l.Reason != stock.BelowPar || l.Par == nil || *l.Par <= 0 || *l.Quantity() != *l.Par || l.What != "Nitrile gloves, small" || l.State() != "wanted" {
			d.Fatalf("%+v", l)
		}
		d.counts(*l.Par-0.5, 0) // half a box is no count: what was seen before stands
		if again := d.wants(gloves); *again.Count != 0 {
			d.Errorf("%+v", again)
		}
		d.Clock.Move(time.Minute)
		d.must(d.act("sam.scsw", gloves, stock.Order))
		if l = d.wants(gloves); l == nil || l.State() != stock.Order || l.Acted.By != d.As("sam.scsw").Staff || l.Acted.Note != "by bike" || !l.Acted.At.Equal(d.Clock.Now()) {
			d.Fatalf("ordered: %+v", l)
		}
		d.Clock.Move(time.Hour)
		d.counts(1, 0)
		if l = d.wants(gloves); l == nil || l.State() != stock.Order || *l.Count != 1 {
			d.Errorf("counted while it is on its way: %+v", l)
		}
		d.Clock.Move(time.Hour)
		d.counts(*l.Par, 0)
		if l = d.wants(gloves); l != nil {
			d.Errorf("enough was counted: %+v", l)
		}
		d.Clock.Move(time.Hour)
		d.counts(0, 0)
		if l = d.wants(gloves); l == nil || l.State() != "wanted" {
			d.Errorf("short once more, and the old order is over: %+v", l)
		}
	})
}

func TestWhatWasRestockedLeavesTheListUntilACheckFindsItShort(t *testing.T) {
	each(t, func(d *department) {
		d.counts(0, 0)
		d.Clock.Move(10 * time.Minute)
		d.must(d.act("tara.trainee", gloves, stock.Restock))
		if l := d.wants(gloves); l != nil {
			d.Errorf("restocked: %+v", l)
		}
		d.Clock.Move(time.Minute)
		d.counts(0, 5*time.Minute) // done before it was restocked, sent after
		if l := d.wants(gloves); l != nil {
			d.Errorf("an older count took the restocking back: %+v", l)
		}
		d.must(d.act("amir.ap", gloves, stock.Reopen))
		if l := d.wants(gloves); l == nil || l.State() != "wanted" {
			d.Errorf("reopened: %+v", l)
		}
		d.must(d.act("amir.ap", gloves, stock.Restock))
		d.Clock.Move(time.Hour)
		d.counts(0, 0)
		if l := d.wants(gloves); l == nil || l.State() != "wanted" {
			d.Errorf("short again: %+v", l)
		}
	})
}

func TestANewerCheckIsNotOverwrittenByAnOlderOneThatComesLate(t *testing.T) {
	alone(t, func(d *department) {
		d.counts(0, time.Minute)
		d.counts(50, 30*time.Minute)
		if l := d.wants(gloves); l == nil || *l.Count != 0 {
			d.Errorf("%+v", l)
		}
	})
}

// TestWhatIsPutRightFromTheStoreIsReplaced: the trolley is well again, the store is one short.
func TestWhatIsPutRightFromTheStoreIsReplaced(t *testing.T) {
	alone(t, func(d *department) {
		good := d.Clock.Now().AddDate(1, 0, 0).Format(time.DateOnly)
		d.does("crash-trolley-daily", "crash-trolley-1", 0, map[string]any{
			"pads-expiry": map[string]any{"value": good, "putRight": map[string]any{"found": "expired yesterday", "did": "changed"}},
		})
		l := d.wants(pads)
		if l == nil || l.Reason != stock.Replaced || l.Verdict != judge.Pass || l.PutRight.Found != "expired yesterday" || l.Quantity() != nil || l.What != "Defibrillator pads, adult" {
			d.Fatalf("%+v", l)
		}
		d.Clock.Move(time.Hour)
		d.does("crash-trolley-daily", "crash-trolley-1", 0, nil)
		if l := d.wants(pads); l != nil {
			d.Errorf("%+v", l)
		}
	})
}

func TestADateThatIsNoSupplyExpiresAndIsNotOrdered(t *testing.T) {
	alone(t, func(d *department) {
		past := d.Clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)
		d.does("crash-trolley-daily", "crash-trolley-1", 0, map[string]any{"pads-expiry": value(past), "defibrillator-service": value(past)})
		if l := d.wants(pads); l == nil || l.Reason != stock.Failing {
			d.Errorf("%+v", l)
		}
		if l := d.wants("crash-trolley-1.crash-trolley-daily.defibrillator-service"); l != nil {
			d.Errorf("a service cannot be ordered from the store: %+v", l)
		}
	})
}

func TestExpiringGoesOverAllChecksTheSoonestFirst(t *testing.T) {
	each(t, func(d *department) {
		day := func(n int) string { return d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }
		d.does("crash-trolley-daily", "crash-trolley-1", 0, map[string]any{
			"pads-expiry": value(day(-2)), "spare-pads-expiry": value(day(10)), "oxygen-expiry": value(day(0)), "defibrillator-service": value(day(10)),
		})
		walk := func(within, limit int) (ids []string) {
			for after := ""; ; {
				var page []stock.Line
				d.Read(func(tx *store.Tx) (err error) {
					page, err = stock.Expiring(tx, "", day(within), after, limit)
					return err
				})
				for _, l := range page {
					if l.Equipment == "crash-trolley-1" && l.Checklist == "crash-trolley-daily" {
						ids = append(ids, l.Item)
					}
				}
				if len(page) < limit {
					return ids
				}
				after = stock.PlaceInExpiring(page[len(page)-1])
			}
		}
		for within, want := range map[int]string{
			-3: "", 0: "pads-expiry oxygen-expiry", 9: "pads-expiry oxygen-expiry",
			10: "pads-expiry oxygen-expiry defibrillator-service spare-pads-expiry",
		} {
			for _, limit := range []int{1, 1000} {
				if got := strings.Join(walk(within, limit), " "); got != want {
					d.Errorf("within %d days, pages of %d: %q, want %q", within, limit, got, want)
				}
			}
		}
	})
}

func TestStockIsActedOnByWhoWorksWithIt(t *testing.T) {
	alone(t, func(d *department) {
		d.counts(0, 0)
		for username, code := range map[string]string{"ed.engineer": "forbidden", "ana.auditor": "forbidden", "ada.admin": "forbidden", "rosa.radiographer": ""} {
			if _, err := d.act(username, gloves, stock.Order); code == "" && err != nil || code != "" && !problem.Is(err, code) {
				d.Errorf("%s: %v", username, err)
			}
		}
		head := d.DB.Head()
		d.must(d.act("rosa.radiographer", gloves, stock.Order))
		if d.DB.Head() != head {
			d.Error("the same act twice is two entries")
		}
		for id, want := range map[string]string{"nothing.at.all": "not-found", "ppe-store-1.ppe-stock.aprons": "guard"} {
			if _, err := d.act("sam.scsw", id, stock.Order); !problem.Is(err, want) {
				d.Errorf("%s: %v", id, err)
			}
		}
		if _, err := d.act("sam.scsw", gloves, "eaten"); !problem.Is(err, "invalid") {
			d.Error(err)
		}
	})
}

func TestStockIsScopedByArea(t *testing.T) {
	d := &department{t, sampletest.Open(t)}
	d.counts(0, 0)
	of := func(areas ...string) int {
		actor := d.As("rosa.radiographer")
		actor.Areas = areas
		n := 0
		err := d.DB.Read(t.Context(), actor, func(tx *store.Tx) error {
			list, err := stock.ToRestock(tx, "", "", 1000)
			n = len(list)
			if _, err := stock.ByID(tx, gloves); (err == nil) != (n > 0) {
				t.Errorf("areas %v: %d on the list, and the line: %v", areas, n, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if of("ct") != 0 || of("stores") != 1 || of("*") != 1 {
		t.Errorf("ct %d, stores %d, all %d", of("ct"), of("stores"), of("*"))
	}
}

// TestWhatWasEnteredInErrorWasNeverSeen: an amended count counts as amended, and a voided one gives way to the count before it.
func TestWhatWasEnteredInErrorWasNeverSeen(t *testing.T) {
	each(t, func(d *department) {
		d.counts(1, 40*time.Minute)
		c := d.Check("ppe-stock", "ppe-store-1", "sam.scsw", map[string]any{"gloves-small": value(50)})
		op := d.Tablet.Completed(c)
		d.Push(op)
		if l := d.wants(gloves); l != nil {
			d.Fatalf("%+v", l)
		}
		act := client.Act{PerformedBy: d.As("sam.scsw").Staff, Target: op.OpID, At: d.Clock.Now()}
		if r := d.Push(d.Tablet.Amended(act, 1, map[string]any{"gloves-small": value(0)}, "mistyped"))[0]; r.Outcome != tablet.IsAccepted {
			d.Fatalf("%+v", r)
		}
		if l := d.wants(gloves); l == nil || *l.Count != 0 || l.Check != op.OpID {
			d.Errorf("amended: %+v", l)
		}
		d.must(d.act("sam.scsw", gloves, stock.Order))
		if r := d.Push(d.Tablet.Voided(act, "the wrong store"))[0]; r.Outcome != tablet.IsAccepted {
			d.Fatalf("%+v", r)
		}
		if l := d.wants(gloves); l == nil || *l.Count != 1 || l.Check == op.OpID || l.State() != stock.Order {
			d.Errorf("voided: %+v", l)
		}
	})
}

// publishes brings another version of the stock list into force.
func (d *department) publishes(change func(text string) string) {
	d.Helper()
	text, err := fs.ReadFile(checklists.Library, "ppe-stock.yaml")
	if err != nil {
		d.Fatal(err)
	}
	def, mistakes := checklist.Parse([]byte(change(string(text))), "ppe-stock.yaml")
	if len(mistakes) > 0 {
		d.Fatal(mistakes)
	}
	d.by("sofia.superintendent", func(tx *store.Tx) error { _, err := library.Propose(tx, def); return err })
	d.by("priya.physicist", func(tx *store.Tx) error { _, err := baseline.Approve(tx, def.ID, def.Hash()); return err })
}

func (d *department) by(username string, fn func(tx *store.Tx) error) {
	d.Helper()
	if err := d.DB.Write(d.Context(), d.As(username), fn); err != nil {
		d.Fatal(err)
	}
}

// withoutSmall is the list without small gloves, which nobody wears any more.
func withoutSmall(text string) string {
	before, rest, _ := strings.Cut(text, "      - id: gloves-small\n")
	_, after, _ := strings.Cut(rest, "      - id: gloves-medium\n")
	return strings.Replace(before+"      - id: gloves-medium\n"+after, `version: "1"`, `version: "2"`, 1)
}

// TestWhatNobodyAsksForAnyMoreIsNotOrdered: small gloves had run out when the list was changed and left them out. They leave
// the list with the version, an older count that comes late does not bring them back, and a version that has them again does.
func TestWhatNobodyAsksForAnyMoreIsNotOrdered(t *testing.T) {
	each(t, func(d *department) {
		const medium = "ppe-store-1.ppe-stock.gloves-medium"
		old := d.Check("ppe-stock", "ppe-store-1", "sam.scsw", map[string]any{"gloves-small": value(0), "gloves-medium": value(0)})
		d.counts(0, time.Hour)
		if d.wants(gloves) == nil {
			d.Fatal("gloves are not short")
		}
		d.publishes(withoutSmall)
		if l := d.wants(gloves); l != nil {
			d.Errorf("nobody asks for it: %+v", l)
		}
		if _, err := d.act("sam.scsw", gloves, stock.Order); !problem.Is(err, "not-found") {
			d.Errorf("ordered: %v", err)
		}
		d.Push(d.Tablet.Completed(old))
		if d.wants(gloves) != nil || d.wants(medium) == nil {
			d.Error("an older check brought it back, or did not count for the others")
		}
		d.Clock.Move(time.Minute)
		d.publishes(func(text string) string { return strings.Replace(text, `version: "1"`, `version: "3"`, 1) })
		if l := d.wants(gloves); l == nil || *l.Count != 0 {
			d.Errorf("asked for again: %+v", l)
		}
	})
}

// TestWhatIsGoneNeedsNoStock: nothing is ordered for a trolley that was decommissioned, and nothing in it expires.
func TestWhatIsGoneNeedsNoStock(t *testing.T) {
	alone(t, func(d *department) {
		past := d.Clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)
		d.does("crash-trolley-daily", "crash-trolley-1", 0, map[string]any{"pads-expiry": value(past)})
		expires := func() (n int) {
			d.Read(func(tx *store.Tx) error {
				list, err := stock.Expiring(tx, "", past, "", 10)
				n = len(list)
				return err
			})
			return n
		}
		if d.wants(pads) == nil || expires() != 1 {
			d.Fatalf("%d expire", expires())
		}
		d.by("ada.admin", func(tx *store.Tx) error {
			_, err := equipment.Move(tx, "crash-trolley-1", equipment.Change{Status: equipment.Decommissioned, Reason: "replaced"})
			return err
		})
		if d.wants(pads) != nil || expires() != 0 {
			d.Errorf("of what is gone: %+v, and %d expire", d.wants(pads), expires())
		}
	})
}
