package authorisation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"runup/internal/authorisation"
	"runup/internal/problem"
	"runup/internal/sample/sampletest"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
)

func grant(d *sampletest.Department, t *testing.T, username string, g staff.Grant) (a staff.Authorisation, err error) {
	t.Helper()
	err = d.DB.Write(t.Context(), d.As(username), func(tx *store.Tx) error {
		a, err = authorisation.Grant(tx, g)
		return err
	})
	return a, err
}

func TestAGrantNamesOnlyWhatIsThere(t *testing.T) {
	d := sampletest.Open(t)
	sam := d.As("sam.scsw").Staff
	good := staff.Grant{Staff: sam, Checklist: "hoist-pre-use", Capacity: staff.Authorised, Evidence: "seen twice"}
	for name, c := range map[string]struct {
		change func(*staff.Grant)
		want   string
	}{
		"well":                    {func(*staff.Grant) {}, ""},
		"no such checklist":       {func(g *staff.Grant) { g.Checklist = "hoist-preuse" }, "/checklist"},
		"no such equipment":       {func(g *staff.Grant) { g.Equipment = "hoist-9" }, "/equipment"},
		"a code of no list":       {func(g *staff.Grant) { g.Codes = []string{"AP.S.01", "AP.S.99"} }, "/codes/1"},
		"an unknown basis":        {func(g *staff.Grant) { g.Basis = "hearsay" }, "/basis"},
		"a review in words":       {func(g *staff.Grant) { g.ReviewOn = "next year" }, "/reviewOn"},
		"a review before it":      {func(g *staff.Grant) { g.ReviewOn = "2026-01-01" }, "/reviewOn"},
		"assessed by themselves":  {func(g *staff.Grant) { g.Assessor = sam }, "/assessor"},
		"assessed by nobody here": {func(g *staff.Grant) { g.Assessor = "0193e0a2-0000-7000-8000-000000000001" }, "/assessor"},
		"assessed by two lines":   {func(g *staff.Grant) { g.Assessor = "a\nb" }, "/assessor"},
	} {
		g := good
		c.change(&g)
		_, err := grant(d, t, "sofia.superintendent", g)
		p, is := problem.Of(err)
		if c.want == "" && err != nil || c.want != "" && (!is || p.Fields[0].Pointer != c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := grant(d, t, "rosa.radiographer", good); !problem.Is(err, "forbidden") {
		t.Error(err)
	}
}

// TestWhatAnAuthorisationRestsOnIsKept holds each member, on both engines.
func TestWhatAnAuthorisationRestsOnIsKept(t *testing.T) {
	storetest.EachConfig(t, func(t *testing.T, c store.Config, clock *storetest.Clock) {
		d := sampletest.OpenAt(t, c, clock)
		g := staff.Grant{
			Staff: d.As("amir.ap").Staff, Checklist: "hoist-pre-use", Equipment: "hoist-1", Capacity: staff.Operator, Evidence: "ten lifts",
			Assessor: d.As("rosa.radiographer").Staff, Basis: staff.RecognisedPrior, ReviewOn: "2027-11-30", Procedure: "RT-LP-014 issue 3", Codes: []string{"AP.S.01"},
		}
		a, err := grant(d, t, "sofia.superintendent", g)
		if err != nil {
			t.Fatal(err)
		}
		if a.Assessor != g.Assessor || a.Basis != g.Basis || a.ReviewOn != g.ReviewOn || a.Procedure != g.Procedure || !slices.Equal(a.Codes, g.Codes) {
			t.Errorf("%+v", a)
		}
	})
}

// TestWhatLapsesOrIsDueForReviewIsListed: one line each, the soonest first, and nothing that was granted anew.
func TestWhatLapsesOrIsDueForReviewIsListed(t *testing.T) {
	d := sampletest.Open(t)
	day := func(n int) string { return d.Clock.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	until := func(n int) *time.Time { at := d.Clock.Now().AddDate(0, 0, n); return &at }
	sam := d.As("sam.scsw").Staff
	for _, g := range []struct {
		equipment, review string
		until             *time.Time
	}{
		{"linac-1", day(70), nil}, {"linac-2", day(40), nil}, {"sxr-1", "", until(30)}, {"ct-1", day(20), until(30)}, {"hdr-1", day(0), nil},
		{"bp-machine-1", day(10), nil}, {"bp-machine-1", day(500), nil}, // granted anew
		{"oxygen-1", day(500), until(400)}, {"hoist-1", "", until(5)},
	} {
		grants := staff.Grant{
			Staff: sam, Checklist: "equipment-qa-basic", Equipment: g.equipment, Capacity: staff.Trainee, Evidence: "x", ReviewOn: g.review, Until: g.until,
		}
		if _, err := grant(d, t, "sofia.superintendent", grants); err != nil {
			t.Fatal(err)
		}
	}
	due := func(within int) string {
		var words []string
		err := d.DB.Read(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
			list, err := authorisation.DueWithin(tx, within, d.Zone)
			for _, x := range list {
				if x.Person.ID == sam && x.Authorisation.Checklist == "equipment-qa-basic" && x.Authorisation.Equipment != "" {
					words = append(words, x.Authorisation.Equipment+" "+x.Why)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(words, ", ")
	}
	if got, want := due(60), "hdr-1 review, hoist-1 lapses, ct-1 review, sxr-1 lapses, linac-2 review"; got != want {
		t.Errorf("within 60 days: %s\nwant %s", got, want)
	}
	d.Clock.Move(6 * 24 * time.Hour)
	if got, want := due(7), "hdr-1 review, hoist-1 lapsed"; got != want {
		t.Errorf("six days later, within 7: %s\nwant %s", got, want)
	}
	err := d.DB.Read(t.Context(), d.As("ed.engineer"), func(tx *store.Tx) error {
		_, err := authorisation.DueWithin(tx, 7, d.Zone)
		return err
	})
	if !problem.Is(err, "forbidden") {
		t.Error(err)
	}
}
