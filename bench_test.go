package main

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkStart is the time from the command to the first answer, and the memory at rest afterwards: the first start of
// the sample department, which makes its history, and a start on a folder that is there already. The limit beside them is a
// program that does nothing but answer --help.
func BenchmarkStart(b *testing.B) {
	folder := b.TempDir()
	b.Run("first-demo", func(b *testing.B) {
		for b.Loop() {
			start(b, b.TempDir()).kill()
		}
	})
	start(b, folder).kill()
	b.Run("existing", func(b *testing.B) {
		for b.Loop() {
			p := start(b, folder)
			b.StopTimer()
			b.ReportMetric(p.memory(), "MB")
			p.kill()
			b.StartTimer()
		}
	})
	b.Run("limit-help", func(b *testing.B) {
		for b.Loop() {
			if out, code := command(b, "--help"); code != 0 {
				b.Fatal(out)
			}
		}
	})
}

// memory answers the resident memory in MB, a moment after the start.
func (p *process) memory() float64 {
	time.Sleep(100 * time.Millisecond)
	text, _ := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
	for _, line := range strings.Split(string(text), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
