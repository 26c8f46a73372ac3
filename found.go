package main

import (
	"errors"
	"fmt"
	"strings"

	"runup/api/server"
	"runup/internal/config"
	"runup/internal/staff"
)

type foundCommand struct {
	config.Place
	People []string `arg:"" name:"person" help:"role:username:Full Name, for example administrator:ada.admin:\"Ada Admin\". A superintendent and a physicist are needed before anybody can be authorised."`
}

// Run makes the first people of a department that has none, and prints their passwords once.
func (f *foundCommand) Run(c *console) error {
	checked, err := f.Place.Check()
	if err != nil {
		return usageError{err}
	}
	people, err := f.people()
	if err != nil {
		return usageError{err}
	}
	s, err := server.New(c.ctx, server.Options{Config: checked, Contract: contract, Log: c.log, Now: c.now})
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // nothing waits to be written
	founders, err := s.Found(c.ctx, people)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, "Each password is shown once. An administrator can give another.")
	for _, p := range founders {
		fmt.Fprintf(c.out, "%-22s %s  %s\n", p.Person.Username, p.Password, p.Person.Role)
	}
	return nil
}

func (f *foundCommand) people() (list []staff.New, err error) {
	for _, text := range f.People {
		parts := strings.SplitN(text, ":", 3)
		if len(parts) != 3 {
			err = errors.Join(err, fmt.Errorf("%q must look like role:username:Full Name", text))
			continue
		}
		list = append(list, staff.New{Role: parts[0], Username: parts[1], Name: parts[2], Areas: []string{"*"}})
	}
	return list, err
}
