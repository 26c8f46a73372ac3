//go:build seeded

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// seed is one bug: what it breaks in words, the code that it is, and the test that must notice it.
type seed struct {
	number  int // of the property in docs/conformance.md
	breaks  string
	changes []change
	where   string // the package of the test
	test    string // how its name begins
}

// change is an old text, that stands in its file once, and what stands there instead.
type change struct{ file, old, new string }

// TestEachSeededBugIsNoticed breaks one thing after the other and runs the test that shows it. The files here stay as they are:
// the broken ones lie elsewhere and only the compiler takes them for ours, that of a test which builds the server too.
func TestEachSeededBugIsNoticed(t *testing.T) {
	for _, s := range seeds {
		t.Run(fmt.Sprintf("%d %s", s.number, s.breaks), func(t *testing.T) {
			env := append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+overlay(t, s.changes)))
			if out, err := golang(env, "build", "./..."); err != nil {
				t.Fatalf("it does not compile: %s", out)
			}
			args := []string{"test", s.where, "-count=1", "-timeout=10m", "-run=^" + s.test}
			if s.test == days { // chance finds it: with more of it surely, where a day costs little, without a shorter story or a file about it
				args[4] += "/sqlite"
				args = append(args, "-rapid.checks=400", "-rapid.shrinktime=1ms", "-rapid.nofailfile")
			}
			out, err := golang(env, args...)
			if err == nil {
				t.Fatalf("nobody noticed: %s", out)
			}
			if !regexp.MustCompile(`(?m)^--- FAIL: `+s.test).MatchString(out) || strings.Contains(out, "did not become ready") {
				t.Fatalf("it failed, and not by the test: %s", out)
			}
			t.Log(out)
		})
	}
}

func golang(env []string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Env = env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// overlay writes the changed files into a folder of their own, and the list by which the compiler finds them.
func overlay(t *testing.T, changes []change) string {
	t.Helper()
	folder, files, texts := t.TempDir(), map[string]string{}, map[string]string{}
	for i, c := range changes {
		path, err := filepath.Abs(c.file)
		check(t, err)
		if texts[path] == "" {
			text, err := os.ReadFile(path)
			check(t, err)
			texts[path], files[path] = string(text), filepath.Join(folder, fmt.Sprintf("%d.go", i))
		}
		if n := strings.Count(texts[path], c.old); n != 1 {
			t.Fatalf("%s has this %d times: %s", c.file, n, c.old)
		}
		texts[path] = strings.Replace(texts[path], c.old, c.new, 1)
		check(t, os.WriteFile(files[path], []byte(texts[path]), 0o600))
	}
	list, err := json.Marshal(map[string]any{"Replace": files})
	check(t, err)
	file := filepath.Join(folder, "overlay.json")
	check(t, os.WriteFile(file, list, 0o600))
	return file
}
