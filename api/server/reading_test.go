package server_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// addressOf is where GET answers the thing that a change carries; "" for what is only in lists.
func addressOf(kind, id string) string {
	folder := map[string]string{
		"checklist": "checklists", "equipment": "equipment", "area": "areas", "staff": "staff", "check": "checks",
		"escalation": "escalations", "device": "devices", "occurrence": "occurrences", "report": "reports",
	}[kind]
	if folder == "" {
		return ""
	}
	return "/v1/" + folder + "/" + url.PathEscape(id)
}

type change struct {
	Position int64
	Kind, ID string
	Data     json.RawMessage
}

// pull reads pages until there is no more, and holds that they join.
func pull(t *testing.T, who, path string) []change {
	t.Helper()
	var all []change
	for cursor, to := "", int64(0); ; {
		var page struct {
			From, To int64
			UpToDate bool
			Cursor   string
			Changes  []change
		}
		query := "?limit=7"
		if cursor != "" {
			query += "&cursor=" + url.QueryEscape(cursor)
		}
		call(t, who, "GET", path+query, "").into(t, 200, &page)
		if page.From != to {
			t.Fatalf("a page begins at %d, the one before ended at %d", page.From, to)
		}
		all, cursor, to = append(all, page.Changes...), page.Cursor, page.To
		if page.UpToDate {
			return all
		}
	}
}

// TestAPullCarriesWhatGetAnswers compares every thing of a snapshot, as a person and as a tablet are owed it.
func TestAPullCarriesWhatGetAnswers(t *testing.T) {
	tablet := enrolled(t)
	call(t, token(t, "sam.scsw"), "POST", "/v1/reports", `{"kind":"stock","text":"no gloves"}`).into(t, 201, nil)
	for name, who := range map[string]string{"a radiographer": token(t, "rosa.radiographer"), "a tablet": tablet.Token} {
		seen := map[string]int{}
		for _, c := range pull(t, who, "/v1/sync/snapshot") {
			seen[c.Kind]++
			path := addressOf(c.Kind, c.ID)
			if path == "" || seen[c.Kind] > 30 {
				continue
			}
			got := call(t, who, "GET", path, "")
			if !same(t, c.Kind, c.Data, got.body) {
				t.Errorf("%s: %s %s travels as\n%s\nand GET answers\n%s", name, c.Kind, c.ID, c.Data, got.body)
			}
		}
		for _, kind := range []string{"checklist", "equipment", "area", "staff", "baseline", "check", "device", "occurrence", "report"} {
			if seen[kind] == 0 {
				t.Errorf("%s: no %s in the snapshot (%v)", name, kind, seen)
			}
		}
	}
}

// same compares as JSON. When a tablet was last heard of moves without an entry, here by the very calls of the test.
func same(t *testing.T, kind string, a, b []byte) bool {
	t.Helper()
	var x, y map[string]any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	if kind == "device" {
		delete(x, "lastSeenAt")
		delete(y, "lastSeenAt")
	}
	left, _ := json.Marshal(x)
	right, _ := json.Marshal(y)
	return bytes.Equal(left, right)
}

// TestOnlyTheTabletItselfGetsItsPins looks at the same tablet as itself, as another one and as a person.
func TestOnlyTheTabletItselfGetsItsPins(t *testing.T) {
	one, other := enrolled(t), enrolled(t)
	pins := func(who string) int {
		var d struct {
			Pins []struct{ Staff, Salt, Verifier string }
		}
		call(t, who, "GET", "/v1/devices/"+one.ID(), "").into(t, 200, &d)
		return len(d.Pins)
	}
	if n := pins(one.Token); n < 12 {
		t.Errorf("the tablet itself is served %d verifiers", n)
	}
	for name, who := range map[string]string{"a person": token(t, "ada.admin")} {
		if n := pins(who); n != 0 {
			t.Errorf("%s is served %d verifiers", name, n)
		}
	}
	got := call(t, other.Token, "GET", "/v1/devices/"+one.ID(), "")
	if strings.Contains(string(got.body), "verifier") {
		t.Errorf("another tablet: %v", got)
	}
}

// TestListsPage reads every list in pages of two, and whole: the same things in the same order.
func TestListsPage(t *testing.T) {
	who := token(t, "sofia.superintendent")
	for _, path := range []string{"/v1/areas", "/v1/equipment", "/v1/checklists", "/v1/staff", "/v1/devices", "/v1/checks", "/v1/escalations", "/v1/quarantine",
		"/v1/equipment/hoist-1/baselines", "/v1/equipment/medicines-fridge-1/baselines"} {
		whole := items(t, who, path+"?limit=500")
		var paged []string
		for after := ""; ; {
			var page struct {
				Items []json.RawMessage
				Next  *string
			}
			call(t, who, "GET", path+"?limit=2"+after, "").into(t, 200, &page)
			for _, item := range page.Items {
				paged = append(paged, string(item))
			}
			if page.Next == nil || len(paged) > 40 {
				break
			}
			after = "&after=" + url.QueryEscape(*page.Next)
		}
		if len(paged) > 40 {
			whole = whole[:min(len(whole), len(paged))]
		}
		if path == "/v1/devices" { // tests enrol some meanwhile, and calls are heard
			continue
		}
		if !slices.Equal(paged, whole) {
			t.Errorf("%s: %d in pages, %d whole", path, len(paged), len(whole))
		}
	}
}

func items(t *testing.T, who, path string) []string {
	t.Helper()
	var page struct{ Items []json.RawMessage }
	call(t, who, "GET", path, "").into(t, 200, &page)
	if page.Items == nil {
		t.Errorf("%s: items is null", path)
	}
	list := make([]string, len(page.Items))
	for i, item := range page.Items {
		list[i] = string(item)
	}
	return list
}

// TestS33_AVersionIsItsHashByteForByte asks for each checklist's version.
func TestS33_AVersionIsItsHashByteForByte(t *testing.T) {
	who := token(t, "sam.scsw")
	for _, item := range items(t, who, "/v1/checklists?limit=500") {
		var list struct{ ID, Hash, State string }
		if err := json.Unmarshal([]byte(item), &list); err != nil {
			t.Fatal(err)
		}
		got := call(t, who, "GET", "/v1/checklists/"+list.ID+"/versions/"+list.Hash, "")
		if sum := sha256.Sum256(got.body); got.status != 200 || hex.EncodeToString(sum[:]) != list.Hash {
			t.Errorf("%s: answered %.200v", list.ID, got)
		}
		if !strings.Contains(got.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: Cache-Control %q", list.ID, got.header.Get("Cache-Control"))
		}
		request, _ := http.NewRequest("GET", base(t)+"/v1/checklists/"+list.ID+"/versions/"+list.Hash, nil)
		request.Header.Set("Authorization", "Bearer "+who)
		request.Header.Set("If-None-Match", got.header.Get("ETag"))
		if again := send(t, request); again.status != 304 {
			t.Errorf("%s: asked again, answered %d", list.ID, again.status)
		}
	}
}

func TestExportsHoldTheSameChecks(t *testing.T) {
	who := token(t, "ana.auditor")
	lines := strings.Split(strings.TrimSpace(string(call(t, who, "GET", "/v1/exports/checks.ndjson", "").body)), "\n")
	rows, err := csv.NewReader(bytes.NewReader(call(t, who, "GET", "/v1/exports/checks.csv", "").body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 || len(lines) < len(rows)-1 {
		t.Fatalf("%d lines, %d rows", len(lines), len(rows))
	}
	id := slices.Index(rows[0], "id")
	for i, row := range rows[1:] {
		var line struct{ ID string }
		if err := json.Unmarshal([]byte(lines[i]), &line); err != nil || line.ID != row[id] {
			t.Errorf("row %d is %s, line %s (%v)", i, row[id], line.ID, err)
		}
	}
	served := call(t, who, "GET", "/v1/checks/"+rows[1][id], "")
	if !same(t, "check", []byte(lines[0]), served.body) {
		t.Errorf("exported as %s, served as %s", lines[0], served.body)
	}
	if empty := call(t, who, "GET", "/v1/exports/checks.csv?from=2001-01-01&to=2001-01-02", ""); strings.Count(string(empty.body), "\n") != 1 {
		t.Errorf("nothing to export: %q", empty.body)
	}
}

func TestEntriesAndProofs(t *testing.T) {
	who := token(t, "ana.auditor")
	var list struct {
		Items []struct {
			Position   int64
			Header     string
			Body, Salt *string
		}
	}
	call(t, who, "GET", "/v1/logbook/entries?start=1&end=20", "").into(t, 200, &list)
	if len(list.Items) != 20 || list.Items[0].Position != 1 || list.Items[0].Body == nil || list.Items[0].Salt == nil {
		t.Errorf("got %+v", list)
	}
	call(t, who, "GET", "/v1/logbook/proofs/inclusion?position=7", "").into(t, 200, nil)
	call(t, who, "GET", "/v1/logbook/proofs/consistency?from=7&to=20", "").into(t, 200, nil)
	for _, path := range []string{"/v1/logbook/key", "/v1/logbook/checkpoint"} {
		if got := call(t, who, "GET", path, ""); got.status != 200 || !strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") || !strings.HasPrefix(string(got.body), "runup/") {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// What a screen may say of a failing thing hangs on what it is: nobody is told to stop using a crash trolley.
func TestEquipmentSaysWhatMayBeSaidOfIt(t *testing.T) {
	for id, want := range map[string][3]bool{
		"linac-1": {false, true, true}, "ct-1": {false, false, true}, "hoist-1": {}, "crash-trolley-1": {true, false, false}, "call-buttons-1": {true, false, false},
	} {
		var q struct{ NeverWithdrawn, Treats, Radiological bool }
		call(t, token(t, "sam.scsw"), http.MethodGet, "/v1/equipment/"+id, "").into(t, 200, &q)
		if got := [3]bool{q.NeverWithdrawn, q.Treats, q.Radiological}; got != want {
			t.Errorf("%s: never withdrawn, treats, radiological: got %v, want %v", id, got, want)
		}
	}
}
