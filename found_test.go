package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A department that is not a sample begins: its first people are made once, and one of them signs in.
func TestFound_GivesADepartmentItsFirstPeopleOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	people := []string{"found", "--data", folder, "administrator:ada:Ada Admin", "physicist:priya:Priya Physicist"}
	code, out, errs := commanded(t, people...)
	if code != fine {
		t.Fatalf("%d %s", code, errs)
	}
	if found := regexp.MustCompile(`(?m)^(ada|priya)\s+[A-Z2-7]{26}\s`).FindAllString(out, -1); len(found) != 2 {
		t.Errorf("no passwords in:\n%s", out)
	}
	if code, _, errs := commanded(t, people...); code != failed || !strings.Contains(errs, "people already") {
		t.Errorf("a second founding: %d %s", code, errs)
	}
}

func TestFound_NamesEveryPersonItCannotRead(t *testing.T) {
	code, _, errs := commanded(t, "found", "--data", t.TempDir(), "ada", "physicist:priya")
	if code != misuse || !strings.Contains(errs, `"ada"`) || !strings.Contains(errs, `"physicist:priya"`) {
		t.Errorf("%d %s", code, errs)
	}
}

// What is wrong with a person is said at the prompt as the app says it, and nobody was made: the right one is made next.
func TestFound_SaysWhatIsWrongWithAPerson(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	code, _, errs := commanded(t, "found", "--data", folder, "physicist:priya:Priya Physicist", "wizard:ada:Ada Admin")
	if code != misuse || !strings.Contains(errs, "ada/role: one of support-worker, ") || strings.Contains(errs, "priya/") {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs := commanded(t, "found", "--data", folder, "physicist:priya:Priya Physicist"); code != misuse || !strings.Contains(errs, "Nobody among them is an administrator.") {
		t.Errorf("a department that nobody could add to: %d %s", code, errs)
	}
	if code, _, errs := commanded(t, "found", "--data", folder, "administrator:ada:Ada Admin"); code != fine {
		t.Errorf("%d %s", code, errs)
	}
}
