package server_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"runup/api/contract"
	"runup/internal/config"
	"runup/internal/store/storetest"
)

// odd are values that somebody's client, or somebody's malice, puts where another belongs.
var odd = []string{
	`null`, `true`, `0`, `-1`, `1.5`, `1e308`, `9223372036854775807`, `9223372036854775808`, `-9223372036854775809`, `1e-320`, `""`, `" "`, `"a"`, `"*"`,
	`"\u0000"`, `"a\u0000b"`, `"\u007f"`, `"\ud83d\udca5"`, `"'; DROP TABLE entry; --"`, `"%00"`, `"../../etc/passwd"`, `"=1+1"`,
	`"` + strings.Repeat("x", 300) + `"`, `"` + strings.Repeat("é", 2000) + `"`, `"2026-02-30T00:00:00Z"`, `"0000-01-01T00:00:00Z"`,
	`"9999-12-31T23:59:59.999999999Z"`, `"2026-11-23"`, `[]`, `[null]`, `[[]]`, `["a","a"]`, `{}`, `{"a":1}`, `[{"id":"x","name":"X"},{"id":"x","name":"X"}]`,
}

// TestNoValueAnywhereIsAFailure puts every odd value in every place of every body, query and path, on both engines. The
// answer may be a problem or not; it is never a failure, and always what the contract says.
func TestNoValueAnywhereIsAFailure(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { oddities(t, "") })
	t.Run("postgres", func(t *testing.T) { oddities(t, storetest.Postgres(t)) })
}

func oddities(t *testing.T, database string) {
	_, address := serving(t, func(f *config.Flags) { f.Demo, f.Database = true, database })
	site := "http://" + address
	tokens := map[string]string{}
	for _, o := range operations(t) {
		who := strong[o.ID]
		if who == "" {
			who = "sofia.superintendent"
		}
		if tokens[who] == "" {
			tokens[who] = signIn(t, site, who)
		}
		if o.ID == "syncPush" || o.ID == "syncEvents" || o.ID == "signOut" || o.ID == "signIn" || o.ID == "setPin" {
			continue // a tablet's, a stream, and those that would shut us out; FuzzEnvelope has the first
		}
		for _, path := range odderAddresses(o) {
			callAt(t, site, tokens[who], o.Method, path, bodies[o.ID])
		}
		for _, body := range odderBodies(t, bodies[o.ID]) {
			callAt(t, site, tokens[who], o.Method, existing(o), body)
		}
	}
}

// existing is an address with things that are there, where there are any.
func existing(o *contract.Operation) string {
	path := strings.NewReplacer("{areaId}", "linacs", "{equipmentId}", "hoist-1", "{checklistId}", "hoist-pre-use").Replace(o.Path)
	return address(&contract.Operation{ID: o.ID, Path: path})
}

// odderAddresses are the operation's address with each odd value as an id, and as each parameter.
func odderAddresses(o *contract.Operation) []string {
	var list []string
	for _, value := range odd {
		var text string
		if json.Unmarshal([]byte(value), &text) != nil {
			text = value
		}
		if text = url.PathEscape(text); text == "" {
			continue
		}
		if strings.Contains(o.Path, "{") {
			list = append(list, braces.ReplaceAllString(o.Path, strings.ReplaceAll(text, "$", "$$")))
		}
		for _, name := range []string{"limit", "after", "from", "to", "cursor", "checklist", "equipment", "performedBy", "state", "start", "end", "position", "size"} {
			if o.Method == "GET" {
				list = append(list, existing(&contract.Operation{Path: o.Path})+"?"+name+"="+url.QueryEscape(text))
			}
		}
	}
	return list
}

// odderBodies are a right body with one member after the other replaced, also inside.
func odderBodies(t *testing.T, body string) []string {
	t.Helper()
	if body == "" {
		return nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &members); err != nil {
		t.Fatal(err)
	}
	names := append(slices.Sorted(maps.Keys(members)), "areas", "appointments", "inventory", "points", "limits", "from", "until", "value", "status", "equipment",
		"role", "active", "password", "gs1", "features", "affects", "calibrationDue", "unit", "phone", "reason")
	var list []string
	for _, name := range names {
		for _, value := range odd {
			changed := maps.Clone(members)
			changed[name] = json.RawMessage(value)
			text, err := json.Marshal(changed)
			if err != nil {
				t.Fatal(fmt.Errorf("%s: %w", value, err))
			}
			list = append(list, string(text))
		}
	}
	return append(list, `null`, `"x"`, `5`, `{"":""}`)
}
