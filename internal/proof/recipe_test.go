package proof

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheRecipeInTheDocsWorks runs the check that docs/logbook.md gives to outsiders, on answers as the server gives
// them, and on the same with one thing changed.
func TestTheRecipeInTheDocsWorks(t *testing.T) {
	recipe, whole := theRecipe(t), change{}
	for _, c := range []struct {
		size, position int
		spoil          change
		want           string
	}{
		{1, 1, whole, "entry 1 is in the logbook as signed at 1"},
		{700, 1, whole, "entry 1 is in the logbook as signed at 700"},
		{700, 444, whole, "entry 444 is in the logbook as signed at 700"},
		{700, 700, whole, "entry 700 is in the logbook as signed at 700"},
		{700, 444, change{"checkpoint", "\n700\n", "\n701\n"}, "openssl"},
		{700, 444, change{"key", sampleOrigin, "runup.example/logbook/other"}, "another key"},
		{700, 444, change{"entries.json", "linacs", "linacz"}, "not in this logbook"},
		{700, 444, change{"entries.json", `{\"n\":443}`, `{\"n\":442}`}, "the body is altered"},
		{700, 444, change{"entries.json", `position\":444`, `position\":445`}, "not in this logbook"},
	} {
		folder := t.TempDir()
		answers(t, folder, c.size, c.position)
		spoil(t, folder, c.spoil)
		cmd := exec.Command("python3", "-c", recipe)
		cmd.Dir = folder
		out, err := cmd.CombinedOutput()
		if (err == nil) != (c.spoil == whole) || !strings.Contains(string(out), c.want) {
			t.Errorf("entry %d of %d, %v: want %q, got %v: %s", c.position, c.size, c.spoil, c.want, err, out)
		}
	}
}

func theRecipe(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"python3", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s here to run the recipe with", tool)
		}
	}
	page, err := os.ReadFile("../../docs/logbook.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(page), "```python\n")
	recipe, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("docs/logbook.md holds no recipe")
	}
	return recipe
}

// answers writes what the recipe reads: key, checkpoint, entry and proof, in the shapes of the HTTP contract.
func answers(t *testing.T, folder string, size, position int) {
	t.Helper()
	run := sampleRun(size)
	var leaves []Hash
	nodes := map[int][]Hash{}
	var f Frontier
	for _, e := range run {
		leaves = append(leaves, *e.Leaf)
		for _, n := range f.Append(*e.Leaf) {
			nodes[n.Level] = append(nodes[n.Level], n.Hash)
		}
	}
	rows := Rows{
		LeafHashes: func(from, to int64) ([]Hash, error) { return leaves[from:to], nil },
		Nodes:      func(level int, from, to int64) ([]Hash, error) { return nodes[level][from:to], nil },
	}
	hashes, err := Inclusion(rows, int64(size), int64(position-1))
	if err != nil {
		t.Fatal(err)
	}
	signer := sampleSigner(t, sampleOrigin)
	checkpoint, _ := signer.Sign(int64(size), f.Root())
	e := run[position-1]
	for name, text := range map[string]string{
		"key": signer.VerifierKey() + "\n", "checkpoint": checkpoint,
		"entries.json": fmt.Sprintf(`{"items":[{"position":%d,"header":%q,"body":%q,"salt":%q}],"next":null}`,
			position, e.Header, e.Body, base64.StdEncoding.EncodeToString(e.Salt)),
		"inclusion.json": fmt.Sprintf(`{"position":%d,"size":%d,"hashes":%s}`, position, size, jsonOf(t, hashes)),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func jsonOf(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// change replaces a text in one of the files by another.
type change struct{ file, before, after string }

func spoil(t *testing.T, folder string, c change) {
	t.Helper()
	if c.file == "" {
		return
	}
	path := filepath.Join(folder, c.file)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), c.before) {
		t.Fatalf("%s holds no %q: %v", c.file, c.before, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), c.before, c.after, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}
