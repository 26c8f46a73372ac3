// Package sample makes the sample department: one site with its people, tablets, equipment and a quarter of records.
//
// Everything in it came in by the same doors as in a real department: people by founding and entitling, checklists proposed
// by one and approved by another, baselines put and confirmed, checks pushed by an enrolled tablet that signs them. It serves
// the demo and the tests.
package sample

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"runup/internal/auth"
	"runup/internal/device"
	"runup/internal/problem"
	"runup/internal/staff"
	"runup/internal/store"
	"runup/internal/tablet"
)

// Options is what the sample department is made with.
type Options struct {
	DB         *store.DB
	Clock      *Clock // the one the database goes by
	Auth       *auth.Service
	Tablets    *tablet.Service
	Checklists fs.FS  // the library's files
	Code       string // fixes the enrolment code; "" makes one
}

// Department is what somebody needs to know to walk in.
type Department struct {
	New    bool
	People []Account
	Code   string // enrols one tablet; "" when the one that was asked for is there already, used or not
}

// Account is one of the sample people.
type Account struct {
	Username string
	Name     string
	Role     string
	Password string
	PIN      string
}

// Open makes the department in an empty database; in any other it changes nothing but to issue an enrolment code. From
// then on the clock is the real one.
func Open(ctx context.Context, o Options) (Department, error) {
	defer o.Clock.release()
	people, err := everybody(ctx, o.DB)
	if err != nil {
		return Department{}, err
	}
	isNew := len(people) == 0
	if isNew {
		if people, err = newDepartment(ctx, o); err != nil {
			return Department{}, fmt.Errorf("sample: %w", err)
		}
	}
	o.Clock.release()
	if isNew {
		if err := settled(ctx, o.DB, people); err != nil {
			return Department{}, fmt.Errorf("sample: %w", err)
		}
	}
	code, err := enrolmentCode(ctx, o, people)
	if err != nil {
		return Department{}, fmt.Errorf("sample: enrolment code: %w", err)
	}
	return Department{New: isNew, People: accounts(people), Code: code}, nil
}

func everybody(ctx context.Context, db *store.DB) (people []staff.Person, err error) {
	err = db.Read(ctx, store.ServerActor(), func(tx *store.Tx) error {
		people, err = staff.All(tx)
		return err
	})
	return people, err
}

// accounts answers the sample people among those who are there, in the order they are introduced.
func accounts(people []staff.Person) []Account {
	var list []Account
	for _, n := range crew(time.Time{}) {
		if p, ok := named(people, n.Username); ok {
			list = append(list, Account{Username: p.Username, Name: p.Name, Role: p.Role, Password: Password, PIN: PIN})
		}
	}
	return list
}

func named(people []staff.Person, username string) (staff.Person, bool) {
	for _, p := range people {
		if p.Username == username {
			return p, true
		}
	}
	return staff.Person{}, false
}

// enrolmentCode issues a code. A fixed one that exists already, used or not, stays what it is.
func enrolmentCode(ctx context.Context, o Options, people []staff.Person) (string, error) {
	admin, ok := named(people, ada)
	if !ok {
		return "", nil // not a sample department
	}
	code, err := device.Issue(ctx, o.DB, actorOf(admin), device.Issuing{Code: o.Code})
	if o.Code != "" && problem.Is(err, "conflict") {
		return "", nil
	}
	return code.Text, err
}

// errUnsettled says that a record of the sample's own history was not accepted.
var errUnsettled = errors.New("an operation of the history was not accepted")
