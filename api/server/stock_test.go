package server_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/tablet/client"
)

type lineSeen struct {
	ID, State, What string
	Reason, Until   *string
	Quantity        *float64
	Acted           *struct{ By, Note string }
}

// counted pushes a check in which everything is well but what is changed.
func counted(t *testing.T, tablet *simulate.Tablet, checklist, equipment string, change map[string]any) {
	t.Helper()
	list, err := tablet.Checklist(t.Context(), checklist)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	readings, err := list.Readings(now)
	if err != nil {
		t.Fatal(err)
	}
	for item, reading := range change {
		readings[item] = reading
	}
	c := client.Check{
		Checklist: list.ID, Hash: list.Hash, Equipment: equipment, Readings: readings, StartedAt: now.Add(-2 * time.Minute), FinishedAt: now.Add(-time.Second),
	}
	answer, err := tablet.Push(t.Context(), tablet.Completed(c))
	if err != nil || answer.Results[0].Outcome != "accepted" {
		t.Fatalf("%+v, %v", answer, err)
	}
}

func TestStock_IsListedActedOnAndTakenAsASpreadsheet(t *testing.T) {
	const id, words = "spill-kit-1.spill-kits.kit-expiry", "=SUM(1)"
	past := time.Now().AddDate(0, 0, -3).Format(time.DateOnly)
	counted(t, enrolled(t), "spill-kits", "spill-kit-1", map[string]any{"kit-expiry": map[string]any{"value": past}})
	sam := token(t, "sam.scsw")
	find := func(path string) *lineSeen {
		var page struct{ Items []lineSeen }
		call(t, sam, "GET", path, "").into(t, 200, &page)
		for _, l := range page.Items {
			if l.ID == id {
				return &l
			}
		}
		return nil
	}
	l := find("/v1/stock/restock?limit=500")
	if l == nil || *l.Reason != "failing" || l.State != "wanted" || *l.Until != past || l.Quantity != nil || l.Acted != nil {
		t.Fatalf("%+v", l)
	}
	if l := find("/v1/stock/expiring?within=0&limit=500"); l == nil {
		t.Error("what expired is not on the list of what expires")
	}
	if l := find("/v1/stock/restock?limit=500&area=linacs"); l != nil {
		t.Errorf("another area's: %+v", l)
	}
	call(t, sam, "POST", "/v1/stock/"+id+"/act", `{"action":"ordered","note":"`+words+`"}`).into(t, 200, l)
	if l.State != "ordered" || l.Acted.Note != words {
		t.Errorf("%+v", l)
	}
	for _, path := range []string{"/v1/stock/restock.csv", "/v1/stock/expiring.csv?within=5"} {
		got := call(t, sam, "GET", path, "")
		rows, err := csv.NewReader(strings.NewReader(string(got.body))).ReadAll()
		if err != nil || !strings.Contains(string(got.body), ",'"+words+","+id) || rows[0][2] != "what" {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
	call(t, sam, "POST", "/v1/stock/"+id+"/act", `{"action":"restocked"}`).into(t, 200, l)
	if l := find("/v1/stock/restock?limit=500"); l != nil {
		t.Errorf("restocked: %+v", l)
	}
	call(t, sam, "POST", "/v1/stock/"+id+"/act", `{"action":"reopened"}`).into(t, 200, l)
	if l.State != "wanted" {
		t.Errorf("%+v", l)
	}
}
