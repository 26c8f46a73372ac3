package notify

import (
	"context"
	"math/rand/v2"
	"time"

	"runup/internal/staff"
	"runup/internal/store"
)

const (
	firstPause  = time.Second
	longest     = time.Minute       // between two attempts
	receiptTime = 120 * time.Second // then the message counts as not arrived
	mostSaid    = 300               // of what the other side answered

	notConfigured = "not-configured"
)

// finish writes down how an attempt ended. Only the holder of the lease changes anything: one that comes late is counted and
// leaves its trace, nothing more.
func (s *Service) finish(ctx context.Context, j job, r Result) error {
	late := false
	err := s.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) (err error) {
		late, err = s.end(tx, j, r)
		return err
	})
	if err == nil {
		s.figures.attempted(j.delivery.Channel, r.Class, late)
	}
	return err
}

func (s *Service) end(tx *store.Tx, j job, r Result) (late bool, err error) {
	var now deliveryRow
	if err := tx.Where("id = ?", j.delivery.ID).Take(&now).Error; err != nil {
		return false, err
	}
	late = now.Fence != j.delivery.Fence
	outcome := string(r.Class)
	if late {
		outcome = "late-" + outcome
	}
	err = tx.Model(&attemptRow{}).Where("delivery = ? AND fence = ?", j.delivery.ID, j.delivery.Fence).
		Updates(map[string]any{"ended_at": store.At(tx.Now), "outcome": outcome, "code": r.Code, "said": truncated(r.Said)}).Error
	if err != nil || late || now.State != Claimed {
		return late, err // cancelled while it was under way: what happened stands in the attempt
	}
	return false, s.settle(tx, j, r)
}

// settle moves a delivery on from what its attempt came to.
func (s *Service) settle(tx *store.Tx, j job, r Result) error {
	switch d := j.delivery; r.Class {
	case Accepted, Received:
		return s.handedOver(tx, j, r)
	case Permanent:
		return s.failed(tx, d, r.Code)
	default:
		if err := tried(tx, d, r); err != nil {
			return err
		}
		if err := s.again(tx, d, r); err != nil {
			return err
		}
		return s.fault(tx, d, r)
	}
}

// pullForward names the states as their index does, by which what waits is found among all that was ever sent.
const pullForward = "UPDATE delivery SET next_at = ? WHERE channel = ? AND state IN ('queued', 'claimed') AND state = 'queued' AND attempts > 0 AND next_at > ?"

// handedOver notes a success. Whatever else waits on the channel goes at once: it works again.
func (s *Service) handedOver(tx *store.Tx, j job, r Result) error {
	d, now := j.delivery, store.At(tx.Now)
	s.breakers[d.Channel].worked()
	to := map[string]any{"state": Sent, "sent_at": now, "provider_ref": r.ProviderRef, "next_at": never}
	confirms := s.channels[d.Channel].Confirms()
	if confirms == Receipts && r.Class != Received {
		to["next_at"] = store.At(tx.Now.Add(askEvery))
	}
	if r.Class == Received {
		to["state"], to["delivered_at"] = Delivered, now
	}
	if err := tx.Model(&deliveryRow{}).Where("id = ?", d.ID).Updates(to).Error; err != nil {
		return err
	}
	err := tx.Exec(pullForward, now, d.Channel, now).Error
	if err != nil || confirms == Nothing {
		return err
	}
	if confirms == Receipts && r.Class != Received {
		return tried(tx, d, r)
	}
	return s.reached(tx, d, r)
}

// reached records that the recipient has it, and lets the fallbacks be.
func (s *Service) reached(tx *store.Tx, d deliveryRow, r Result) error {
	err := fallbacks(tx, d).Updates(map[string]any{"state": Cancelled, "failure": "reached by " + d.Channel}).Error
	if err != nil {
		return err
	}
	if err := staff.Arrived(tx, d.Contact); err != nil {
		return err
	}
	return record(tx, ToldKind, d, r)
}

// failed ends a delivery that no attempt will bring through, and opens the next way at once.
func (s *Service) failed(tx *store.Tx, d deliveryRow, code string) error {
	err := tx.Model(&deliveryRow{}).Where("id = ?", d.ID).Updates(map[string]any{"state": Failed, "failure": code, "next_at": never}).Error
	if err != nil {
		return err
	}
	s.figures.failed(d.Channel)
	if code != notConfigured { // then it is not the contact's fault
		if err := staff.Failed(tx, d.Contact, true); err != nil {
			return err
		}
	}
	if err := open(tx, d); err != nil {
		return err
	}
	return record(tx, NotToldKind, d, Result{Code: code})
}

// again leaves a delivery for a later attempt.
func (s *Service) again(tx *store.Tx, d deliveryRow, r Result) error {
	next := tx.Now.Add(max(min(r.RetryAfter, longest), backoff(d.Attempts)))
	return tx.Model(&deliveryRow{}).Where("id = ?", d.ID).
		Updates(map[string]any{"state": Queued, "next_at": store.At(next), "failure": r.Code}).Error
}

// backoff doubles from a second to a minute, and shakes it so that what failed together does not come back together.
func backoff(attempts int) time.Duration {
	pause := longest
	if attempts < 7 {
		pause = min(longest, firstPause<<max(attempts-1, 0))
	}
	return min(longest, time.Duration(float64(pause)*(0.5+rand.Float64())))
}

// fault counts against a channel, and opens the next way for everything that waits on it when it is found not to work.
func (s *Service) fault(tx *store.Tx, d deliveryRow, r Result) error {
	tripped, broken := s.breakers[d.Channel].failed(r.Class)
	if !broken {
		return nil
	}
	if !tripped {
		return open(tx, d)
	}
	if err := openAll(tx, d.Channel); err != nil {
		return err
	}
	return s.alarm(tx, d.Channel, r.Code)
}

func truncated(said string) string {
	if r := []rune(said); len(r) > mostSaid {
		return string(r[:mostSaid])
	}
	return said
}
