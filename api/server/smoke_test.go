package server_test

import (
	"io"
	"testing"

	"runup/internal/config"
)

// TestSmoke opens the sample department, which pushes a week of checks, closes it and opens it again. It is what the build
// without a C compiler is tried with.
func TestSmoke(t *testing.T) {
	folder := t.TempDir()
	for _, again := range []bool{false, true} {
		code := map[bool]string{false: "SMOKE-1", true: ""}[again] // the second time it is there already
		s, err := open(folder, io.Discard, func(f *config.Flags) { f.EnrolmentCode = "SMOKE-1" })
		if err != nil {
			t.Fatal(err)
		}
		if s.Department.New == again || len(s.Department.People) < 12 || s.Department.Code != code {
			t.Errorf("again %t: opened %+v", again, s.Department)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("a second time: %v", err)
		}
	}
}
