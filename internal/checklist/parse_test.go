package checklist_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"runup/checklists"
	"runup/internal/checklist"
)

func parse(t *testing.T, text string) *checklist.Definition {
	t.Helper()
	d, mistakes := checklist.Parse([]byte(text), "test.yaml")
	for _, m := range mistakes {
		t.Errorf("%v\n%s", m, m.Excerpt)
	}
	if d == nil {
		t.FailNow()
	}
	return d
}

func with(items string) string {
	return "id: x\ntitle: X\nversion: \"1\"\nequipmentKinds: [linac]\nperformedBy: {roles: [physicist]}\nsections:\n  - title: S\n    items:\n" + items
}

func TestEveryChecklistOfTheLibraryParses(t *testing.T) {
	names, _ := fs.Glob(checklists.Library, "*.yaml")
	if len(names) < 3 {
		t.Fatalf("the library holds %v", names)
	}
	for _, name := range names {
		text, _ := checklists.Library.ReadFile(name)
		d := parse(t, string(text))
		if d.ID+".yaml" != name {
			t.Errorf("%s holds %s", name, d.ID)
		}
		for _, item := range d.Items() {
			mayFail := item.MayFail() || item.Limits != nil || item.Kind == checklist.Instrument
			for _, o := range item.Options {
				mayFail = mayFail || o.Consequence != ""
			}
			if words := len(strings.Fields(item.Guidance)); mayFail && (words == 0 || words > 25) {
				t.Errorf("%s %s: %d words of guidance", d.ID, item.ID, words)
			}
			if item.Prompt == "" {
				t.Errorf("%s %s asks nothing", d.ID, item.ID)
			}
			if item.Judged() && item.Source == nil {
				t.Errorf("%s %s has no source", d.ID, item.ID)
			}
			if l := item.Limits; l != nil && !l.Local && (item.Source.Confidence == "C" || item.Source.Confidence == "L") {
				t.Errorf("%s %s: a number nobody has read in a source cannot judge", d.ID, item.ID)
			}
		}
	}
}

func TestTheExampleOfTheContractParses(t *testing.T) {
	text, err := os.ReadFile("testdata/contract-example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := parse(t, string(text))
	if got := d.Item("output-100kv").Formula; got != "reading_100kv * (273.15 + temperature) / 293.15 * 101.325 / pressure" {
		t.Errorf("formula %s", got)
	}
	if !d.Refers() || len(d.NeedsLocal()) != 1 {
		t.Errorf("refers %v, needs local %v", d.Refers(), d.NeedsLocal())
	}
}

func TestTheHashIsThatOfTheTextAndTheTextIsKeptByteForByte(t *testing.T) {
	text, _ := checklists.Library.ReadFile("run-up-linac.yaml")
	d := parse(t, string(text))
	sum := sha256.Sum256(d.JSON())
	if d.Hash() != hex.EncodeToString(sum[:]) {
		t.Error("the hash is not of the text")
	}
	stored, err := checklist.FromJSON(d.JSON())
	if err != nil || stored.Hash() != d.Hash() {
		t.Fatalf("stored: %v", err)
	}
	posted, mistakes := checklist.ParseJSON(d.JSON())
	if len(mistakes) > 0 || posted.Hash() != d.Hash() {
		t.Errorf("posted again it is another: %v", mistakes)
	}
}

// TestMembersThatCameLaterChangeNoHash holds the identity of a text written before there were any.
func TestMembersThatCameLaterChangeNoHash(t *testing.T) {
	text, _ := os.ReadFile("testdata/contract-example.yaml")
	if got := parse(t, string(text)).Hash(); got != "ce9a7de7f40a2032033da9752a15c7d35861c23e3bbdc397b73ed5d368c59b73" {
		t.Errorf("the contract's example is now %s", got)
	}
}

func TestALocalChecklistSaysWhatItIsBasedOnAndWhereAnItemLeads(t *testing.T) {
	head := "basedOn: {id: y, hash: " + strings.Repeat("ab", 32) + ", differences: [{item: b, change: left-out, reason: not fitted}, {change: changed, reason: weekly here}]}\n" +
		"procedure: {ref: P-7, url: \"https://intranet.example/p7?v=2\"}\n"
	d := parse(t, head+with("      - {id: a, kind: confirm, leadsTo: crash-trolley-full, restock: Pads}\n      - {id: c, kind: count, limits: {local: true}, onSuspension: put-right}\n"))
	again, err := checklist.FromJSON(d.JSON())
	if err != nil {
		t.Fatal(err)
	}
	item := again.Item("a")
	if item.LeadsTo != "crash-trolley-full" || item.Restock != "Pads" || again.Procedure.URL != "https://intranet.example/p7?v=2" {
		t.Errorf("%s", again.JSON())
	}
	if got := again.BasedOn.Differences; len(got) != 2 || got[0] != (checklist.Difference{Item: "b", Change: checklist.LeftOut, Reason: "not fitted"}) || got[1].Item != "" {
		t.Errorf("%v", got)
	}
	if !again.Refers() || len(again.NeedsLocal()) != 1 || again.Item("c").MayFail() || !again.Item("c").CanFail() {
		t.Error("a count whose par level each department sets is not one to be set")
	}
}

func TestEveryMistakeIsNamedAtOnceWithItsPlace(t *testing.T) {
	files, _ := filepath.Glob("testdata/mistakes/*.yaml")
	if len(files) < 60 {
		t.Fatalf("%d files", len(files))
	}
	for _, file := range files {
		text, _ := os.ReadFile(file)
		var want []string
		for line := range strings.Lines(string(text)) {
			if said, ok := strings.CutPrefix(line, "# "); ok {
				want = append(want, strings.TrimSpace(said))
			}
		}
		d, mistakes := checklist.Parse(text, "f")
		if d != nil {
			t.Errorf("%s was accepted", file)
		}
		said(t, file, mistakes, want)
	}
}

// said holds what was said against what was seeded: each in its place, and nothing else.
func said(t *testing.T, file string, mistakes []checklist.Mistake, want []string) {
	t.Helper()
	var got []string
	for _, m := range mistakes {
		got = append(got, m.Error())
		if !strings.Contains(m.Excerpt, "^") {
			t.Errorf("%s: no mark under %q", file, m.Excerpt)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s:\n%s", file, strings.Join(got, "\n"))
		return
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%s: %s, want %s", file, got[i], want[i])
		}
	}
}

func TestRemarksAreNoMistakes(t *testing.T) {
	text, _ := os.ReadFile("testdata/remarks.yaml")
	var want []string
	for line := range strings.Lines(string(text)) {
		if said, ok := strings.CutPrefix(line, "# f:"); ok {
			want = append(want, "f:"+strings.TrimSpace(said))
		}
	}
	f := checklist.Read(text, "f")
	if f.Definition == nil || len(want) == 0 {
		t.Fatalf("%v", f.Mistakes)
	}
	said(t, "remarks.yaml", f.Remarks, want)
}

func TestMistakesOfAPostedDefinitionPointAtTheMember(t *testing.T) {
	for text, want := range map[string]string{
		`{"id":"x","title":"X","version":"1","equipmentKinds":["linac"],"performedBy":{"roles":["physicist"]},"sections":[{"title":"S","items":[{"id":"a","kind":"numbr"}]}]}`:              "/sections/0/items/0/kind",
		`{"id":"x","title":"X","version":"1","equipmentKinds":["oxygen"],"performedBy":{"roles":["physicist"]},"sections":[{"title":"S","items":[{"id":"a","kind":"confirm"}]}]}`:           "/sections/0/items/0/onFail",
		`{"id":"x","title":"X","version":"1","equipmentKinds":["linac"],"performedBy":{"roles":["physicist"]},"hash":"0","sections":[{"title":"S","items":[{"id":"a","kind":"confirm"}]}]}`: "/hash",
		`{"id":"x","id":"y"}`: "",
		`[1]`:                 "",
		`{"id":`:              "",
		`{} x`:                "",
	} {
		d, mistakes := checklist.ParseJSON([]byte(text))
		if d != nil || len(mistakes) == 0 || mistakes[len(mistakes)-1].Pointer != want {
			t.Errorf("%s: %v, want %q", text, mistakes, want)
		}
	}
}

func TestAPostedFormulaIsMarkedAtItsLetter(t *testing.T) {
	text := `{"id":"x","title":"X","version":"1","equipmentKinds":["linac"],"performedBy":{"roles":["physicist"]},"unit":"mm",` + "\n" +
		`"sections":[{"title":"S","items":[{"id":"a","kind":"number"},{"id":"b","kind":"computed","formula":"a ^ 2"}]}]}`
	_, mistakes := checklist.ParseJSON([]byte(text))
	if len(mistakes) != 2 || mistakes[1].Pointer != "/sections/0/items/1/formula" || mistakes[1].Line != 2 || mistakes[1].Column != strings.Index(text, "^")-strings.Index(text, "\n") {
		t.Fatalf("%v", mistakes)
	}
	// A member that there is elsewhere is not one that was misspelt.
	if got := mistakes[0].Problem; got != `there is no member "unit" here` {
		t.Error(got)
	}
}

func TestWhatIsNeverWithdrawnTakesNoDoNotUse(t *testing.T) {
	for _, kind := range []string{"crash-trolley", "oxygen", "oxygen-cylinders", "call-points", "call-buttons", "spill-kits", "radiation-warning-signs", "sharps-bins"} {
		text := strings.Replace(with("      - {id: a, kind: confirm}\n"), "linac", kind, 1)
		if d, _ := checklist.Parse([]byte(text), "f"); d != nil {
			t.Errorf("%s may be withdrawn", kind)
		}
		if d, m := checklist.Parse([]byte(strings.Replace(text, "confirm", "confirm, onFail: put-right", 1)), "f"); d == nil {
			t.Errorf("%s: %v", kind, m)
		}
	}
	if checklist.NeverWithdrawn("hoist") || checklist.NeverWithdrawn("linac") {
		t.Error("a hoist and a linac may be withdrawn")
	}
}

func TestHowAnEditorSavesAFileIsNoMistakeUnlessLettersAreLost(t *testing.T) {
	text := with("      - {id: a, kind: number, unit: °C, prompt: How warm?}\n")
	plain := parse(t, text)
	for name, saved := range map[string]string{"marked as UTF-8": "\uFEFF" + text, "lines of another system": strings.ReplaceAll(text, "\n", "\r\n")} {
		if got := parse(t, saved); got.Hash() != plain.Hash() {
			t.Errorf("%s: another checklist: %s", name, got.JSON())
		}
	}
	_, mistakes := checklist.Parse([]byte(strings.Replace(text, "°", "\xb0", 1)), "f")
	if len(mistakes) != 1 || !strings.HasPrefix(mistakes[0].Error(), "f:9:37: this file is not UTF-8 text") {
		t.Errorf("%v", mistakes)
	}
	if _, mistakes := checklist.Parse([]byte("\xff\xfei\x00d\x00"), "f"); len(mistakes) != 1 || !strings.Contains(mistakes[0].Problem, "UTF-8") {
		t.Errorf("%v", mistakes)
	}
}

func TestTextThatWouldCostTooMuchIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"large":   strings.Repeat("# x\n", 200_000),
		"flow":    strings.Repeat("[", 100_000),
		"dashes":  strings.Repeat("- ", 100_000),
		"braces":  strings.Repeat("{a: ", 10_000),
		"indents": deep(2000),
	} {
		if d, m := checklist.Parse([]byte(text), name); d != nil || len(m) == 0 {
			t.Errorf("%s was accepted", name)
		}
		if d, m := checklist.ParseJSON([]byte(text)); d != nil || len(m) == 0 {
			t.Errorf("%s was accepted as JSON", name)
		}
	}
}

func deep(levels int) string {
	var b strings.Builder
	for i := range levels {
		b.WriteString(strings.Repeat(" ", i%600) + "a:\n")
	}
	return b.String()
}

// Small seeds: the fuzzer spends its time on making large ones smaller.
func FuzzParse(f *testing.F) {
	small := with("      - {id: a, kind: number, plausible: {max: 3}}\n      - {id: b, kind: computed, formula: \"a * 2\", limits: {local: true}}\n")
	f.Add([]byte(small))
	if d, _ := checklist.Parse([]byte(small), "small"); d != nil {
		f.Add(d.JSON())
	}
	files, _ := filepath.Glob("testdata/mistakes/*.yaml")
	for _, file := range files {
		text, _ := os.ReadFile(file)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, read := range []func([]byte) (*checklist.Definition, []checklist.Mistake){
			func(b []byte) (*checklist.Definition, []checklist.Mistake) { return checklist.Parse(b, "f") }, checklist.ParseJSON,
		} {
			d, mistakes := read(text)
			if (d == nil) == (len(mistakes) == 0) {
				t.Fatalf("a definition or mistakes, not both or neither: %v", mistakes)
			}
			for _, m := range mistakes {
				if m.Line < 1 || m.Column < 1 || m.Problem == "" {
					t.Fatalf("%+v", m)
				}
			}
			if d == nil {
				continue
			}
			again, mistakes := checklist.ParseJSON(d.JSON())
			if again == nil || again.Hash() != d.Hash() {
				t.Fatalf("not itself again: %v\n%s", mistakes, d.JSON())
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text, _ := checklists.Library.ReadFile("run-up-linac.yaml")
	for b.Loop() {
		checklist.Parse(text, "run-up-linac.yaml")
	}
}

func BenchmarkFromJSON(b *testing.B) {
	text, _ := checklists.Library.ReadFile("hoist-pre-use.yaml")
	d, _ := checklist.Parse(text, "hoist-pre-use.yaml")
	for b.Loop() {
		checklist.FromJSON(d.JSON())
	}
}
