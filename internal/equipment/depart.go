package equipment

import (
	"fmt"
	"slices"

	"runup/internal/logbook"
	"runup/internal/store"
)

// Follower moves what belongs to a piece of equipment along with it to another area, in the view and in the feed. It runs in
// the apply of the entry that moves the equipment.
type Follower func(tx *store.Tx, e logbook.Entry, equipment, area string) error

var followers = map[string]Follower{}

// Follows registers what moves along with equipment. A package that keeps things by the area of their equipment says so once,
// beside its kinds of entry.
func Follows(name string, f Follower) bool {
	followers[name] = f
	return true
}

// depart moves what belongs to the equipment and notes that it left an area. Whoever read that area holds things that are not
// theirs any more, and a feed of puts cannot take them back: departures are part of what a reader's scope is (Departed), so
// their cursor answers that the scope has changed and they begin anew.
func depart(tx *store.Tx, e logbook.Entry, from, to string) error {
	if err := tx.Upsert("departure", departureKey, departureColumns, from, to, e.Position); err != nil {
		return err
	}
	for _, name := range sortedKeys(followers) {
		if err := followers[name](tx, e, e.Subject, to); err != nil {
			return fmt.Errorf("equipment: %s follow to %s: %w", name, to, err)
		}
	}
	return nil
}

var (
	departureKey     = []string{"from_area", "to_area"}
	departureColumns = []string{"position"}
)

// Departed answers the position at which something last left these areas for another that is not among them, 0 for never.
// What belongs to no area is everybody's, and nobody loses what goes there.
func Departed(tx *store.Tx, areas []string) (position int64, err error) {
	all := append([]string{""}, areas...)
	err = tx.Raw("SELECT coalesce(max(position), 0) FROM departure WHERE from_area IN ? AND to_area NOT IN ?", all, all).Scan(&position).Error
	if err != nil {
		return 0, fmt.Errorf("equipment: departed: %w", err)
	}
	return position, nil
}

func sortedKeys(m map[string]Follower) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
