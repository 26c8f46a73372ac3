// Package contract holds requests against openapi.yaml before anything else sees them.
//
// It reads the operations when the server starts, which is cheap, and compiles the schemas of an operation the first
// time that it is called, which is not. It knows JSON Schema and nothing of Echo.
package contract

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Contract is the set of operations, and the schemas they are held against.
type Contract struct {
	text       []byte
	operations []*Operation

	mu       sync.Mutex // the compiler takes one caller at a time
	document map[string]any
	compiler *jsonschema.Compiler
}

// Operation is one method on one path.
type Operation struct {
	ID     string
	Method string // GET, POST …
	Path   string // as in the contract: /v1/areas/{areaId}
	Token  Token
	JSON   bool // it answers with JSON, and with nothing else, when all is well

	contract *Contract
	bare     bool // takes neither parameters nor a body: there is nothing to compile
	once     sync.Once
	rules    rules
	broken   error
}

// Token says whether an operation wants an access token.
type Token int

// The three answers; the contract's security member says which.
const (
	Needed   Token = iota // the rule
	Optional              // none is needed, but one that is sent must be good
	Ignored               // the operation does not look at it
)

// Read finds the operations of a contract given as JSON.
func Read(text []byte) (*Contract, error) {
	var outline struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(text, &outline); err != nil {
		return nil, fmt.Errorf("contract: read: %w", err)
	}
	c := &Contract{text: text}
	for path, members := range outline.Paths {
		for _, method := range methods {
			if member, ok := members[method]; ok {
				if err := c.add(method, path, member, members["parameters"] == nil); err != nil {
					return nil, err
				}
			}
		}
	}
	slices.SortFunc(c.operations, func(a, b *Operation) int { return strings.Compare(a.ID, b.ID) })
	return c, nil
}

var methods = []string{"get", "put", "post", "delete", "patch"}

func (c *Contract) add(method, path string, member []byte, bare bool) error {
	var named struct {
		OperationID string                 `json:"operationId"`
		Security    *[]map[string][]string `json:"security"`
		Parameters  json.RawMessage        `json:"parameters"`
		RequestBody json.RawMessage        `json:"requestBody"`
		Responses   map[string]struct {
			Content map[string]json.RawMessage `json:"content"`
		} `json:"responses"`
	}
	if err := json.Unmarshal(member, &named); err != nil || named.OperationID == "" {
		return fmt.Errorf("contract: %s %s has no operationId", method, path)
	}
	content := named.Responses["200"].Content
	c.operations = append(c.operations, &Operation{
		JSON: len(content) == 1 && content[JSON] != nil,
		ID:   named.OperationID, Method: strings.ToUpper(method), Path: path, Token: token(named.Security), contract: c,
		bare: bare && named.Parameters == nil && named.RequestBody == nil,
	})
	return nil
}

func token(security *[]map[string][]string) Token {
	switch {
	case security == nil:
		return Needed
	case len(*security) == 0:
		return Ignored
	case slices.ContainsFunc(*security, func(way map[string][]string) bool { return len(way) == 0 }):
		return Optional
	}
	return Needed
}

// Operations are all of them, by id.
func (c *Contract) Operations() []*Operation { return c.operations }
