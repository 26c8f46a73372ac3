package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// commanded runs the program in this process, and answers what it said.
func commanded(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var said, complained bytes.Buffer
	code = run(args, &said, &complained)
	return code, said.String(), complained.String()
}

func written(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestPowersArePrinted(t *testing.T) {
	code, out, _ := commanded(t, "powers")
	if code != fine || !strings.Contains(out, "acknowledge") || !strings.Contains(out, "superintendent") {
		t.Errorf("%d\n%s", code, out)
	}
}

func TestWrongUsageIsTwo(t *testing.T) {
	for _, args := range [][]string{{}, {"srve"}, {"serve", "--prot", "1"}, {"checklist", "validate"}, {"health", "--addr", "8080"}, {"rebuild", "--data", ""}} {
		if code, _, errs := commanded(t, args...); code != misuse || errs == "" {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}

func TestServeNamesEveryMistakeAndStartsNothing(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	code, _, errs := commanded(t, "serve", "--data", folder, "--addr", "8080", "--base-url", "here", "--access-ttl", "soon")
	if code != misuse || !strings.Contains(errs, "--addr") || !strings.Contains(errs, "--base-url") || !strings.Contains(errs, "--access-ttl") {
		t.Errorf("%d %s", code, errs)
	}
	t.Setenv("RUNUP_TLS_CRET", "cert.pem")
	if code, _, errs := commanded(t, "serve", "--data", folder); code != misuse || !strings.Contains(errs, "RUNUP_TLS_CRET") {
		t.Errorf("%d %s", code, errs)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("a data folder was made")
	}
}

// TestFlagsWinOverEnvironmentOverFile says three addresses, then takes one away after the other.
func TestFlagsWinOverEnvironmentOverFile(t *testing.T) {
	file := written(t, "runup.yaml", "addr: localhost:1\ndemo: true\n")
	addr := func(args ...string) string {
		var p program
		parser, err := newParser(&p, &bytes.Buffer{}, &bytes.Buffer{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(append([]string{"serve", "--config", file}, args...)); err != nil {
			t.Fatal(err)
		}
		if !p.Serve.Demo {
			t.Error("demo: true of the file is not heard")
		}
		return p.Serve.Addr
	}
	if got := addr(); got != "localhost:1" {
		t.Errorf("the file alone: %s", got)
	}
	t.Setenv("RUNUP_ADDR", "localhost:2")
	if got := addr(); got != "localhost:2" {
		t.Errorf("the environment too: %s", got)
	}
	if got := addr("--addr", "localhost:3"); got != "localhost:3" {
		t.Errorf("a flag too: %s", got)
	}
}

func TestAConfigurationFileWithAMisspeltName(t *testing.T) {
	file := written(t, "runup.yaml", "adr: localhost:1\nbase_url: x\n")
	if code, _, errs := commanded(t, "serve", "--config", file); code != misuse || !strings.Contains(errs, "adr") || !strings.Contains(errs, "base_url") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestRebuildCheckOfASampleDepartment(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	p := start(t, folder)
	p.stop(t)
	if code, out, errs := commanded(t, "rebuild", "--check", "--data", folder); code != fine || !strings.Contains(out, "position") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, _, errs := commanded(t, "health", "--addr", strings.TrimPrefix(p.base, "http://")); code != failed {
		t.Errorf("a server that is not there is healthy: %d %s", code, errs)
	}
}

func TestRebuildOfAMistypedFolderIsRefusedAndMakesNone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "nowhere")
	code, _, errs := commanded(t, "rebuild", "--check", "--data", folder)
	if code != failed || !strings.Contains(errs, folder) {
		t.Errorf("%d %s", code, errs)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder was made")
	}
}

func TestMistakesInEnvironmentAndFlagsAreToldTogether(t *testing.T) {
	t.Setenv("RUNUP_COLOUR", "red")
	code, _, errs := commanded(t, "serve", "--addr", "8080", "--tls-cert", "/nowhere.pem")
	if code != misuse {
		t.Errorf("exit %d", code)
	}
	for _, mistake := range []string{"RUNUP_COLOUR", "8080", "go together", "/nowhere.pem"} {
		if !strings.Contains(errs, mistake) {
			t.Errorf("%s is not named in:\n%s", mistake, errs)
		}
	}
}

func TestADemonstrationsLadderIsFastOrNothing(t *testing.T) {
	for _, args := range [][]string{{"--demo", "--demo-ladder", "slow"}, {"--demo-ladder", "fast"}} {
		code, _, errs := commanded(t, append(append([]string{"serve"}, args...), "--data", t.TempDir(), "--addr", "256.0.0.1:1")...)
		if code != misuse || !strings.Contains(errs, "--demo-ladder is fast") {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}
