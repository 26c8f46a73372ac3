package contract_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"runup/api/contract"
	"runup/api/wire"
	"runup/internal/problem"
)

func read(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Read(wire.Contract)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func operation(t testing.TB, id string) *contract.Operation {
	t.Helper()
	for _, o := range read(t).Operations() {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("no operation %s", id)
	return nil
}

func TestEveryOperationCompiles(t *testing.T) {
	for _, o := range read(t).Operations() {
		if _, _, err := o.TakesBody(); err != nil {
			t.Error(err)
		}
	}
}

func TestBody(t *testing.T) {
	for _, c := range []struct{ name, operation, body, code, pointers string }{
		{"right", "putArea", `{"name":"LA1","site":"North","phone":"1234"}`, "", ""},
		{"a member that is not known", "putArea", `{"name":"LA1","site":"North","colour":"red","x/y":1}`, "invalid", "/colour /x~1y"},
		{"names differ in case", "putArea", `{"name":"LA1","site":"North","NAME":"x"}`, "invalid", "/NAME"},
		{"every place is named", "putArea", `{"name":5,"phone":[]}`, "invalid", "/name /phone /site"},
		{"deep inside", "putEquipment", `{"name":"L","kind":"linac","area":"a","points":[{"id":"p","name":"P"},{"id":"P 2"}],"inventory":{"yearMade":2020.5}}`,
			"invalid", "/inventory/yearMade /points/1/id /points/1/name"},
		{"not JSON", "putArea", `{"name"`, "unreadable", ""},
		{"empty", "putArea", ``, "unreadable", ""},
		{"a member twice", "putArea", `{"name":"a","name":"b","site":"s"}`, "unreadable", ""},
		{"text after it", "putArea", `{"name":"a","site":"s"} {}`, "unreadable", ""},
		{"not UTF-8", "putArea", "{\"name\":\"\xff\",\"site\":\"s\"}", "unreadable", ""},
		{"a NUL, which PostgreSQL cannot keep", "putArea", `{"name":"a\u0000b","site":"s"}`, "invalid", "/name"},
		{"another type altogether", "putArea", `[]`, "invalid", ""},
		{"a number beyond a float64", "acknowledgeEscalation", `{"version":1e999999999}`, "unreadable", ""},
		{"a number that vanishes", "acknowledgeEscalation", `{"version":1e-999999999}`, "unreadable", ""},
		{"a whole number written long", "acknowledgeEscalation", `{"version":1e0}`, "", ""},
		{"a date that is none", "grantAuthorisation", `{"checklist":"a","capacity":"operator","evidence":"e","until":"2026-02-30T00:00:00Z"}`, "invalid", "/until"},
		{"either of two", "signIn", `{"username":"a","password":"b","pin":"123456"}`, "invalid", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			value, err := operation(t, c.operation).Body([]byte(c.body))
			if err == nil {
				err = contract.Keepable(value)
			}
			holds(t, err, c.code, c.pointers)
		})
	}
}

func holds(t *testing.T, err error, code, pointers string) {
	t.Helper()
	if code == "" {
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		return
	}
	p, ok := problem.Of(err)
	if !ok || p.Code != code {
		t.Fatalf("got %v, want %s", err, code)
	}
	if got := pointersOf(p.Fields); pointers != "" && got != pointers {
		t.Errorf("named %q, want %q", got, pointers)
	}
}

func pointersOf(fields []problem.Field) string {
	var list []string
	for _, f := range fields {
		list = append(list, f.Pointer)
	}
	return strings.Join(list, " ")
}

func TestDeepJSONIsUnreadable(t *testing.T) {
	for _, open := range []string{"[", `{"a":`} {
		_, err := contract.Parse([]byte(strings.Repeat(open, 100_000)))
		holds(t, err, "unreadable", "")
	}
}

func TestQuery(t *testing.T) {
	for _, c := range []struct{ query, pointers string }{
		{"limit=1&after=x", ""},
		{"limit=500", ""},
		{"limit=0", "query/limit"},
		{"limit=501", "query/limit"},
		{"limit=1.5", "query/limit"},
		{"limit=", "query/limit"},
		{"limit=99999999999999999999", "query/limit"},
		{"limit=5&limit=6", "query/limit"},
		{"colour=red&limit=x", "query/colour query/limit"},
		{"after=%00", "query/after"},
		{"after=%ff", "query/after"},
	} {
		values, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		wrong, err := operation(t, "listAreas").Query(values)
		if err != nil {
			t.Fatal(err)
		}
		if got := pointersOf(wrong); got != c.pointers {
			t.Errorf("%s: named %q, want %q", c.query, got, c.pointers)
		}
	}
	for value, want := range map[string]string{"true": "", "false": "", "1": "query/reviewed", "": "query/reviewed"} {
		wrong, _ := operation(t, "listChecks").Query(url.Values{"reviewed": {value}})
		if got := pointersOf(wrong); got != want {
			t.Errorf("reviewed=%s: named %q, want %q", value, got, want)
		}
	}
	wrong, _ := operation(t, "listEntries").Query(url.Values{"start": {"1"}})
	if got := pointersOf(wrong); got != "query/end" {
		t.Errorf("a required parameter: named %q", got)
	}
}

func TestParams(t *testing.T) {
	o := operation(t, "putArea")
	for value, want := range map[string]string{"la-1": "", "LA 1": "path/areaId", "": "path/areaId", "a\x00": "path/areaId"} {
		wrong, err := o.Params(map[string]string{"areaId": value})
		if err != nil {
			t.Fatal(err)
		}
		if got := pointersOf(wrong); got != want {
			t.Errorf("%q: named %q, want %q", value, got, want)
		}
	}
}

// TestReadingTheContractIsCheap holds the start-up's share of it.
func TestReadingTheContractIsCheap(t *testing.T) {
	best := time.Hour // of several: the machine may do other things
	for range 5 {
		start := time.Now()
		read(t)
		best = min(best, time.Since(start))
	}
	if best > 30*time.Millisecond {
		t.Errorf("took %v", best)
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read(b)
	}
}

func BenchmarkBody(b *testing.B) {
	o := operation(b, "putArea")
	text := []byte(`{"name":"LA1","site":"North","phone":"1234"}`)
	for b.Loop() {
		if _, err := o.Body(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstCall(b *testing.B) {
	for b.Loop() {
		_, _, _ = operation(b, "putArea").TakesBody()
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2,{"b":null}]}`, `1e400`, `"\ud800"`, `{"a":1,"a":2}`, `[[[[`, `-0`, `1E-5`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := contract.Parse(text); err != nil {
			if _, ok := problem.Of(err); !ok {
				t.Errorf("not a problem: %v", err)
			}
		}
	})
}
