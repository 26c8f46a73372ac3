package device

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"runup/internal/problem"
	"runup/internal/store"
)

const (
	nonceLivesFor = 2 * time.Minute // by the server's clock alone: a tablet's clock plays no part
	nonceShared   = time.Minute     // a nonce with more than this left may be handed out again
	noncesAhead   = 8               // open ones a tablet has before one is handed out again
)

// Challenge answers a nonce for a tablet to sign. Anybody may ask; asking often gets one that is out already, so nobody
// can push a tablet's own nonce out or fill the disk.
func Challenge(ctx context.Context, db *store.DB, deviceID string) (string, error) {
	var nonce string
	err := db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		if _, err := ByID(tx, deviceID); err != nil {
			return err
		}
		var err error
		nonce, err = open(tx, deviceID)
		return err
	})
	if err != nil || nonce != "" {
		return nonce, err
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	nonce = b64.EncodeToString(raw)
	err = db.Work(ctx, func(tx *store.Tx) error {
		if err := tx.Where("device = ? AND expires_at < ?", deviceID, store.At(tx.Now)).Delete(&nonceRow{}).Error; err != nil {
			return err
		}
		return tx.Insert("device_nonce", nonceColumns, deviceID, nonce, store.At(tx.Now), store.At(tx.Now.Add(nonceLivesFor)), (*store.Instant)(nil))
	})
	if err != nil {
		return "", fmt.Errorf("device: challenge: %w", err)
	}
	return nonce, nil
}

// open answers the newest nonce of a tablet that has too many out already.
func open(tx *store.Tx, deviceID string) (string, error) {
	var rows []nonceRow
	err := tx.Where("device = ? AND used_at IS NULL AND expires_at > ?", deviceID, store.At(tx.Now.Add(nonceShared))).
		Order("expires_at DESC").Limit(noncesAhead).Find(&rows).Error
	if err != nil || len(rows) < noncesAhead {
		return "", err
	}
	return rows[0].Nonce, nil
}

// Prove takes a signed nonce: the tablet holds its key. The nonce serves once; one whose signature does not fit is not
// spent, or anybody could spend it.
func Prove(ctx context.Context, db *store.DB, deviceID, nonce, signature string) (Device, error) {
	var d Device
	err := db.Read(ctx, store.ServerActor(), func(tx *store.Tx) (err error) {
		d, err = ByID(tx, deviceID)
		return err
	})
	if problem.Is(err, "not-found") || err == nil && !Verify(d.Key, []byte(nonce), signature) {
		return Device{}, notProven()
	}
	if err != nil {
		return Device{}, err
	}
	err = db.Work(ctx, func(tx *store.Tx) error {
		spent := tx.Model(&nonceRow{}).Where("device = ? AND nonce = ? AND used_at IS NULL AND expires_at > ?", deviceID, nonce, store.At(tx.Now)).
			Updates(map[string]any{"used_at": store.At(tx.Now)})
		if spent.Error != nil {
			return fmt.Errorf("device: prove: %w", spent.Error)
		}
		if spent.RowsAffected != 1 {
			return notProven()
		}
		return proven(tx, deviceID)
	})
	return d, err
}

// proven remembers that the tablet has begun, which ends its enrolment code for good.
func proven(tx *store.Tx, deviceID string) error {
	var rows []contactRow
	if err := tx.Where("device = ?", deviceID).Find(&rows).Error; err != nil {
		return err
	}
	row := contactRow{Device: deviceID}
	if len(rows) == 1 {
		row = rows[0]
	}
	if row.ProvenAt != nil {
		return nil
	}
	at := store.At(tx.Now)
	row.ProvenAt = &at
	return row.keep(tx)
}

func (r contactRow) keep(tx *store.Tx) error {
	return tx.Upsert("device_contact", byDevice, contactColumns, r.Device, r.SeenAt, r.Outbox, r.App, r.SkewMs, r.ProvenAt, r.UnsentSince)
}

func notProven() error {
	return problem.New("not-signed-in", "The tablet has not shown that it holds its key.").Do("Ask for a new nonce, sign it as it stands and send both.")
}

// Sweep forgets nonces and codes that are long over. A code is kept a month, to answer that it was used.
func Sweep(tx *store.Tx) error {
	if err := tx.Where("expires_at < ?", store.At(tx.Now)).Delete(&nonceRow{}).Error; err != nil {
		return fmt.Errorf("device: sweep: %w", err)
	}
	month := store.At(tx.Now.AddDate(0, -1, 0))
	if err := tx.Where("expires_at < ? AND used_at IS NULL", month).Delete(&codeRow{}).Error; err != nil {
		return fmt.Errorf("device: sweep: %w", err)
	}
	return nil
}
