package main

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"runup/checklists"
)

// TestTheTenMinuteRecipeIsTrue follows checklists/README.md in an empty folder: its commands, its checklist, and the mistakes
// that it tells a new author to make.
func TestTheTenMinuteRecipeIsTrue(t *testing.T) {
	read, err := os.ReadFile("checklists/README.md")
	if err != nil {
		t.Fatal(err)
	}
	commands, texts, yaml := blocks(string(read), "sh"), blocks(string(read), "text"), blocks(string(read), "yaml")
	if len(commands) != 3 || len(texts) != 2 || len(yaml) != 1 {
		t.Fatalf("the recipe has %d commands, %d answers and %d checklists", len(commands), len(texts), len(yaml))
	}
	t.Chdir(t.TempDir())
	follow := func(step string) (said string) {
		for line := range strings.Lines(step) {
			_, out, errs := commanded(t, strings.Fields(strings.TrimPrefix(line, "runup "))...)
			if said += out; errs != "" {
				t.Fatalf("%s: %s", line, errs)
			}
		}
		return said
	}
	if said := follow(commands[0] + commands[1]); !strings.Contains(said, "no mistakes in 1 file") {
		t.Errorf("as it was written: %s", said)
	}
	put(t, "arm-support-weekly.yaml", yaml[0])
	if said := follow(commands[1]); said != texts[0] {
		t.Errorf("the checklist of the recipe:\n%s", said)
	}
	put(t, "arm-support-weekly.yaml", strings.NewReplacer("toleranceHigh: 1", "toleranceHigh: 3", "pull / (rod", "pull / (rood").Replace(yaml[0]))
	if said := follow(commands[1]); said != texts[1] {
		t.Errorf("the mistakes of the recipe:\n%s", said)
	}
	if said := follow(commands[2]); !strings.Contains(said, "no mistakes in 1 file") {
		t.Errorf("started from the library: %s", said)
	}
	// Copied from the page as it is, indented, it must be as good.
	put(t, "arm-support-weekly.yaml", "   "+strings.ReplaceAll(yaml[0], "\n", "\n   "))
	if said := follow(commands[1]); said != texts[0] {
		t.Errorf("copied with its indentation:\n%s", said)
	}
}

// blocks answers the fenced blocks of a language, without the indentation of the list that they stand in.
func blocks(page, language string) (list []string) {
	for _, m := range regexp.MustCompile("(?ms)^( *)```"+language+"\n(.*?)^ *```$").FindAllStringSubmatch(page, -1) {
		list = append(list, regexp.MustCompile("(?m)^"+m[1]).ReplaceAllString(m[2], ""))
	}
	return list
}

// TestEveryMemberIsInTheTables finds each name that the schema has on the page that teaches it.
func TestEveryMemberIsInTheTables(t *testing.T) {
	page, err := os.ReadFile("checklists/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(checklists.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	names := members(schema, map[string]bool{})
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !regexp.MustCompile("[`{ ]" + name + "[`:,}]").Match(page) {
			t.Errorf("%s is not on the page", name)
		}
	}
	if len(names) < 50 {
		t.Errorf("only %d members were found in the schema", len(names))
	}
}

// members gathers the names of all properties, and the words of all enumerations.
func members(node any, into map[string]bool) map[string]bool {
	switch node := node.(type) {
	case map[string]any:
		properties, _ := node["properties"].(map[string]any)
		for name := range properties {
			into[name] = true
		}
		words, _ := node["enum"].([]any)
		for _, w := range words {
			if word, _ := w.(string); regexp.MustCompile("^[a-z-]+$").MatchString(word) {
				into[word] = true
			}
		}
		for _, inner := range node {
			members(inner, into)
		}
	case []any:
		for _, inner := range node {
			members(inner, into)
		}
	}
	return into
}
