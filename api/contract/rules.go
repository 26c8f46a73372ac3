package contract

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// base names the contract inside the compiler; nothing is ever fetched from it.
const base = "runup:///openapi.json"

// rules are an operation's compiled schemas.
type rules struct {
	query        map[string]parameter
	path         map[string]parameter
	media        string             // of the body; "": the operation takes none
	body         *jsonschema.Schema // of a JSON body
	bodyRequired bool
}

// JSON is the media type of every body but a few texts.
const JSON = "application/json"

type parameter struct {
	required bool
	numeric  bool
	boolean  bool
	schema   *jsonschema.Schema
}

// compiled answers the operation's rules, made at its first call.
func (o *Operation) compiled() (*rules, error) {
	if o.bare {
		return &rules{}, nil
	}
	o.once.Do(func() {
		o.contract.mu.Lock()
		defer o.contract.mu.Unlock()
		o.broken = o.compile()
	})
	return &o.rules, o.broken
}

func (o *Operation) compile() error {
	if err := o.contract.prepare(); err != nil {
		return err
	}
	item := o.contract.document["paths"].(map[string]any)[o.Path].(map[string]any)
	operation := item[strings.ToLower(o.Method)].(map[string]any)
	o.rules = rules{query: map[string]parameter{}, path: map[string]parameter{}}
	at := "/paths/" + escape(o.Path)
	if err := o.parameters(at, item); err != nil {
		return err
	}
	at += "/" + strings.ToLower(o.Method)
	if err := o.parameters(at, operation); err != nil {
		return err
	}
	return o.body(at, operation)
}

// prepare parses the whole document, once, when the first operation is called.
func (c *Contract) prepare() error {
	if c.compiler != nil {
		return nil
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(c.text))
	if err != nil {
		return fmt.Errorf("contract: read: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(base, document); err != nil {
		return fmt.Errorf("contract: read: %w", err)
	}
	c.document, c.compiler = document.(map[string]any), compiler
	return nil
}

func (o *Operation) parameters(at string, holder map[string]any) error {
	list, _ := holder["parameters"].([]any)
	for i, entry := range list {
		spot, described := o.contract.follow(fmt.Sprintf("%s/parameters/%d", at, i), entry.(map[string]any))
		schema, err := o.contract.compiler.Compile(base + "#" + spot + "/schema")
		if err != nil {
			return fmt.Errorf("contract: %s: %w", o.ID, err)
		}
		_, plain := o.contract.follow("", described["schema"].(map[string]any))
		required, _ := described["required"].(bool)
		p := parameter{required: required, numeric: plain["type"] == "integer" || plain["type"] == "number", boolean: plain["type"] == "boolean", schema: schema}
		name := described["name"].(string)
		switch described["in"] {
		case "query":
			o.rules.query[name] = p
		case "path":
			o.rules.path[name] = p
		}
	}
	return nil
}

func (o *Operation) body(at string, operation map[string]any) error {
	body, ok := operation["requestBody"].(map[string]any)
	if !ok {
		return nil
	}
	o.rules.bodyRequired, _ = body["required"].(bool)
	content, _ := body["content"].(map[string]any)
	if content[JSON] == nil {
		for media := range content {
			o.rules.media = media // a text: whoever takes it reads it by rules of its own
		}
		return nil
	}
	o.rules.media = JSON
	schema, err := o.contract.compiler.Compile(base + "#" + at + "/requestBody/content/application~1json/schema")
	if err != nil {
		return fmt.Errorf("contract: %s: %w", o.ID, err)
	}
	o.rules.body = schema
	return nil
}

// follow answers where an entry really stands, and what stands there.
func (c *Contract) follow(at string, entry map[string]any) (string, map[string]any) {
	ref, ok := entry["$ref"].(string)
	if !ok {
		return at, entry
	}
	var here any = c.document
	for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		here = here.(map[string]any)[unescape(step)]
	}
	return strings.TrimPrefix(ref, "#"), here.(map[string]any)
}

func escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name)
}

func unescape(step string) string { return strings.NewReplacer("~1", "/", "~0", "~").Replace(step) }
