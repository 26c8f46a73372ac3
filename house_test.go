package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// floors is the plan of the house: a package imports only from floors below its own.
var floors = map[string]int{
	"runup":              14,
	"runup/api/server":   13,
	"runup/api":          12,
	"runup/api/simulate": 12,

	"runup/api/contract":     11,
	"runup/api/wire":         11,
	"runup/internal/sample":  11,
	"runup/internal/rebuild": 11,

	"runup/internal/tablet":         10,
	"runup/internal/audit":          10,
	"runup/internal/overdue":        10,
	"runup/internal/figures":        10,
	"runup/internal/tablet/client":  10,
	"runup/internal/escalation":     9,
	"runup/internal/engine":         10,
	"runup/internal/claim":          9,
	"runup/internal/check":          8,
	"runup/internal/report":         8,
	"runup/internal/rota":           8,
	"runup/internal/auth":           7,
	"runup/internal/baseline":       7,
	"runup/internal/stock":          7,
	"runup/internal/authorisation":  7,
	"runup/internal/occurrence":     7,
	"runup/internal/device":         6,
	"runup/internal/equipment":      6,
	"runup/internal/evidence":       6,
	"runup/internal/library":        6,
	"runup/internal/codes":          5,
	"runup/internal/notify/email":   6,
	"runup/internal/notify/govuk":   6,
	"runup/internal/notify/webhook": 6,
	"runup/internal/notify":         5,
	"runup/internal/staff":          4,
	"runup/internal/logbook":        3,
	"runup/internal/judge":          2,
	"runup/internal/store":          2,
	"runup/internal/checklist":      1,
	"runup/internal/judge/naive":    0,
	"runup/internal/config":         0,
	"runup/internal/formula":        0,
	"runup/internal/ladder":         0,
	"runup/internal/operation":      0,
	"runup/internal/problem":        0,
	"runup/internal/proof":          0,
	"runup/internal/schedule":       0,

	"runup/checklists": 0, // embedded files, no code
	"runup/web":        0, // embedded files, no code
}

// helpers of tests stand beside what they help and may import what tests may.
var helpers = map[string]bool{"runup/internal/store/storetest": true, "runup/internal/sample/sampletest": true, "runup/internal/notify/notifytest": true}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []goPackage
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func TestFloors(t *testing.T) {
	for _, p := range packages(t) {
		if helpers[p.ImportPath] {
			continue
		}
		floor, known := floors[p.ImportPath]
		if !known {
			t.Errorf("%s has no floor", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if below, ours := floors[imported]; ours && below >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d)", p.ImportPath, floor, imported, below)
			}
			if helpers[imported] {
				t.Errorf("%s imports the test helper %s", p.ImportPath, imported)
			}
		}
	}
}

// asking are the packages that ask others over HTTP; none of them answers.
var asking = map[string]bool{"runup/internal/notify/govuk": true, "runup/internal/notify/webhook": true, "runup/internal/notify/notifytest": true}

// TestBorders holds what may be known where: HTTP under api only, GORM below it only.
func TestBorders(t *testing.T) {
	for _, p := range packages(t) {
		inside := strings.HasPrefix(p.ImportPath, "runup/internal/")
		for _, imported := range p.Imports {
			if inside && (strings.HasPrefix(imported, "github.com/labstack/echo") || imported == "net/http" && !asking[p.ImportPath]) {
				t.Errorf("%s knows HTTP (%s)", p.ImportPath, imported)
			}
			if !inside && strings.HasPrefix(imported, "gorm.io/") {
				t.Errorf("%s speaks SQL (%s)", p.ImportPath, imported)
			}
			if strings.HasPrefix(imported, "github.com/getkin/kin-openapi") {
				t.Errorf("%s carries kin-openapi, which is for tests", p.ImportPath)
			}
		}
	}
}
