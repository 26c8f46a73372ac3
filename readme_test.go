package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What the README tells a newcomer to run is run, and what it says comes out comes out.
func TestReadme_TheFirstCheckRunsAsWritten(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "openssl", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the walk needs %s, which is not here", tool)
		}
	}
	script, err := filepath.Abs("docs/first-check.sh")
	check(t, err)
	server := start(t, t.TempDir())
	walk := exec.Command("bash", script)
	walk.Dir = t.TempDir()
	walk.Env = append(os.Environ(), "B="+server.base, "CODE="+code)
	out, err := walk.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	readme := string(must(os.ReadFile("README.md"))(t))
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if strings.HasPrefix(line, "Entry ") {
			line = "Entry " // positions differ from run to run
		}
		if !strings.Contains(readme, line) {
			t.Errorf("the README does not say %q", line)
		}
	}
}
