package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"runup/internal/checklist"
)

func TestChecklistValidate(t *testing.T) {
	code, out, errs := commanded(t, "checklist", "validate", "--strict", "checklists")
	if code != fine || errs != "" || !strings.Contains(out, "hoist-pre-use, version ") || !strings.Contains(out, "no mistakes in ") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	broken := written(t, "broken.yaml", "id: Broken One\ntitle: x\ncolour: red\n")
	code, out, _ = commanded(t, "checklist", "validate", broken, "checklists/hoist-pre-use.yaml")
	want := broken + ":3:1: there is no member \"colour\" here\n     3 | colour: red\n       | ^\n"
	if code != failed || !strings.Contains(out, broken+":1:5: ") || !strings.Contains(out, want) || !strings.HasSuffix(out, "\n3 mistakes in 1 of 2 files\n") {
		t.Errorf("%d %s", code, out)
	}
}

// TestTheContractsOwnExampleIsValid holds that what only deserves a remark, such as missing guidance, stays none.
func TestTheContractsOwnExampleIsValid(t *testing.T) {
	code, out, _ := commanded(t, "checklist", "validate", "internal/checklist/testdata/contract-example.yaml")
	if code != fine || !strings.HasSuffix(out, "no mistakes in 1 file, 9 remarks\n") {
		t.Errorf("%d %s", code, out)
	}
}

func TestTheMarkStandsUnderTheColumn(t *testing.T) {
	file := written(t, "x.yaml", "id: x\ntitle: Wärme\tx\npurpose: 20 °C, 3 µm, \"ok\", and: so\n")
	_, out, _ := commanded(t, "checklist", "validate", file)
	lines := strings.Split(out, "\n")
	if len(lines) < 3 || !strings.Contains(lines[0], ":3:10: ") || strings.IndexRune(lines[2], '^')-strings.Index(lines[1], "|") != 11 {
		t.Errorf("%s", out)
	}
}

func TestValidateTakesFoldersAndNamesWhatItCannotRead(t *testing.T) {
	folder := t.TempDir()
	put(t, filepath.Join(folder, "a.yaml"), string(checklist.Start("a", "linac")))
	put(t, filepath.Join(folder, "wing", "b.yml"), string(checklist.Start("b", "linac")))
	put(t, filepath.Join(folder, "notes.txt"), "not a checklist")
	if code, out, _ := commanded(t, "checklist", "validate", folder); code != fine || !strings.Contains(out, "no mistakes in 2 files") {
		t.Errorf("%d %s", code, out)
	}
	if err := os.Symlink(folder, filepath.Join(folder, "z.yaml")); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := commanded(t, "checklist", "validate", folder); code != failed || !strings.Contains(out, "z.yaml") || !strings.Contains(out, "no mistakes in 2 files, 1 file could not be read") {
		t.Errorf("%d %s", code, out)
	}
	empty := t.TempDir()
	if code, _, errs := commanded(t, "checklist", "validate", filepath.Join(folder, "c.yaml"), empty); code != misuse || !strings.Contains(errs, "c.yaml") || !strings.Contains(errs, empty) {
		t.Errorf("%d %s", code, errs)
	}
}

func TestValidateSeesFilesBesideEachOther(t *testing.T) {
	folder := t.TempDir()
	start := string(checklist.Start("a", "linac"))
	put(t, filepath.Join(folder, "a.yaml"), start)
	put(t, filepath.Join(folder, "b.yaml"), start)
	put(t, filepath.Join(folder, "c.yaml"), strings.Replace(string(checklist.Start("c", "linac")), "kind: confirm ", "leadsTo: nowhere\n        kind: confirm ", 1))
	code, out, _ := commanded(t, "checklist", "validate", folder)
	if code != failed || !strings.Contains(out, "b.yaml:2:5: the checklist a stands in ") || strings.Contains(out, "a.yaml:2:5") {
		t.Errorf("%d %s", code, out)
	}
	if !strings.Contains(out, "remark: there is no checklist nowhere") || !strings.Contains(out, "1 mistake in 1 of 3 files, 1 remark") {
		t.Errorf("%s", out)
	}
	if code, _, _ := commanded(t, "checklist", "validate", "--strict", filepath.Join(folder, "c.yaml")); code != failed {
		t.Errorf("strict: %d", code)
	}
}

func TestWhatAChecklistIsBasedOnIsHeldAgainstTheLibrary(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ours.yaml")
	if code, _, errs := commanded(t, "checklist", "new", "ours", "--from", "hoist-pre-use", "--out", file); code != fine {
		t.Fatalf("%d %s", code, errs)
	}
	if code, out, _ := commanded(t, "checklist", "validate", "--strict", file); code != fine {
		t.Errorf("as it was written: %d %s", code, out)
	}
	text, _ := os.ReadFile(file)
	put(t, file, strings.Replace(string(text), "gating: true\n", "", 1))
	code, out, _ := commanded(t, "checklist", "validate", file)
	if code != fine || !strings.Contains(out, "remark: the checklist is looser (no longer gating): say why under basedOn") {
		t.Errorf("%d %s", code, out)
	}
	reason := "  differences:\n    - {change: loosened, reason: A spare hoist stands beside it.}\n    - {item: legs, change: loosened, reason: None.}\n"
	put(t, file, strings.Replace(strings.Replace(string(text), "gating: true\n", "", 1), "purpose:", reason+"purpose:", 1))
	_, out, _ = commanded(t, "checklist", "validate", file)
	if strings.Contains(out, "looser") || !strings.Contains(out, "remark: there is no such difference") {
		t.Errorf("%s", out)
	}
}

func TestABaseThatIsNotInTheLibraryIsRemarked(t *testing.T) {
	start := string(checklist.Start("ours", "linac"))
	for base, want := range map[string]string{
		"{id: hoist, hash: " + strings.Repeat("ab", 32) + "}":         ":2:15: remark: the library has no checklist hoist\n",
		"{id: hoist-pre-use, hash: " + strings.Repeat("ab", 32) + "}": ":2:36: remark: the library's hoist-pre-use is another by now, ",
	} {
		file := written(t, "ours.yaml", strings.Replace(start, "\n", "\nbasedOn: "+base+"\n", 1))
		if code, out, _ := commanded(t, "checklist", "validate", file); code != fine || !strings.Contains(out, file+want) || !strings.Contains(out, ", 1 remark\n") {
			t.Errorf("%d %s", code, out)
		}
	}
}

func TestANewChecklistIsValidAsItStands(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, kind := range []string{"", "linac", "spill-kit", "call-points"} {
		args := []string{"checklist", "new", "ours-" + kind + "x"}
		if kind != "" {
			args = append(args, "--kind", kind)
		}
		if code, out, errs := commanded(t, args...); code != fine || !strings.Contains(out, "ours-"+kind+"x.yaml") {
			t.Fatalf("%d %s %s", code, out, errs)
		}
	}
	if code, out, _ := commanded(t, "checklist", "validate", "--strict", "."); code != fine || !strings.Contains(out, "no mistakes in 4 files") {
		t.Errorf("%d %s", code, out)
	}
}

// TestTheExamplesInANewChecklistAreGood takes the marks of a comment away from them.
func TestTheExamplesInANewChecklistAreGood(t *testing.T) {
	text := strings.NewReplacer("# - {", "- {", "# gating", "gating").Replace(string(checklist.Start("x", "linac")))
	file := checklist.Read([]byte(text), "x.yaml")
	if len(file.Mistakes)+len(file.Remarks) > 0 || len(file.Definition.Items()) < 6 {
		t.Errorf("%v %v", file.Mistakes, file.Remarks)
	}
}

func TestEveryChecklistOfTheLibraryCanBeStartedFrom(t *testing.T) {
	files, _ := filepath.Glob("checklists/*.yaml")
	here, _ := os.Getwd()
	t.Chdir(t.TempDir())
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(here, file))
		if err != nil {
			t.Fatal(err)
		}
		base, mistakes := checklist.Parse(text, file)
		if base == nil {
			t.Fatal(mistakes)
		}
		code, out, errs := commanded(t, "checklist", "new", "our-"+base.ID, "--from", base.ID, "--out", "-")
		derived := checklist.Read([]byte(out), file)
		if code != fine || derived.Definition == nil || derived.Definition.BasedOn == nil || derived.Definition.BasedOn.Hash != base.Hash() {
			t.Errorf("%s: %d %s %v", file, code, errs, derived.Mistakes)
		}
		if d := checklist.Compare(base, derived.Definition); len(d) > 0 {
			t.Errorf("%s: %v", file, d)
		}
	}
}

func TestNewRefusesWhatItCannotDo(t *testing.T) {
	t.Chdir(t.TempDir())
	put(t, "mine.yaml", "precious")
	if code, _, errs := commanded(t, "checklist", "new", "mine"); code != failed || !strings.Contains(errs, "mine.yaml") {
		t.Errorf("%d %s", code, errs)
	}
	if text, _ := os.ReadFile("mine.yaml"); string(text) != "precious" {
		t.Errorf("it was written over: %s", text)
	}
	for _, args := range [][]string{{"Mine"}, {"mine", "--kind", "A Device"}, {"mine", "--from", "hoists"}, {}} {
		if code, _, errs := commanded(t, append([]string{"checklist", "new"}, args...)...); code != misuse || errs == "" {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
	if names, _ := filepath.Glob("*"); len(names) != 1 {
		t.Errorf("%v", names)
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
