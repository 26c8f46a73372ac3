package formula_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"runup/internal/formula"
)

var vars = []formula.Var{
	{Name: "reading", Type: formula.Number}, {Name: "temperature", Type: formula.Number}, {Name: "pressure", Type: formula.Number},
	{Name: "open", Type: formula.Bool}, {Name: "mode", Type: formula.Text},
	{Name: "reading_100kv", Type: formula.Number}, {Name: "dose_a", Type: formula.Number},
}

func compile(t *testing.T, source string) *formula.Program {
	t.Helper()
	p, err := formula.Compile(source, vars)
	if err != nil {
		t.Fatalf("Compile(%q): %v", source, err)
	}
	return p
}

func TestFormulasCompute(t *testing.T) {
	values := map[string]any{"reading": 100.0, "temperature": 23.0, "pressure": 99.8, "open": true, "mode": "fast"}
	for source, want := range map[string]float64{
		"reading * (273.15 + temperature) / 293.15 * 101.325 / pressure": 100.0 * (273.15 + 23) / 293.15 * 101.325 / 99.8,
		"reading * 2":                           200,
		"(reading - 1) / 1 * 100":               9900,
		"-reading + 1":                          -99,
		"abs(temperature - 25)":                 2,
		"sqrt(reading)":                         10,
		"pow(temperature, 2)":                   529,
		"min(reading, temperature, 1)":          1,
		"max(reading, temperature)":             100,
		"mean(1, 2, 6)":                         3,
		"round(temperature / 2)":                12,
		"open ? 1 : 2":                          1,
		"mode == 'fast' && reading > 3 ? 7 : 0": 7,
	} {
		got, err := compile(t, source).Compute(values)
		if err != nil || got != want {
			t.Errorf("%s = %v, %v; want %v", source, got, err, want)
		}
	}
}

func TestAPowerIsRoundedOnceAndTheSameEverywhere(t *testing.T) {
	p := compile(t, "pow(reading, temperature)")
	for _, c := range []struct{ x, y, want float64 }{
		{2, 10, 1024}, {10, 22, 1e22}, {10, -3, 0.001}, {-3, 3, -27}, {4, 0.5, 2}, {2, 0.5, math.Sqrt2}, {7, 0, 1}, {0, 3, 0}, {0, 0, 1},
		{100000001, 2, 1.0000000200000000e16}, // half-way between two doubles
		{0.5, 30.5 / 73.83, 0.7510020747934729},
		{1.5, 700.25, 2.0319085310875348e123}, {math.MaxFloat64, 0.5, 1.3407807929942596e154}, {0.1, math.MaxFloat64, 0}, {1, math.MaxFloat64, 1}, {2, -1074, 5e-324}, {2, 1023, 0x1p1023},
	} {
		if got, err := p.Compute(map[string]any{"reading": c.x, "temperature": c.y}); err != nil || got != c.want {
			t.Errorf("pow(%v, %v) = %v, %v; want %v", c.x, c.y, got, err, c.want)
		}
	}
	for _, c := range [][2]float64{{10, 400}, {0, -1}, {-8, 1.0 / 3}, {1.5, 2000.5}} {
		if got, err := p.Compute(map[string]any{"reading": c[0], "temperature": c[1]}); err == nil {
			t.Errorf("pow(%v, %v) = %v, want an error", c[0], c[1], got)
		}
	}
}

func TestCanonicalTextIsItsOwnCanonicalText(t *testing.T) {
	for _, source := range []string{"reading*2", "(reading - 1)/1*100", "-(-reading) - -2", "open ? 1 : 2", "min(reading,2, 3) + 1e3", "reading - (1 - 2)", "10000000000000000000000.0 * 3"} {
		text := compile(t, source).Text()
		if again := compile(t, text).Text(); again != text {
			t.Errorf("%s became %s, then %s", source, text, again)
		}
	}
	if got := compile(t, "reading*2").Text(); got != "reading * 2.0" {
		t.Errorf("reading*2 became %s", got)
	}
}

func TestWhatCannotBeComputedIsAnError(t *testing.T) {
	for source, values := range map[string]map[string]any{
		"1 / reading":                {"reading": 0.0},
		"reading / reading":          {"reading": 0.0},
		"sqrt(reading)":              {"reading": -1.0},
		"pow(reading, 1000)":         {"reading": 10.0},
		"reading * 2":                {},
		"reading * 3":                {"reading": math.NaN()},
		"reading * 0":                {"reading": math.Inf(1)},
		"reading * 4":                {"reading": "100"},
		"reading > 1 ? 1 : pressure": {"reading": 2.0},
	} {
		if got, err := compile(t, source).Compute(values); err == nil {
			t.Errorf("%s of %v = %v, want an error", source, values, got)
		}
	}
}

func TestMistakesAreSaidInWordsThatAPhysicistUnderstands(t *testing.T) {
	for source, want := range map[string]string{
		"reading ^ 2":                     "1:9: write pow(x, 2) for a power",
		"reading ** 2":                    "1:9: write pow(x, 2) for a power",
		"reading * (273.15 + temprature)": "did you mean temperature?",
		"Reading * 2":                     "did you mean reading?",
		"pi * reading":                    "write 3.141592653589793 for pi",
		"reading = 2 ? 1 : 0":             "1:9: use == to compare",
		"reading <> 2 ? 1 : 0":            "1:9: use != for not equal",
		"reading ≤ 3 ? 1 : 2":             "1:9: write <= for at most",
		"open and open ? 1 : 2":           "1:6: use && for and",
		"open or open ? 1 : 2":            "1:6: use || for or",
		"open & open ? 1 : 2":             "1:6: use && for and",
		"not open ? 1 : 2":                "1:1: use ! for not",
		"reading * 3%":                    "3 % is 0.03",
		"reading % 3":                     "3 % is 0.03",
		"reading * 1,5":                   "1:11: write decimals with a point",
		"max(reading, 0,5)":               "1:14: write decimals with a point",
		"reading × 2":                     "use * to multiply",
		"temperature °C":                  "1:13: a formula has no units",
		"2 reading":                       "1:1: a sign is missing here",
		"(reading + 1)(pressure)":         "1:13: a sign is missing here",
		"if open then 1 else 2":           "write a choice as condition ? number : number",
		"open ? 1":                        "write a choice as condition ? number : number",
		"open ? 1 : 'x'":                  "write a choice as condition ? number : number",
		"|reading|":                       "write abs(x) for the size of x",
		"reading-100kv * 2":               "1:1: write reading_100kv: in a formula a hyphen would subtract",
		"2 * dose-a":                      "1:5: write dose_a: in a formula a hyphen would subtract",
		"reading * mode":                  "* does not work with a number and text",
		"open * 2":                        "1:6: * does not work with yes or no and a number",
		"mode == 3 ? 1 : 2":               "1:6: == does not work with text and a number",
		"mode > 'a' ? 1 : 2":              "1:6: only numbers are larger or smaller",
		"10 > reading > 3 ? 1 : 2":        "compare two at a time",
		"reading > 3":                     "must give a number, this one gives yes or no",
		"mode":                            "must give a number, this one gives text",
		"log(reading)":                    "there is no function log; there are abs",
		"round(reading, 2)":               "round takes one number, not (a number and a number)",
		"max(reading)":                    "max takes 2 to 8 numbers",
		"abs(mode)":                       "abs takes one number, not (text)",
		"sqrt()":                          "sqrt takes one number, not (nothing)",
		"(reading":                        "1:9: a bracket is opened and not closed",
		"reading)":                        "1:8: a bracket is closed that was not opened",
		"{reading}":                       "round brackets only",
		"reading +":                       "the formula ends where a number should follow",
		"mode == 'stop and go ? 1 : 2":    "a text in quotes is not closed",
		"reading.value":                   "1:8: a formula names items alone",
		"reading / 0":                     "1:9: this divides by zero",
		"reading / (2 - 2)":               "1:9: this divides by zero",
		"open ? reading : 1 / 0.0":        "1:20: this divides by zero",
		"sqrt(-1) + reading":              "1:5: this part never gives a number",
		"1e999 * reading":                 "1:1: this number is too large",
		"":                                "there is no formula here",
		"°·²":                             "use * to multiply",
		"[1, 2].map(x, x)[0]":             "",
	} {
		p, err := formula.Compile(source, vars)
		if err == nil && p.Never() != nil {
			err = p.Never()
		}
		var mistake *formula.Mistake
		if !errors.As(err, &mistake) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", source, err, want)
		}
	}
}

func TestARunAwayFormulaIsRefused(t *testing.T) {
	deep := strings.Repeat("(", 3000) + "reading" + strings.Repeat(")", 3000)
	if _, err := formula.Compile(deep, vars); err == nil {
		t.Error("3,000 brackets were accepted")
	}
	if _, err := formula.Compile(strings.Repeat("reading + ", 5000)+"reading", vars); err == nil {
		t.Error("a formula of 50,000 letters was accepted")
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"reading * 2", "open ? 1 : 2", "reading ^", "min(1,2)", "((", "'a'", "1u + 2", "-9223372036854775808 + 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		p, err := formula.Compile(source, vars)
		if err != nil {
			return
		}
		again, err := formula.Compile(p.Text(), vars)
		if err != nil || again.Text() != p.Text() {
			t.Fatalf("%q became %q, then %v", source, p.Text(), err)
		}
		if n, err := p.Compute(map[string]any{"reading": 1.5, "temperature": 20.0, "pressure": 101.0, "open": true, "mode": "x"}); err == nil && (math.IsNaN(n) || math.IsInf(n, 0)) {
			t.Fatalf("%q computed %v", source, n)
		}
	})
}

func BenchmarkCompute(b *testing.B) {
	p, _ := formula.Compile("reading * (273.15 + temperature) / 293.15 * 101.325 / pressure", vars)
	values := map[string]any{"reading": 100.0, "temperature": 23.0, "pressure": 99.8}
	b.ReportAllocs()
	for b.Loop() {
		p.Compute(values)
	}
}
