package tablet

import (
	"fmt"
	"strings"

	"runup/internal/baseline"
	"runup/internal/check"
	"runup/internal/device"
	"runup/internal/equipment"
	"runup/internal/escalation"
	"runup/internal/library"
	"runup/internal/logbook"
	"runup/internal/occurrence"
	"runup/internal/problem"
	"runup/internal/report"
	"runup/internal/staff"
	"runup/internal/store"
)

// load puts to each thing that moved what it is now, kind by kind. What has gone out of the caller's sight since it moved, with
// the equipment it belongs to, is left out.
func load(tx *store.Tx, moved []logbook.Moved) ([]Change, error) {
	wanted := map[string][]string{}
	for _, m := range moved {
		wanted[m.Kind] = append(wanted[m.Kind], m.ID)
	}
	found := map[string]map[string]any{}
	for kind, ids := range wanted {
		var err error
		if found[kind], err = loaders[kind](tx, ids); err != nil {
			return nil, fmt.Errorf("tablet: pull: %s: %w", kind, err)
		}
	}
	changes := make([]Change, 0, len(moved))
	for _, m := range moved {
		if thing, ok := found[m.Kind][m.ID]; ok {
			changes = append(changes, Change{Position: m.Position, Kind: m.Kind, ID: m.ID, Thing: thing})
		}
	}
	return changes, nil
}

// loaders find things of a kind. Where there are few of a kind, all are read at once.
var loaders = map[string]func(*store.Tx, []string) (map[string]any, error){
	"area":       byOne(equipment.AreaByID),
	"baseline":   baselines,
	"check":      many(check.ByIDs),
	"checklist":  either(library.Current, library.All, func(e library.Edition) string { return e.ID }),
	"device":     either(device.ByID, device.All, func(d device.Device) string { return d.ID }),
	"equipment":  either(equipment.ByID, equipment.All, func(q equipment.Equipment) string { return q.ID }),
	"escalation": many(escalation.ByIDs),
	"occurrence": many(occurrence.ByIDs),
	"report":     many(report.ByIDs),
	"staff":      either(staff.ByID, staff.All, func(p staff.Person) string { return p.ID }),
}

// fewEnough is how many things are sooner found one by one.
const fewEnough = 4

func byOne[T any](find func(*store.Tx, string) (T, error)) func(*store.Tx, []string) (map[string]any, error) {
	return func(tx *store.Tx, ids []string) (map[string]any, error) {
		found := make(map[string]any, len(ids))
		for _, id := range ids {
			thing, err := find(tx, id)
			if err != nil {
				return nil, err
			}
			found[id] = thing
		}
		return found, nil
	}
}

func many[T any](find func(*store.Tx, []string) (map[string]T, error)) func(*store.Tx, []string) (map[string]any, error) {
	return func(tx *store.Tx, ids []string) (map[string]any, error) {
		things, err := find(tx, ids)
		found := make(map[string]any, len(things))
		for id, thing := range things {
			found[id] = thing
		}
		return found, err
	}
}

func either[T any](one func(*store.Tx, string) (T, error), all func(*store.Tx) ([]T, error), id func(T) string) func(*store.Tx, []string) (map[string]any, error) {
	return func(tx *store.Tx, ids []string) (map[string]any, error) {
		if len(ids) <= fewEnough {
			return byOne(one)(tx, ids)
		}
		list, err := all(tx)
		found := make(map[string]any, len(list))
		for _, thing := range list {
			found[id(thing)] = thing
		}
		return found, err
	}
}

// baselines reads the lists of the pieces of equipment that the ids name.
func baselines(tx *store.Tx, ids []string) (map[string]any, error) {
	found := map[string]any{}
	read := map[string]bool{}
	for _, id := range ids {
		of, _, _ := strings.Cut(id, "/")
		if read[of] {
			continue
		}
		read[of] = true
		list, err := baseline.List(tx, of)
		if err != nil && !problem.Is(err, "not-found") {
			return nil, err
		}
		for _, b := range list {
			found[b.ID()] = b
		}
	}
	return found, nil
}
