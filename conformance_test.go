package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestThePropertiesAreTested holds docs/conformance.md against the tests that it names: each property has a test that carries
// its number, or says why it has none, and what is named is there.
func TestThePropertiesAreTested(t *testing.T) {
	page, err := os.ReadFile("docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range regexp.MustCompile(`(?m)^\| (\S+) \| .+ \| (.+) \|$`).FindAllStringSubmatch(string(page), -1) {
		number, shown := row[1], row[2]
		if number == "---" || number == "no." {
			continue
		}
		all = append(all, number)
		named, carried := regexp.MustCompile("`([^`:]+): ([^`]+)`").FindAllStringSubmatch(shown, -1), false
		for _, n := range named {
			if !isTested(t, n[1], n[2]) {
				t.Errorf("%s: no test in %s is called %s", number, n[1], n[2])
			}
			carried = carried || regexp.MustCompile(`(^|[^0-9])`+number+`([^0-9]|$)`).MatchString(n[2])
		}
		if !carried && !strings.HasPrefix(number, "W") && !strings.HasPrefix(shown, "not built: ") && !strings.HasPrefix(shown, "later: ") {
			t.Errorf("%s: no test carries the number, and nothing says why", number)
		}
	}
	for _, picture := range regexp.MustCompile(`screens/[a-z-]+\.png`).FindAllString(string(page), -1) {
		if _, err := os.Stat(filepath.Join("docs", picture)); err != nil {
			t.Error(err)
		}
	}
	var want []string
	for n := range 95 {
		want = append(want, strconv.Itoa(n+1))
	}
	for _, list := range []struct {
		letter      string
		first, last int
	}{{"S", 30, 30}, {"A", 6, 6}, {"C", 1, 14}, {"W", 1, 13}} {
		for n := list.first; n <= list.last; n++ {
			want = append(want, fmt.Sprint(list.letter, n))
		}
	}
	if !slices.Equal(all, want) {
		t.Errorf("the page has %v", all)
	}
}

// isTested reports whether a folder, or a file, has a test whose name begins so.
func isTested(t *testing.T, where, name string) bool {
	t.Helper()
	files := []string{where}
	if !strings.Contains(filepath.Base(where), ".") {
		files, _ = filepath.Glob(where + "/*_test.go")
	}
	begins := regexp.MustCompile("(func |\\(['\"`])" + regexp.QuoteMeta(name) + `([^0-9]|$)`)
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%v", err)
		}
		return begins.Match(text)
	})
}
