package tablet

import (
	"encoding/binary"

	"runup/internal/logbook"
	"runup/internal/problem"
	"runup/internal/proof"
	"runup/internal/store"
)

// cursor is how far a client has read: a position of one history, in one scope. floor is where a tablet's first snapshot began
// to carry checks; it travels with the cursor, so that no date ever changes what a cursor is owed.
type cursor struct {
	epoch    string
	position int64
	floor    int64
	scope    [8]byte
	root     [8]byte
}

func (c cursor) seal(key [32]byte) string {
	sealed := proof.Cursor{Epoch: c.epoch, Position: c.position, Root: c.root}
	copy(sealed.Scope[:8], c.scope[:])
	binary.BigEndian.PutUint64(sealed.Scope[8:], uint64(c.floor))
	return proof.Seal(key, sealed)
}

func openCursor(key [32]byte, token string) (cursor, error) {
	sealed, err := proof.OpenCursor(key, token)
	if err != nil {
		return cursor{}, problem.New("unknown-cursor", "This server did not make that cursor.").Because(err)
	}
	return cursor{
		epoch: sealed.Epoch, position: sealed.Position, root: sealed.Root,
		scope: [8]byte(sealed.Scope[:8]), floor: int64(binary.BigEndian.Uint64(sealed.Scope[8:])),
	}, nil
}

// rootAt answers the first bytes of the tree's root at a position.
func rootAt(tx *store.Tx, position int64) ([8]byte, error) {
	root, err := logbook.RootAt(tx, position)
	return [8]byte(root[:8]), err
}
