package wire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/goccy/go-yaml"

	"runup/api/wire"
)

func contractText(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func document(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(contractText(t))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// operations walks every operation by its method and path.
func operations(t *testing.T, visit func(where string, o *openapi3.Operation, item *openapi3.PathItem)) {
	t.Helper()
	for path, item := range document(t).Paths.Map() {
		for method, o := range item.Operations() {
			visit(method+" "+path, o, item)
		}
	}
}

func TestTheContractIsValid(t *testing.T) {
	if err := document(t).Validate(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestTheCopyIsFresh(t *testing.T) {
	converted, err := yaml.YAMLToJSON(contractText(t))
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, converted); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(compact.Bytes(), wire.Contract) {
		t.Error("openapi.json is stale: run make generate")
	}
}

func TestEveryOperationIsNamedToldAndSecured(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+[A-Za-z]*$`)
	seen := map[string]bool{}
	operations(t, func(where string, o *openapi3.Operation, _ *openapi3.PathItem) {
		if !name.MatchString(o.OperationID) || seen[o.OperationID] {
			t.Errorf("%s: operationId %q", where, o.OperationID)
		}
		seen[o.OperationID] = true
		if o.Summary == "" || len(o.Tags) != 1 {
			t.Errorf("%s: needs a summary and one tag", where)
		}
		problem := o.Responses.Default()
		if problem == nil || problem.Value.Content.Get("application/problem+json") == nil {
			t.Errorf("%s: has no problem+json answer", where)
		}
	})
	if doc := document(t); len(doc.Security) == 0 {
		t.Error("the contract does not want a token by default")
	}
}

func TestEveryListPages(t *testing.T) {
	operations(t, func(where string, o *openapi3.Operation, item *openapi3.PathItem) {
		answer := o.Responses.Value("200")
		if answer == nil || answer.Value.Content.Get("application/json") == nil || o.OperationID == "listEntries" {
			return
		}
		if answer.Value.Content.Get("application/json").Schema.Value.Properties["next"] == nil {
			return
		}
		for _, name := range []string{"limit", "after"} {
			if o.Parameters.GetByInAndName("query", name) == nil {
				t.Errorf("%s: a list without %s", where, name)
			}
		}
	})
}

// TestEveryRequestBodyIsClosed walks bodies to their last member: one open object would let a misspelt name through.
func TestEveryRequestBodyIsClosed(t *testing.T) {
	operations(t, func(where string, o *openapi3.Operation, _ *openapi3.PathItem) {
		if o.RequestBody == nil || closedElsewhere[o.OperationID] {
			return
		}
		if json := o.RequestBody.Value.Content.Get("application/json"); json != nil { // else a photo: its bytes say what it is
			walk(json.Schema, where, func(at string, s *openapi3.Schema) {
				if s.Type.Is("object") && (s.AdditionalProperties.Has == nil || *s.AdditionalProperties.Has) {
					t.Errorf("%s is open", at)
				}
				if s.Type.Is("string") && s.MaxLength == nil && s.Pattern == "" && s.Enum == nil && s.Format == "" && !strings.HasSuffix(at, "/payload") {
					t.Errorf("%s is a text without an end", at)
				}
			})
		}
	})
}

// closedElsewhere are bodies that are closed by something else than the contract, which the server's tests hold: a checklist
// by its own schema, a table by its list of columns; a receipt is another service's to extend.
var closedElsewhere = map[string]bool{"proposeChecklist": true, "receiveReceipt": true, "importBaselines": true, "importRota": true}

func walk(ref *openapi3.SchemaRef, at string, visit func(string, *openapi3.Schema)) {
	visit(at, ref.Value)
	for name, inner := range ref.Value.Properties {
		walk(inner, at+"/"+name, visit)
	}
	if ref.Value.Items != nil {
		walk(ref.Value.Items, at+"/items", visit)
	}
}

// known are the keywords used in schemas: a misspelt one, or a description cut short by a comma, is none of them.
var known = strings.Fields(`$ref type description properties required items additionalProperties enum format pattern minLength maxLength
	minimum maximum minItems maxItems minProperties maxProperties default x-go-type x-go-type-skip-optional-pointer`)

func TestSchemasUseKnownWordsAndDoubles(t *testing.T) {
	var raw any
	if err := json.Unmarshal(wire.Contract, &raw); err != nil {
		t.Fatal(err)
	}
	var visit func(at string, value any, schema bool)
	visit = func(at string, value any, schema bool) {
		switch v := value.(type) {
		case []any:
			for _, inner := range v {
				visit(at, inner, schema)
			}
		case map[string]any:
			if schema {
				holdSchema(t, at, v)
			}
			for name, inner := range v {
				named := name == "properties" || name == "schemas"
				visit(at+"/"+name, inner, !named && (name == "schema" || name == "items" || schemaHolder(at, name)))
			}
		}
	}
	visit("", raw, false)
}

// schemaHolder tells that the members of what stands here are schemas themselves.
func schemaHolder(at, _ string) bool {
	return strings.HasSuffix(at, "/properties") || strings.HasSuffix(at, "/schemas")
}

func holdSchema(t *testing.T, at string, schema map[string]any) {
	t.Helper()
	for word := range schema {
		if !slices.Contains(known, word) {
			t.Errorf("%s: %q is no keyword here", at, word)
		}
	}
	types, _ := schema["type"].([]any)
	if (schema["type"] == "number" || slices.Contains(types, any("number"))) && schema["format"] != "double" {
		t.Errorf("%s: a number without format double would lose digits", at)
	}
}

func TestTimesAreUTCWithMilliseconds(t *testing.T) {
	summer := time.Date(2026, 7, 1, 9, 30, 0, 100e6, time.FixedZone("BST", 3600))
	text, err := json.Marshal(map[string]any{"at": wire.Time(summer), "none": wire.At(nil)})
	if err != nil || string(text) != `{"at":"2026-07-01T08:30:00.100Z","none":null}` {
		t.Errorf("wrote %s %v", text, err)
	}
	var read wire.Time
	if err := json.Unmarshal([]byte(`"2026-07-01T09:30:00.1+01:00"`), &read); err != nil || !time.Time(read).Equal(summer) {
		t.Errorf("read %v %v", read, err)
	}
	if err := json.Unmarshal([]byte(`"yesterday"`), &read); err == nil {
		t.Error("a time that is none was read")
	}
}

func TestTagsAreTold(t *testing.T) {
	doc := document(t)
	told := map[string]bool{}
	for _, tag := range doc.Tags {
		told[tag.Name] = true
	}
	used := map[string]bool{}
	operations(t, func(_ string, o *openapi3.Operation, _ *openapi3.PathItem) { used[o.Tags[0]] = true })
	if !maps.Equal(told, used) {
		t.Errorf("told %v, used %v", told, used)
	}
}
