package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// binary builds the program once for all tests of this package: they drive what people run.
var binary = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "runup")
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "runup")
	out, err := exec.Command("go", "build", "-o", file, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return file, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if file, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(code)
}

// process is a server that runs as people run it.
type process struct {
	base string
	cmd  *exec.Cmd
	out  *bytes.Buffer
}

const code = "TEST-0001"

// start runs `runup serve --demo` on a folder and waits until it is ready.
func start(t testing.TB, folder string, more ...string) *process {
	t.Helper()
	p := begin(t, folder, more...)
	p.wait(t)
	return p
}

// begin is start without the waiting.
func begin(t testing.TB, folder string, more ...string) *process {
	t.Helper()
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	addr := freePort(t)
	p := &process{base: "http://" + addr, out: &bytes.Buffer{}}
	args := append([]string{"serve", "--demo", "--addr", addr, "--data", folder, "--enrolment-code", code}, more...)
	p.cmd = exec.Command(file, args...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (p *process) wait(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		answer, err := http.Get(p.base + "/readyz")
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	p.kill()
	t.Fatalf("the server did not become ready:\n%s", p.out)
}

// kill ends it as a power cut of the process would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// stop ends it as an operator does.
func (p *process) stop(t testing.TB) {
	t.Helper()
	_ = p.cmd.Process.Signal(os.Interrupt)
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the server did not end well: %v\n%s", err, p.out)
	}
}

// command runs the program to its end and answers what it said and its exit code.
func command(t testing.TB, args ...string) (string, int) {
	t.Helper()
	file, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(file, args...)
	out, _ := cmd.CombinedOutput()
	return string(out), cmd.ProcessState.ExitCode()
}
