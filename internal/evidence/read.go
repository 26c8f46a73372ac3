package evidence

import (
	"fmt"

	"runup/internal/problem"
	"runup/internal/store"
)

// ByDigests finds the photos that are here.
func ByDigests(tx *store.Tx, digests []string) (map[string]Photo, error) {
	var rows []row
	if err := tx.Where("sha IN ?", digests).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("evidence: read: %w", err)
	}
	here := make(map[string]Photo, len(rows))
	for _, r := range rows {
		here[r.SHA] = r.photo()
	}
	return here, nil
}

// Named is a photo that a record names: here, or still awaited.
type Named struct {
	SHA256 string
	Photo  *Photo // nil while it is awaited
}

// Of answers the photos that things of a kind name, by id, in the order of their digests.
func Of(tx *store.Tx, kind string, ids []string) (map[string][]Named, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var names []namedRow
	if err := tx.Where("kind = ? AND id IN ?", kind, ids).Order("id, sha").Find(&names).Error; err != nil {
		return nil, fmt.Errorf("evidence: of: %w", err)
	}
	digests := make([]string, len(names))
	for i, n := range names {
		digests[i] = n.SHA
	}
	here, err := ByDigests(tx, digests)
	if err != nil {
		return nil, err
	}
	of := map[string][]Named{}
	for _, n := range names {
		named := Named{SHA256: n.SHA}
		if p, ok := here[n.SHA]; ok {
			named.Photo = &p
		}
		of[n.ID] = append(of[n.ID], named)
	}
	return of, nil
}

// Owner is a thing of the feed that names a photo.
type Owner struct{ Kind, ID string }

// Owners answers everything that names a photo.
func Owners(tx *store.Tx, sha string) ([]Owner, error) {
	var names []namedRow
	if err := tx.Where("sha = ?", sha).Order("kind, id").Find(&names).Error; err != nil {
		return nil, fmt.Errorf("evidence: owners: %w", err)
	}
	list := make([]Owner, len(names))
	for i, n := range names {
		list[i] = Owner{Kind: n.Kind, ID: n.ID}
	}
	return list, nil
}

// Content answers a photo's bytes.
func Content(tx *store.Tx, sha string) ([]byte, error) {
	var found [][]byte
	if err := tx.Raw("SELECT content FROM evidence_content WHERE sha = ?", sha).Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("evidence: content: %w", err)
	}
	if len(found) != 1 {
		return nil, NotHere()
	}
	return found[0], nil
}

// NotHere is the answer for a photo that has not come, or that the asker may not see.
func NotHere() *problem.Error { return problem.New("not-found", "There is no such photo.") }
