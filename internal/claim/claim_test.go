package claim_test

import (
	"testing"
	"time"

	"runup/internal/claim"
	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/sample/sampletest"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet/client"
)

// morning is the sample department with two tablets in it.
type morning struct {
	*sampletest.Department
	t     *testing.T
	other store.Actor
}

func open(t *testing.T, c store.Config, clock *storetest.Clock) *morning {
	t.Helper()
	m := &morning{Department: sampletest.OpenAt(t, c, clock), t: t}
	code, err := device.Issue(t.Context(), m.DB, m.As("ada.admin"), device.Issuing{})
	m.must(err)
	key, err := device.ParseKey(client.New().PublicKey())
	m.must(err)
	d, err := device.Enrol(t.Context(), m.DB, device.Enrolment{Code: code.Text, Name: "LA2", Key: key})
	m.must(err)
	m.other = d.Actor()
	return m
}

func (m *morning) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

func (m *morning) say(by store.Actor, s claim.Saying) (own claim.Claim, others []claim.Claim, err error) {
	err = m.DB.Write(m.t.Context(), by, func(tx *store.Tx) (err error) {
		own, others, err = claim.Say(tx, s)
		return err
	})
	return own, others, err
}

func (m *morning) all(by store.Actor) (list []claim.Claim) {
	m.t.Helper()
	m.must(m.DB.Read(m.t.Context(), by, func(tx *store.Tx) (err error) {
		list, err = claim.All(tx)
		return err
	}))
	return list
}

func (m *morning) hoist(username string) claim.Saying {
	return claim.Saying{Equipment: "hoist-1", Checklist: "hoist-pre-use", Staff: m.As(username).Staff}
}

// TestBeingDoneBySamSinceSevenOTwo: the second tablet hears of the first, in words, and is not kept from anything.
func TestBeingDoneBySamSinceSevenOTwo(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		m := open(t, c, clock)
		began := clock.Now()
		sams, others, err := m.say(m.By.Actor, m.hoist("sam.scsw"))
		if err != nil || len(others) != 0 || sams.Name == "" || sams.Tablet != "Test tablet" || !sams.Since.Equal(began) {
			t.Fatalf("%+v, others %+v, %v", sams, others, err)
		}
		head := m.DB.Head()
		clock.Move(5 * time.Minute)
		_, others, err = m.say(m.other, m.hoist("amir.ap"))
		if err != nil || len(others) != 1 || others[0].ID != sams.ID || !others[0].Since.Equal(began) {
			t.Fatalf("the second hears of %+v, %v", others, err)
		}
		if list := m.all(m.As("rosa.radiographer")); len(list) != 2 || list[0].ID != sams.ID {
			t.Errorf("Rosa sees %+v", list)
		}
		if m.DB.Head() != head {
			t.Error("a claim is in the logbook")
		}
		clock.Move(time.Minute)
		again, _, err := m.say(m.By.Actor, m.hoist("sam.scsw"))
		if err != nil || again.ID != sams.ID || !again.Since.Equal(began) || !again.Until.After(sams.Until) {
			t.Errorf("said again: %+v, %v", again, err)
		}
	})
}

// TestAClaimEnds by itself, by its tablet, by its check, and with its tablet; never by another's.
func TestAClaimEnds(t *testing.T) {
	for name, c := range map[string]struct {
		ends func(*morning, claim.Claim)
		left int
	}{
		"it stands":  {func(*morning, claim.Claim) {}, 1},
		"nearly":     {func(m *morning, _ claim.Claim) { m.Clock.Move(2*time.Hour - time.Minute) }, 1},
		"by itself":  {func(m *morning, _ claim.Claim) { m.Clock.Move(2*time.Hour + time.Minute) }, 0},
		"taken back": {func(m *morning, c claim.Claim) { m.drop(m.By.Actor, c.ID) }, 0},
		"by another": {func(m *morning, c claim.Claim) { m.drop(m.other, c.ID) }, 1},
		"done": {func(m *morning, _ claim.Claim) {
			m.Clock.Move(10 * time.Minute)
			m.Push(m.Tablet.Completed(m.Check("hoist-pre-use", "hoist-1", "sam.scsw", nil)))
		}, 0},
		"another check": {func(m *morning, _ claim.Claim) {
			m.Clock.Move(10 * time.Minute)
			m.Push(m.Tablet.Completed(m.Check("ppe-stock", "ppe-store-1", "sam.scsw", nil)))
		}, 1},
		"lost": {func(m *morning, _ claim.Claim) {
			m.must(m.DB.Write(m.t.Context(), m.As("ada.admin"), func(tx *store.Tx) error {
				_, err := device.Revoke(tx, m.Tablet.ID(), "lost")
				return err
			}))
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := open(t, store.Config{Folder: t.TempDir()}, storetest.NewClock())
			own, _, err := m.say(m.By.Actor, m.hoist("sam.scsw"))
			m.must(err)
			c.ends(m, own)
			if list := m.all(m.other); len(list) != c.left {
				t.Errorf("left: %+v", list)
			}
		})
	}
}

func (m *morning) drop(by store.Actor, id string) {
	m.t.Helper()
	m.must(m.DB.Write(m.t.Context(), by, func(tx *store.Tx) error { return claim.Drop(tx, id) }))
}

// TestATabletsClockMovesAClaimLittle: since when is its word, within what the server's clock makes possible.
func TestATabletsClockMovesAClaimLittle(t *testing.T) {
	m := open(t, store.Config{Folder: t.TempDir()}, storetest.NewClock())
	now := m.Clock.Now()
	for name, c := range map[string]struct{ said, want time.Time }{
		"an hour ago":     {now.Add(-time.Hour), now.Add(-time.Hour)},
		"tomorrow":        {now.Add(24 * time.Hour), now},
		"in another year": {now.AddDate(-30, 0, 0), now},
	} {
		s := m.hoist("sam.scsw")
		s.Equipment, s.Checklist, s.Since = "linac-1", "run-up-linac", &c.said
		got, _, err := m.say(m.By.Actor, s)
		if err != nil || !got.Since.Equal(c.want) {
			t.Errorf("%s: since %v, want %v, %v", name, got.Since, c.want, err)
		}
		m.drop(m.By.Actor, got.ID)
	}
}

// TestWhatIsClaimedIsHereAndWithinBounds: nobody claims what is not theirs to see, as nobody, or everything at once.
func TestWhatIsClaimedIsHereAndWithinBounds(t *testing.T) {
	m := open(t, store.Config{Folder: t.TempDir()}, storetest.NewClock())
	narrow := m.By.Actor
	narrow.Areas = []string{"ct"}
	if _, _, err := m.say(narrow, m.hoist("sam.scsw")); !problem.Is(err, "invalid") {
		t.Errorf("another area's: %v", err)
	}
	ghost := m.hoist("sam.scsw")
	ghost.Staff = "nobody"
	if _, _, err := m.say(m.By.Actor, ghost); !problem.Is(err, "invalid") {
		t.Errorf("a ghost: %v", err)
	}
	if _, _, err := m.say(m.As("sam.scsw"), m.hoist("sam.scsw")); !problem.Is(err, "forbidden") {
		t.Errorf("without a tablet: %v", err)
	}
	for i := range 31 {
		s := m.hoist("sam.scsw")
		s.Checklist = "list-" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		if _, _, err := m.say(m.By.Actor, s); problem.Is(err, "too-many") != (i == 30) {
			t.Errorf("claim %d: %v", i+1, err)
		}
	}
	_, _, err := m.say(m.other, m.hoist("sam.scsw"))
	m.must(err)
	if list := m.all(narrow); len(list) != 0 {
		t.Errorf("a tablet of CT sees %+v", list)
	}
}
