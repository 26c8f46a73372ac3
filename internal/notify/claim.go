package notify

import (
	"cmp"
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"runup/internal/store"
)

// job is a message that this process holds the lease of.
type job struct {
	delivery deliveryRow
	about    []notificationRow
	begun    time.Time
	doubtful bool // an earlier attempt ended nobody knows how
}

// claim leases what is due, the most urgent first, as many of each channel as there is room for. An attempt is written down
// before it is made: a crash leaves a trace.
func (s *Service) claim(ctx context.Context, room map[string]int) (jobs []job, taken int, err error) {
	err = s.db.Work(ctx, func(tx *store.Tx) error {
		jobs, taken = nil, 0
		for _, name := range s.names {
			most, due := room[name]
			if !due {
				continue
			}
			some, n, err := s.claimOf(tx, name, most)
			if err != nil {
				return err
			}
			jobs, taken = append(jobs, some...), taken+n
		}
		return nil
	})
	if err == nil {
		s.figures.begun(jobs)
	}
	return jobs, taken, err
}

func (s *Service) claimOf(tx *store.Tx, channel string, most int) (jobs []job, taken int, err error) {
	if s.breakers[channel].isBroken() { // what came since takes its next way at once
		if err := openAll(tx, channel); err != nil {
			return nil, 0, err
		}
	}
	rows, err := lease(tx, channel, s.node, most)
	if err != nil {
		return nil, 0, err
	}
	for _, d := range rows {
		j, wanted, err := s.take(tx, d)
		if err != nil {
			return nil, 0, err
		}
		if wanted {
			jobs = append(jobs, j)
		}
	}
	return jobs, len(rows), nil
}

func lease(tx *store.Tx, channel, node string, most int) (rows []deliveryRow, err error) {
	if most <= 0 {
		return nil, nil
	}
	lock := ""
	if tx.Dialector.Name() == "postgres" {
		lock = " FOR UPDATE SKIP LOCKED"
	}
	now := store.At(tx.Now)
	err = tx.Raw(`UPDATE delivery SET state = 'claimed', node = ?, next_at = ?, fence = fence + 1, attempts = attempts + 1 WHERE id IN (
		SELECT id FROM delivery WHERE state IN ('queued', 'claimed') AND channel = ? AND next_at <= ? ORDER BY priority, next_at, id LIMIT ?`+lock+`)
		AND next_at <= ? RETURNING *`, node, store.At(tx.Now.Add(leaseTime)), channel, now, most, now).Scan(&rows).Error
	slices.SortFunc(rows, func(a, b deliveryRow) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.CreatedAt, b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return rows, err
}

// take reads what the message is about as it stands now: whoever answered meanwhile is not called again.
func (s *Service) take(tx *store.Tx, d deliveryRow) (j job, wanted bool, err error) {
	j.delivery, j.begun = d, tx.Now
	var last []attemptRow
	if err = tx.Where("delivery = ?", d.ID).Order("fence DESC").Limit(1).Find(&last).Error; err != nil {
		return j, false, err
	}
	j.doubtful = len(last) == 1 && last[0].Outcome == string(Unknown)
	if j.about, err = s.wanted(tx, d); err != nil {
		return j, false, err
	}
	if len(j.about) == 0 {
		return j, false, tx.Model(&deliveryRow{}).Where("id = ?", d.ID).Updates(map[string]any{
			"state": Cancelled, "failure": "no longer needed", "attempts": d.Attempts - 1,
		}).Error
	}
	return j, true, tx.Insert("delivery_attempt", attemptColumns, d.ID, d.Fence, s.node, tx.Now.UnixMilli(), nil, string(Unknown), "", "")
}

// wanted answers what the recipient still needs to be told, and cancels the rest.
func (s *Service) wanted(tx *store.Tx, d deliveryRow) (list []notificationRow, err error) {
	var all []notificationRow
	err = tx.Raw(`SELECT notification.* FROM notification JOIN delivery_item ON delivery_item.notification = notification.id
		WHERE delivery_item.delivery = ? AND notification.cancelled_at IS NULL ORDER BY notification.id`, d.ID).Scan(&all).Error
	if err != nil {
		return nil, err
	}
	for _, n := range all {
		needed, err := s.needed(tx, n)
		if err != nil {
			return nil, err
		}
		if needed {
			list = append(list, n)
			continue
		}
		err = tx.Model(&notificationRow{}).Where("id = ?", n.ID).Updates(map[string]any{"cancelled_at": store.At(tx.Now), "why": "answered"}).Error
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b notificationRow) int { return cmp.Compare(priority(a.Severity), priority(b.Severity)) })
	return list, nil
}

func (s *Service) needed(tx *store.Tx, n notificationRow) (bool, error) {
	if s.options.Needed == nil || n.Escalation == "" || n.Purpose == Status {
		return true, nil
	}
	return s.options.Needed(tx, n.Escalation, n.Purpose)
}

// agenda is when there is something to do next.
type agenda struct {
	now   time.Time            // in the database
	send  map[string]time.Time // by channel
	chase time.Time            // a receipt is due; zero: none is
	stray bool                 // something waits for a channel that there is not
}

func (s *Service) agenda(ctx context.Context) (a agenda, err error) {
	a.send = map[string]time.Time{}
	err = s.db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		a.now = tx.Now
		for _, name := range s.names {
			at, err := soonest(tx, "state IN ('queued', 'claimed')", name)
			if err != nil {
				return err
			}
			if !at.IsZero() {
				a.send[name] = at
			}
			if at, err = soonest(tx, "state = 'sent'", name); err != nil {
				return err
			}
			if a.chase.IsZero() || !at.IsZero() && at.Before(a.chase) {
				a.chase = at
			}
		}
		return s.strays(tx).Select("count(*) > 0").Scan(&a.stray).Error
	})
	return a, err
}

// strays are messages for channels that nobody configured.
func (s *Service) strays(tx *store.Tx) *gorm.DB {
	return tx.Model(&deliveryRow{}).Where("state IN ('queued', 'claimed') AND channel NOT IN ? AND next_at <= ?", append([]string{InApp}, s.names...), store.At(tx.Now))
}

// giveUp ends what no channel will ever carry, and opens the next way: a message that waits for ever looks like one that is
// coming.
func (s *Service) giveUp(ctx context.Context) error {
	return s.db.Write(ctx, store.ServerActor(), func(tx *store.Tx) error {
		var rows []deliveryRow
		if err := s.strays(tx).Order("priority, id").Limit(mostStrays).Find(&rows).Error; err != nil {
			return err
		}
		for _, d := range rows {
			if err := s.failed(tx, d, notConfigured); err != nil {
				return err
			}
		}
		return nil
	})
}

const mostStrays = 200 // in one commit

func soonest(tx *store.Tx, states, channel string) (time.Time, error) {
	var at *store.Instant
	err := tx.Raw("SELECT min(next_at) FROM delivery WHERE "+states+" AND channel = ?", channel).Scan(&at).Error
	if err != nil || at == nil || *at >= never {
		return time.Time{}, err
	}
	return at.Time(), nil
}
