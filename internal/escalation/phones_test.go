package escalation_test

import (
	"slices"
	"testing"
	"time"

	"runup/internal/escalation"
	"runup/internal/ladder"
	"runup/internal/sample/sampletest"
	"runup/internal/staff"
	"runup/internal/store"
)

// phones answers the list as a tablet or a person gets it.
func phones(t *testing.T, d *sampletest.Department, by store.Actor) (list []escalation.Phone) {
	t.Helper()
	err := d.DB.Read(t.Context(), by, func(tx *store.Tx) (err error) {
		list, err = escalation.Phones(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestConformance72_TheTabletHoldsWhoToPhone: the place, whom the ladder calls and when they are on, the teams; and nobody's own number.
func TestConformance72_TheTabletHoldsWhoToPhone(t *testing.T) {
	d := sampletest.Open(t)
	list := phones(t, d, d.By.Actor)
	find := func(kind, id, as string) *escalation.Phone {
		for i, p := range list {
			if p.Kind == kind && p.ID == id && p.As == as {
				return &list[i]
			}
		}
		return nil
	}
	if p := find("area", "linacs", ""); p == nil || !slices.Equal(p.Numbers, []string{"2101"}) {
		t.Errorf("the linacs: %+v", p)
	}
	if p := find("team", "estates", ""); p == nil || len(p.Numbers) != 1 {
		t.Errorf("estates: %+v", p)
	}
	sofia := d.As("sofia.superintendent").Staff
	night := find("person", sofia, "superintendent-on-call")
	if night == nil || night.From == nil || night.Rung != 1 || len(night.Numbers) != 1 {
		t.Fatalf("the superintendent on call: %+v", night)
	}
	if at := d.Clock.Now(); night.From.After(at.Add(24*time.Hour)) || !night.Until.After(at) {
		t.Errorf("on from %v until %v, and it is %v", night.From, night.Until, at)
	}
	rosa := find("person", d.As("rosa.radiographer").Staff, "radiographer")
	if rosa == nil || rosa.Rung != 0 || len(rosa.Numbers) != 0 {
		t.Errorf("Rosa, whose number is her own: %+v", rosa)
	}
	for i := 1; i < len(list); i++ {
		if a, b := list[i-1], list[i]; a.Kind == "person" && b.Kind == "person" && a.Rung > b.Rung || a.Kind > b.Kind && a.Kind != "person" {
			t.Errorf("%s of rung %d stands before %s of rung %d", a.Name, a.Rung, b.Name, b.Rung)
		}
	}
	for _, p := range list {
		if p.Kind == "person" && p.ID == d.As("sam.scsw").Staff {
			t.Errorf("Sam answers nothing: %+v", p)
		}
	}
}

// TestWhomAChecklistsOwnLadderCallsIsPhonedToo: a department has machines call a physicist first, whom the usual ladder calls last.
func TestWhomAChecklistsOwnLadderCallsIsPhonedToo(t *testing.T) {
	d := sampletest.Open(t)
	pavel := d.As("pavel.physicist").Staff
	rung := func() int {
		for _, p := range phones(t, d, d.By.Actor) {
			if p.ID == pavel && p.As == "physicist" {
				return p.Rung
			}
		}
		return -1
	}
	last := rung()
	err := d.DB.Write(t.Context(), d.As("priya.physicist"), func(tx *store.Tx) error {
		all, err := escalation.Policies(tx)
		if err != nil {
			return err
		}
		own := all[0].Policy
		own.Name = "machine"
		own.Rungs[0].To = []ladder.Target{{Kind: ladder.Role, ID: "physicist"}}
		_, err = escalation.PutPolicy(tx, own)
		return err
	})
	if err != nil || last < 1 || rung() != 0 {
		t.Errorf("%v; at rung %d, and then at %d", err, last, rung())
	}
}

// TestOfAnotherAreaNobodyIsPhoned: a tablet of one area names that one's telephone.
func TestOfAnotherAreaNobodyIsPhoned(t *testing.T) {
	d := sampletest.Open(t)
	by := d.By.Actor
	by.Areas = []string{"ct"}
	for _, p := range phones(t, d, by) {
		if p.Kind == "area" && p.ID != "ct" {
			t.Errorf("also %s", p.ID)
		}
	}
}

// TestWhoHasLeftIsNotPhoned, nor by a number that leads nowhere.
func TestWhoHasLeftIsNotPhoned(t *testing.T) {
	d := sampletest.Open(t)
	sofia := d.As("sofia.superintendent").Staff
	closed := false
	if _, err := d.Auth.ChangePerson(t.Context(), d.As("ada.admin"), sofia, staff.Change{Active: &closed}, nil); err != nil {
		t.Fatal(err)
	}
	for _, p := range phones(t, d, d.By.Actor) {
		if p.ID == sofia {
			t.Errorf("she is: %+v", p)
		}
	}
}
