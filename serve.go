package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"text/tabwriter"

	"runup/api"
	"runup/api/server"
	"runup/internal/config"
)

type serveCommand struct {
	config.Flags
}

// Run serves until the program is told to stop.
func (s *serveCommand) Run(c *console) error {
	checked, err := s.check(c)
	if err != nil {
		return usageError{err}
	}
	running, err := server.New(c.ctx, server.Options{Config: checked, Contract: contract, Log: c.log, Now: c.now})
	if err != nil {
		return err
	}
	defer running.Close() //nolint:errcheck // Serve's error is the one that matters
	listener, err := running.Listen()
	if err != nil {
		return err
	}
	s.greet(c, address(checked, listener.Addr()), running)
	if err := running.Serve(c.ctx, listener); err != nil {
		return err
	}
	return running.Close()
}

func (s *serveCommand) check(c *console) (config.Config, error) {
	unused, unknown := config.Environment(os.Environ())
	checked, wrong := s.Flags.Check()
	if err := errors.Join(unknown, wrong); err != nil {
		return config.Config{}, err
	}
	for _, name := range unused {
		c.log.Warn("this version does not use a setting", slog.String("setting", name))
	}
	c.log.Info("settings", slog.String("settings", checked.String()))
	return checked, nil
}

// greet says where the server is, and in a sample department who may come in.
func (s *serveCommand) greet(c *console, at string, running *server.Server) {
	fmt.Fprintf(c.out, "Runup is at %s\n", at)
	d := running.Department
	if d == nil {
		return
	}
	fmt.Fprintf(c.out, "\nA sample department, for looking around. Everybody knows its passwords: put nothing real into it.\n\n")
	table := tabwriter.NewWriter(c.out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "user name\tpassword\tPIN\trole")
	for _, p := range d.People {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", p.Username, p.Password, p.PIN, p.Role)
	}
	table.Flush() //nolint:errcheck // the console is not worth stopping for
	if d.Code == "" {
		fmt.Fprintf(c.out, "\nThe enrolment code that was asked for is here already, used or not.\n")
		return
	}
	fmt.Fprintf(c.out, "\nEnrolment code for a tablet: %s\nTo make this browser a tablet: %s\n", d.Code, api.EnrolmentLink(at, d.Code))
}

func address(c config.Config, at net.Addr) string {
	if c.BaseURL != nil {
		return c.BaseURL.String()
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(at.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
