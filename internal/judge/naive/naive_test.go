// Package naive_test judges a second time, slowly and by other means, and writes the vectors that every judge must agree
// with. Numbers are exact fractions here, a formula's steps are rounded one by one, and dates are counted on fingers; nothing
// of the judge or its arithmetic is used.
//
// `go test ./internal/judge/naive -update` writes the vectors anew; without it they are only compared. Each file is a list,
// one vector a line: what was asked and given, and what it comes to.
package naive_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the vectors anew")

const folder = "../testdata/vectors/"

type obj = map[string]any

// vector is a check and what it comes to.
type vector struct {
	Name         string            `json:"name"`
	Items        []obj             `json:"items"`
	Round        string            `json:"round,omitempty"`
	Day          string            `json:"day"`
	Features     []string          `json:"features,omitempty"`
	Points       []string          `json:"points,omitempty"`
	References   obj               `json:"references,omitempty"`
	LastSeen     map[string]string `json:"lastSeen,omitempty"`
	Instruments  obj               `json:"instruments,omitempty"`
	StoppedEarly bool              `json:"stoppedEarly,omitempty"`
	Readings     any               `json:"readings"`
	Verdict      string            `json:"verdict"`
	Flags        []string          `json:"flags,omitempty"`
	Results      []outcome         `json:"results"`

	byHand string // what somebody worked out without any judge: the verdict of the first item and its consequence
}

// outcome is what one item comes to.
type outcome struct {
	ID          string      `json:"id"`
	Verdict     string      `json:"verdict"`
	Consequence string      `json:"consequence,omitempty"`
	Computed    json.Number `json:"computed,omitempty"`
	Until       string      `json:"until,omitempty"`
	Soon        bool        `json:"soon,omitempty"`
}

func TestTheVectorsAreThoseOfTheNaiveJudge(t *testing.T) {
	for name, list := range map[string][]vector{
		"limits": limitCases(), "local": localCases(), "dates": dateCases(), "answers": answerCases(), "repeats": repeatCases(),
		"formulas": formulaCases(), "random-formulas": randomFormulas(), "rounds": roundCases(), "checks": randomChecks(),
	} {
		t.Run(name, func(t *testing.T) {
			text := written(t, list)
			if *update {
				if err := os.WriteFile(folder+name+".json", text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if kept, err := os.ReadFile(folder + name + ".json"); err != nil || !bytes.Equal(kept, text) {
				t.Errorf("%d vectors, not those that are kept: %v", len(list), err)
			}
		})
	}
}

// written judges the vectors and writes them. What was worked out by hand must be what the naive judge finds.
func written(t *testing.T, list []vector) []byte {
	var text bytes.Buffer
	for i, v := range list {
		judged(&v)
		if v.byHand != "" && v.byHand != v.Results[0].Verdict+" "+v.Results[0].Consequence {
			t.Errorf("%s: %+v, by hand %s", v.Name, v.Results[0], v.byHand)
		}
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s%s", map[bool]string{true: "[\n", false: ",\n"}[i == 0], line)
	}
	text.WriteString("\n]\n")
	return text.Bytes()
}

// asRead is a value as it stands in JSON, its numbers as they were written.
func asRead(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var tree any
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	if err := in.Decode(&tree); err != nil {
		panic(err)
	}
	return tree
}

// dice are thrown the same way every time.
type dice uint64

func (d *dice) roll(sides int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d)>>33) % sides
}

func one[T any](d *dice, of ...T) T { return of[d.roll(len(of))] }
