// Package wire is the contract as Go types: what travels in requests and answers, generated from openapi.yaml.
//
// Nothing here decides anything. The mapping between these types and the trade's own lives in package api.
package wire

import _ "embed"

//go:generate go tool -modfile=../../tools.mod oapi-codegen -config=models.yaml ../../openapi.yaml
//go:generate go run contract.go

// Contract is openapi.yaml as compact JSON, in the order it is written: requests are validated against it, and it is
// served at /openapi.json.
//
//go:embed openapi.json
var Contract []byte
