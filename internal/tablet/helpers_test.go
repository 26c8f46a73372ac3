package tablet_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"runup/internal/check"
	"runup/internal/escalation"
	"runup/internal/logbook"
	"runup/internal/operation"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/store/storetest"
	"runup/internal/tablet"
	"runup/internal/tablet/client"
)

// kinds answers the kinds of the entries after a position.
func (d *department) kinds(after int64) (list []string) {
	d.Helper()
	d.read(func(tx *store.Tx) error {
		for r, err := range logbook.All(tx) {
			if err != nil {
				return err
			}
			if e, err := r.Entry(); err != nil {
				return err
			} else if e.Position > after {
				list = append(list, e.Kind)
			}
		}
		return nil
	})
	return list
}

func (d *department) acknowledge(name, id string, version int64) escalation.Escalation {
	d.Helper()
	e, err := d.tryAcknowledge(name, id, version)
	d.must(err)
	return e
}

func (d *department) tryAcknowledge(name, id string, version int64) (e escalation.Escalation, err error) {
	err = d.db.Write(context.Background(), d.as(name), func(tx *store.Tx) error {
		e, err = escalation.Acknowledge(tx, id, version)
		return err
	})
	return e, err
}

// spoiled are operations that cannot be accepted, each in its own way.
func (d *department) spoiled() map[string]client.Op {
	change := func(from, to string) client.Op {
		op := d.pen.Completed(d.hoist(nil))
		return d.pen.Seal(op.OpID, strings.Replace(op.Payload, from, to, 1))
	}
	unsigned := d.pen.Completed(d.hoist(nil))
	unsigned.Signature = "AAAA"
	moved := d.pen.Completed(d.hoist(nil))
	moved.OpID = "0193e0a2-0000-7000-8000-00000000000f"
	return map[string]client.Op{
		"a bad signature":          unsigned,
		"another outer id":         moved,
		"another device inside":    change(d.pen.ID(), "0193e0a2-0000-7000-8000-000000000009"),
		"no JSON":                  d.pen.Seal("0193e0a2-0000-7000-8000-000000000001", "{"),
		"a member twice":           change(`"note":""`, `"note":"","note":"x"`),
		"a raw NUL":                d.pen.Seal("0193e0a2-0000-7000-8000-000000000002", "{\"a\":\"\x00\"}"),
		"text after it":            d.pen.Seal("0193e0a2-0000-7000-8000-000000000003", "{} {}"),
		"a list":                   d.pen.Seal("0193e0a2-0000-7000-8000-000000000004", "[]"),
		"an empty payload":         d.pen.Seal("0193e0a2-0000-7000-8000-000000000005", ""),
		"an unknown type":          change(`check.completed`, `check.dreamt`),
		"an unknown schema":        change(`"schema":1`, `"schema":2`),
		"an unknown version":       change(d.hashes["hoist-check"], strings.Repeat("0", 64)),
		"unknown equipment":        change(`"hoist-1"`, `"hoist-9"`),
		"equipment with a NUL":     change(`"hoist-1"`, `"hoist\u0000"`),
		"no readings":              change(`"readings"`, `"readinks"`),
		"a checklist that is text": change(`"checklist":{"hash"`, `"checklist":"x","checklists":{"hash"`),
		"lone surrogates":          change(`"note":""`, `"note":"\ud800"`),
		"another case of a member": change(`"equipment"`, `"Equipment"`),
	}
}

// morning is a batch in which order could matter: an alert and its check, checks that fail alike, a seal that is changed.
func (d *department) morning(p interface {
	Completed(client.Check) client.Op
	Alerted(string, client.Check, string, any) client.Op
}, round int) []client.Op {
	hoist := d.addHoist(fmt.Sprintf("hoist-%d", 100+round))
	trolley := d.addTrolley(fmt.Sprintf("trolley-%d", 100+round))
	id := fmt.Sprintf("0193e0a2-0000-7000-8000-1000000000%02d", round)
	failing := func(more map[string]any) client.Check {
		c := d.done("hoist-check", hoist, map[string]any{"brakes": yes, "castors": no, "slings": yes})
		c.More = more
		return c
	}
	seal := func(number string) client.Check {
		return d.done("trolley-check", trolley, map[string]any{"seal": map[string]any{"value": number}})
	}
	return []client.Op{
		p.Alerted(id, failing(nil), "castors", no), p.Completed(failing(map[string]any{"opId": id})),
		p.Completed(d.done("hoist-check", hoist, map[string]any{"brakes": no, "castors": no, "slings": yes})),
		p.Completed(seal("A-1")), p.Completed(seal("A-1")), p.Completed(seal("A-2")), p.Completed(seal("A-2")),
	}
}

// summary is the state that a morning leaves behind, without ids and positions.
func (d *department) summary(round int) string {
	var lines []string
	for _, c := range d.checks() {
		if strings.HasSuffix(c.Equipment, fmt.Sprint("-", 100+round)) {
			lines = append(lines, fmt.Sprint("check ", c.Checklist, c.Verdict, c.Flags, string(c.Readings)))
		}
	}
	for _, e := range d.escalations() {
		if strings.HasSuffix(e.Equipment, fmt.Sprint("-", 100+round)) {
			var happened []string
			for _, h := range e.Timeline {
				happened = append(happened, h.Kind)
			}
			lines = append(lines, fmt.Sprint("escalation ", e.Checklist, e.Item, e.Severity, e.State, e.Version, len(e.Checks), happened))
		}
	}
	slices.Sort(lines)
	return strings.Join(append(lines, string(d.status(fmt.Sprint("hoist-", 100+round)))), "\n")
}

func (d *department) withdrawAuthorisations(name string) {
	d.Helper()
	d.write(d.as("sofia"), func(tx *store.Tx) error {
		list, err := staff.AuthorisationsOf(tx, d.people[name].ID)
		for _, a := range list {
			if _, err := staff.Withdraw(tx, a.ID, "moved"); err != nil {
				return err
			}
		}
		return err
	})
}

func checklistHash(text []byte) string { return operation.SHA(string(text)) }

func (d *department) resolve(name, id, decision string) (tablet.SetAside, error) {
	return d.service.Resolve(context.Background(), d.as(name), id, decision, "looked at it")
}

func replace(s, from, to string) string { return strings.Replace(s, from, to, 1) }

func has(list []string, s string) bool { return slices.Contains(list, s) }

// pagedEscalations counts what pages of one hold, each once.
func pagedEscalations(tx *store.Tx) (int, error) {
	seen, before := map[string]bool{}, ""
	for {
		page, err := escalation.List(tx, escalation.Filter{}, before, 1)
		if err != nil || len(page) == 0 {
			return len(seen), err
		}
		before = page[0].ID
		seen[before] = true
	}
}

func pagedChecks(tx *store.Tx) int {
	seen, before := map[string]bool{}, int64(0)
	for {
		page, err := check.List(tx, check.Filter{Checklist: "hoist-check"}, before, 2)
		if err != nil || len(page) == 0 {
			return len(seen)
		}
		for _, c := range page {
			before = c.Position
			seen[c.ID] = true
		}
	}
}

func payloadOf(d *department, body string) string {
	d.Helper()
	var sent struct{ Payload string }
	d.must(json.Unmarshal([]byte(body), &sent))
	return sent.Payload
}

// opIDIn answers the id inside a payload, if there is one that can be sent.
func opIDIn(payload string) string {
	o, err := operation.Read(payload)
	if err != nil || o.Lacks() != nil {
		return ""
	}
	return o.OpID
}

// silent is for services whose failures are wanted.
var silent = slog.New(slog.DiscardHandler)

func configAt(t *testing.T, clock *storetest.Clock) store.Config {
	return store.Config{Folder: t.TempDir(), Now: clock.Now}
}
