package server_test

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"runup/api/contract"
	"runup/api/wire"
)

// promised finds and compiles what the contract says of answers.
var promised struct {
	once       sync.Once
	mu         sync.Mutex
	operations []*contract.Operation
	document   any
	compiler   *jsonschema.Compiler
	err        error
}

func operations(t testing.TB) []*contract.Operation {
	t.Helper()
	promised.once.Do(func() {
		c, err := contract.Read(wire.Contract)
		if promised.err = err; err != nil {
			return
		}
		promised.operations = c.Operations()
		promised.document, promised.err = jsonschema.UnmarshalJSON(bytes.NewReader(wire.Contract))
		promised.compiler = jsonschema.NewCompiler()
		promised.compiler.AssertFormat()
		if promised.err == nil {
			promised.err = promised.compiler.AddResource("runup:///openapi.json", promised.document)
		}
	})
	if promised.err != nil {
		t.Fatal(promised.err)
	}
	return promised.operations
}

// operationAt finds the operation of a method and an address; nil when there is none. One that names the address goes before
// one that takes anything there.
func operationAt(t testing.TB, method, path string) *contract.Operation {
	t.Helper()
	for _, o := range operations(t) {
		if o.Method == method && o.Path == path {
			return o
		}
	}
	for _, o := range operations(t) {
		if o.Method == method && fits(strings.Split(o.Path, "/"), strings.Split(path, "/")) {
			return o
		}
	}
	return nil
}

func fits(template, path []string) bool {
	return slices.EqualFunc(template, path, func(want, got string) bool { return want == got || strings.HasPrefix(want, "{") })
}

// holds compares an answer with what the contract promises for it: status, media type and every member.
func holds(t testing.TB, method, path string, got answer) {
	t.Helper()
	if got.status >= 500 {
		t.Errorf("%s %s: answered %v", method, path, got)
	}
	if got.status == http.StatusRequestHeaderFieldsTooLarge {
		return // refused before it reached any operation
	}
	o := operationAt(t, method, path)
	if o == nil || got.status == 204 || got.status == 304 {
		return
	}
	media, _, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	if err != nil {
		t.Errorf("%s %s: no media type", method, path)
		return
	}
	at := "/paths/" + strings.NewReplacer("/", "~1").Replace(o.Path) + "/" + strings.ToLower(method) + "/responses/" + strconv.Itoa(got.status)
	if got.status >= 400 {
		at = "/components/responses/Problem"
	}
	content := at + "/content/" + strings.ReplaceAll(media, "/", "~1")
	if lookUp(promised.document, content) == nil {
		t.Errorf("%s %s: the contract promises no %d of %s", method, path, got.status, media)
		return
	}
	if media == "application/json" || media == "application/problem+json" {
		holdBody(t, o, content+"/schema", got)
	}
}

func holdBody(t testing.TB, o *contract.Operation, at string, got answer) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.body))
	if err != nil {
		t.Errorf("%s: answered what is not JSON: %v", o.ID, got)
		return
	}
	promised.mu.Lock()
	schema, err := promised.compiler.Compile("runup:///openapi.json#" + strings.NewReplacer("{", "%7B", "}", "%7D", "+", "%2B").Replace(at))
	promised.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: answered %v, and the contract says %v", o.ID, got, err)
	}
}

func lookUp(document any, pointer string) any {
	here := document
	for _, step := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		members, ok := here.(map[string]any)
		if !ok {
			return nil
		}
		here = members[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
	}
	return here
}
