package sample

import (
	"context"
	"fmt"
	"sync"
	"time"

	"runup/internal/auth"
	"runup/internal/baseline"
	"runup/internal/equipment"
	"runup/internal/library"
	"runup/internal/staff"
	"runup/internal/store"
)

// founding is a department in the making.
type founding struct {
	Options
	ctx    context.Context
	people []staff.Person
	zone   *time.Location
	begun  time.Time // when the history begins
	tablet enrolled  // that most of it was made with
	other  enrolled
}

// newDepartment founds the department: each step by somebody who has the power.
func newDepartment(ctx context.Context, o Options) ([]staff.Person, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	f := &founding{Options: o, ctx: ctx, zone: zone}
	for _, step := range []func() error{f.found, f.secrets, f.furnish, f.publish, f.calibrate, f.entitle, f.reach, f.roster, f.history} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return f.people, nil
}

// as runs one unit of work by one of the people.
func (f *founding) as(username string, fn func(tx *store.Tx) error) error {
	p, ok := named(f.people, username)
	if !ok {
		return fmt.Errorf("there is no %s", username)
	}
	return f.DB.Write(f.ctx, actorOf(p), fn)
}

func (f *founding) found() error {
	return f.DB.Write(f.ctx, store.ServerActor(), func(tx *store.Tx) (err error) {
		f.people, err = staff.Found(tx, crew(tx.Now.AddDate(-1, 0, 0)))
		return err
	})
}

// secret is what one person signs in with, hashed.
type secret struct{ password, pin auth.Secret }

// secrets gives everybody the password and the PIN that the whole world knows, each with a salt of its own.
func (f *founding) secrets() error {
	list := make([]secret, len(f.people))
	errs := make([]error, len(f.people))
	var wait sync.WaitGroup
	for i := range f.people {
		wait.Go(func() { list[i], errs[i] = f.hash() })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return f.DB.Write(f.ctx, store.ServerActor(), func(tx *store.Tx) error {
		for i, p := range f.people {
			if err := f.Auth.StorePassword(tx, p.ID, list[i].password); err != nil {
				return err
			}
			if err := f.Auth.StorePIN(tx, p.ID, list[i].pin); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *founding) hash() (s secret, err error) {
	if s.password, err = f.Auth.HashPassword(f.ctx, Password); err != nil {
		return s, err
	}
	s.password.Demo = true
	s.pin, err = f.Auth.HashPIN(f.ctx, PIN)
	return s, err
}

// furnish enters areas and equipment.
func (f *founding) furnish() error {
	return f.as(ada, func(tx *store.Tx) error {
		for _, a := range areas {
			a.Site = site
			if _, _, err := equipment.PutArea(tx, a); err != nil {
				return err
			}
		}
		for _, q := range pieces(tx.Now.AddDate(1, 0, 0).Format(time.DateOnly)) {
			if _, _, err := equipment.Put(tx, q); err != nil {
				return fmt.Errorf("%s: %w", q.ID, err)
			}
		}
		return nil
	})
}

// publish brings the library into force: the superintendent proposes, a physicist approves.
func (f *founding) publish() error {
	names, err := library.Names(f.Checklists)
	if err != nil {
		return err
	}
	list, err := library.Shipped(f.Checklists, names)
	if err != nil {
		return err
	}
	err = f.as(sofia, func(tx *store.Tx) error {
		for _, d := range list {
			if _, err := library.Propose(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return f.as(priya, func(tx *store.Tx) error {
		for _, d := range list {
			if _, err := baseline.Approve(tx, d.ID, d.Hash()); err != nil {
				return err
			}
		}
		return nil
	})
}

// calibrate sets every reference and local limit: one physicist puts it, the other confirms it.
func (f *founding) calibrate() error {
	for _, physicist := range []string{priya, pavel} {
		err := f.as(physicist, func(tx *store.Tx) error {
			doings, err := Doings(tx, tx.Now.In(f.zone))
			if err != nil {
				return err
			}
			for _, d := range doings {
				list, err := d.localValues()
				if err != nil {
					return err
				}
				if err := setLocalValues(tx, d.Equipment.ID, list); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Doings answers every checklist on every piece of its equipment, with what it is held against. at is in the
// department's zone.
func Doings(tx *store.Tx, at time.Time) ([]Doing, error) {
	editions, err := library.All(tx)
	if err != nil {
		return nil, err
	}
	all, err := equipment.All(tx)
	if err != nil {
		return nil, err
	}
	var list []Doing
	for _, e := range editions {
		if !e.InForce() {
			continue
		}
		d, err := e.Definition()
		if err != nil {
			return nil, err
		}
		for _, q := range all {
			if !applies(d, q) {
				continue
			}
			held, err := baseline.For(tx, q.ID, d.ID)
			if err != nil {
				return nil, err
			}
			list = append(list, Doing{Definition: d, Equipment: q, Held: held, Test: testEquipment(all), At: at})
		}
	}
	return list, nil
}

// entitle authorises everybody; the superintendent's own come from a physicist.
func (f *founding) entitle() error {
	grant := func(tx *store.Tx, mine bool) error {
		editions, err := library.All(tx)
		if err != nil {
			return err
		}
		for _, p := range f.people {
			if mine == (p.Username == sofia) {
				if err := entitle(tx, p, editions); err != nil {
					return fmt.Errorf("%s: %w", p.Username, err)
				}
			}
		}
		return nil
	}
	if err := f.as(sofia, func(tx *store.Tx) error { return grant(tx, false) }); err != nil {
		return err
	}
	return f.as(priya, func(tx *store.Tx) error { return grant(tx, true) })
}
