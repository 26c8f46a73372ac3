package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"runtime/pprof"
	"strconv"
	"strings"
	"testing"
	"time"

	"runup/api/server"
	"runup/internal/config"
)

// A benchmark's server runs in a process of its own, so that its processor time and memory are its own.
const childVariable = "RUNUP_BENCH_CHILD" // folder, then ",stub" to leave signatures unchecked

func serveAsChild(what string) {
	if err := serveChild(what); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serveChild(what string) error {
	folder, stub, _ := strings.Cut(what, ",")
	o := server.Options{
		Config: config.Config{Addr: "127.0.0.1:0", Data: folder, KeyFile: folder + ".key", Demo: true, EnrolmentCode: "BENCH-0001"},
		Log:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})), Now: time.Now,
	}
	if stub != "" {
		o = server.WithoutSignatures(o)
	}
	s, err := server.New(context.Background(), o)
	if err != nil {
		return err
	}
	l, err := s.Listen()
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	defer profile()()
	return s.Serve(ctx, l)
}

// profile writes where the server's processor time went, when RUNUP_BENCH_PROFILE names a file.
func profile() (stop func()) {
	f, err := os.Create(os.Getenv("RUNUP_BENCH_PROFILE"))
	if err != nil || pprof.StartCPUProfile(f) != nil {
		return func() {}
	}
	return pprof.StopCPUProfile
}

type child struct {
	base   string
	folder string
	cmd    *exec.Cmd
}

func startChild(b *testing.B, stub bool) *child {
	b.Helper()
	c := &child{folder: b.TempDir() + "/data", cmd: exec.Command(os.Args[0])}
	what := c.folder
	if stub {
		what += ",stub"
	}
	c.cmd.Env = append(os.Environ(), childVariable+"="+what)
	c.cmd.Stderr = os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = c.cmd.Process.Signal(os.Interrupt); _ = c.cmd.Wait() })
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // nothing more is said there
	c.base = "http://" + strings.TrimSpace(addr)
	return c
}

// cpu answers the processor time the server has used so far. Source: proc(5), utime and stime in clock ticks of 1/100 s.
func (c *child) cpu(b *testing.B) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		b.Skip("processor time is read from /proc")
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// memory answers the resident memory in MB.
func (c *child) memory() float64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	for _, line := range strings.Split(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
