// Package checklists carries the library that ships with Runup: one YAML file a checklist, and the schema of such a file.
package checklists

import "embed"

// Library holds the checklist files.
//
//go:embed *.yaml
var Library embed.FS

// Schema is the JSON Schema of a checklist.
//
//go:embed checklist.schema.json
var Schema []byte
