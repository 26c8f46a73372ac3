//go:build ignore

// Command contract writes openapi.json, the compact copy of openapi.yaml that the server carries.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"

	"github.com/goccy/go-yaml"
)

func main() {
	text, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		log.Fatal(err)
	}
	converted, err := yaml.YAMLToJSON(text)
	if err != nil {
		log.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, converted); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("openapi.json", compact.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
