package tablet

import (
	"context"
	"slices"

	"runup/internal/check"
	"runup/internal/evidence"
	"runup/internal/report"
	"runup/internal/staff"
	"runup/internal/store"
)

// awaited leaves, of the photos that operations name, those that have not come. It is asked after the commit: a photo that
// comes meanwhile is at worst sent twice.
func (s *Service) awaited(ctx context.Context, results []Result) error {
	var named []string
	for _, r := range results {
		named = append(named, r.MissingBlobs...)
	}
	if len(named) == 0 {
		return nil
	}
	return s.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		here, err := evidence.ByDigests(tx, named)
		for i := range results {
			results[i].MissingBlobs = slices.DeleteFunc(slices.Clone(results[i].MissingBlobs), func(sha string) bool {
				_, came := here[sha]
				return came
			})
		}
		return err
	})
}

// Photo answers a photo to whoever may see a record that names it, and to its sender. What no record names yet may belong to
// something that was set aside, so whoever resolves that sees it too.
func Photo(tx *store.Tx, sha string) (evidence.Photo, error) {
	here, err := evidence.ByDigests(tx, []string{sha})
	if err != nil {
		return evidence.Photo{}, err
	}
	p, came := here[sha]
	if !came {
		return evidence.Photo{}, evidence.NotHere()
	}
	shown, err := shows(tx, p)
	if err != nil {
		return evidence.Photo{}, err
	}
	if !shown {
		return evidence.Photo{}, evidence.NotHere()
	}
	return p, nil
}

func shows(tx *store.Tx, p evidence.Photo) (bool, error) {
	owners, err := evidence.Owners(tx, p.SHA256)
	if err != nil {
		return false, err
	}
	for _, o := range owners {
		if shown, err := showing[o.Kind](tx, o.ID); err != nil || shown {
			return shown, err
		}
	}
	if sender := p.Device == tx.Actor.Device && p.By == tx.Actor.Staff; sender {
		return true, nil
	}
	return len(owners) == 0 && staff.Allows(tx.Actor, staff.Quarantine), nil
}

// showing asks of each kind of record that names photos whether the actor may see it.
var showing = map[string]func(*store.Tx, string) (bool, error){"check": check.Shows, "report": report.Shows}
