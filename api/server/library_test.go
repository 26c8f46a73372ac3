package server_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"runup/internal/config"
)

type seenVersion struct {
	Hash, State, Origin            string
	ProposedBy, ApprovedBy, Reason *string
	BasedOn                        *struct{ ID, Hash string }
}

func versionsOf(t *testing.T, id string) []seenVersion {
	t.Helper()
	var list struct{ Items []seenVersion }
	call(t, token(t, "sam.scsw"), "GET", "/v1/checklists/"+id+"/versions", "").into(t, 200, &list)
	return list.Items
}

type seenChecklist struct{ ID, Hash, State string }

func TestAChecklistIsProposedApprovedAndRetiredByTwoPeople(t *testing.T) {
	sofia, priya := token(t, "sofia.superintendent"), token(t, "priya.physicist")
	var made, now seenChecklist
	call(t, sofia, "POST", "/v1/checklists", proposal("two-people")).into(t, 201, &made)
	if made.State != "proposed" || made.ID != "two-people" {
		t.Fatalf("proposed: %+v", made)
	}
	version := "/v1/checklists/two-people/versions/" + made.Hash
	if got := call(t, sofia, "POST", version+"/approve", ""); got.status != 409 || got.code() != "second-person" {
		t.Errorf("its proposer approves: %v", got)
	}
	call(t, priya, "POST", version+"/approve", "").into(t, 200, &now)
	if now.State != "published" {
		t.Errorf("approved: %+v", now)
	}
	call(t, sofia, "POST", "/v1/checklists", proposal("two-people")).into(t, 200, &now)
	if got := call(t, sofia, "POST", version+"/retire", `{"reason":"not needed"}`); got.status != 409 || got.code() != "second-person" {
		t.Errorf("its proposer retires: %v", got)
	}
	for range 2 {
		call(t, priya, "POST", version+"/retire", `{"reason":"not needed"}`).into(t, 200, &now)
	}
	if now.State != "retired" {
		t.Errorf("retired: %+v", now)
	}
	list := versionsOf(t, "two-people")
	if len(list) != 1 || list[0].State != "retired" || list[0].Origin != "person" || *list[0].Reason != "not needed" || list[0].ProposedBy == nil || list[0].ApprovedBy == nil {
		t.Errorf("versions: %+v", list)
	}
	if got := call(t, sofia, "GET", version, ""); got.status != 200 {
		t.Errorf("the text of a retired version: %v", got)
	}
}

func TestAProposalWithMistakesNamesThemAllAtOnce(t *testing.T) {
	before := head(t)
	for change, want := range map[string]string{
		`"kind":"confirm"` + "\x00" + `"kind":"confrm"`:                                    "/sections/0/items/0/kind",
		`"version":"1"` + "\x00" + `"version":1,"colour":"red"`:                            "/colour /version",
		`"onFail":"advice"` + "\x00" + `"onFail":"advice","onfail":"advice","atLeast":2`:   "/sections/0/items/0/atLeast /sections/0/items/0/onfail",
		`"id":"mistaken"` + "\x00" + `"id":"variance"`:                                     "/id",
		`"countersign":"trainee"` + "\x00" + `"countersign":"sometimes","hash":"1"`:        "/performedBy/countersign /performedBy/hash",
		`"record":"equipment-safety"` + "\x00" + `"record":"equipment-safety","hash":"00"`: "/hash",
	} {
		was, becomes, _ := strings.Cut(change, "\x00")
		got := call(t, token(t, "priya.physicist"), "POST", "/v1/checklists", strings.Replace(proposal("mistaken"), was, becomes, 1))
		if got.status != 422 || got.code() != "invalid" || got.pointers() != want {
			t.Errorf("%s: %v, want %s", becomes, got, want)
		}
	}
	if after := head(t); after != before {
		t.Error("a mistaken proposal left an entry")
	}
}

func TestTheDepartmentsFolderIsProposedAndMistakesDoNotKeepTheServerFromStarting(t *testing.T) {
	own := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(own, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shipped, err := os.ReadFile("../../checklists/hoist-pre-use.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ours := strings.Replace(string(shipped), "version: \"", "version: \"ours ", 1)
	write("hoist.yaml", ours)
	write("broken.yaml", strings.Replace(ours, "id: hoist-pre-use", "id: Hoist Pre Use", 1))
	var log bytes.Buffer
	s, err := open(t.TempDir(), &log, func(f *config.Flags) { f.Checklists = own })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var line struct{ Mistake string }
	for text := range strings.Lines(log.String()) {
		if strings.Contains(text, "broken.yaml:") {
			_ = json.Unmarshal([]byte(text), &line)
		}
	}
	if !strings.HasPrefix(line.Mistake, "broken.yaml:") || strings.Count(line.Mistake, ":") < 3 {
		t.Errorf("the log names the mistake as %q:\n%s", line.Mistake, log.String())
	}
	address := serveHandler(t, s.Handler())
	var list struct{ Items []seenVersion }
	callAt(t, address, signIn(t, address, "sofia.superintendent"), "GET", "/v1/checklists/hoist-pre-use/versions", "").into(t, 200, &list)
	if v := list.Items; len(v) != 2 || v[0].State != "proposed" || v[0].Origin != "folder" || v[0].BasedOn == nil || v[0].BasedOn.Hash != v[1].Hash {
		t.Errorf("versions: %+v", list.Items)
	}
	if _, err := open(t.TempDir(), &log, func(f *config.Flags) { f.Checklists = own + "/nowhere" }); err == nil {
		t.Error("a folder that is not there was taken")
	}
}
