package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// later are names that the contract gives to what this version does not have. They are let through, and said aloud.
var later = []string{}

// Environment holds the names in an environment against the flags that exist. A name that is misspelt would silently
// change nothing, which is how a server runs without its certificate: so it is refused. Names of RUNUP_TEST_ belong to
// the tests.
func Environment(environ []string) (unused []string, err error) {
	known := append(names(reflect.TypeFor[Flags]()), "RUNUP_CONFIG")
	var m mistakes
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		switch {
		case !strings.HasPrefix(name, "RUNUP_"), strings.HasPrefix(name, "RUNUP_TEST_"), slices.Contains(known, name):
		case slices.Contains(later, name):
			unused = append(unused, name)
		default:
			m.add("%s is not a setting of Runup; there are %s", name, strings.Join(known, ", "))
		}
	}
	return unused, m.err()
}

// names are the env tags of a struct and of those inside it.
func names(t reflect.Type) []string {
	var list []string
	for field := range t.Fields() {
		if field.Anonymous {
			list = append(list, names(field.Type)...)
		} else if name := field.Tag.Get("env"); name != "" {
			list = append(list, name)
		}
	}
	return list
}

// File holds a configuration file's members against the flags that exist, and answers them by flag.
func File(members map[string]any) (map[string]any, error) {
	known := flagNames(reflect.TypeFor[Flags]())
	var m mistakes
	for name, value := range members {
		if !slices.Contains(known, name) {
			m.add("%s is not a setting of Runup; there are %s", name, strings.Join(known, ", "))
		}
		switch value.(type) {
		case string, bool, nil:
		default:
			members[name] = fmt.Sprint(value)
		}
	}
	return members, m.err()
}

func flagNames(t reflect.Type) []string {
	var list []string
	for field := range t.Fields() {
		if field.Anonymous {
			list = append(list, flagNames(field.Type)...)
		} else if name := field.Tag.Get("name"); name != "" {
			list = append(list, name)
		}
	}
	return list
}
