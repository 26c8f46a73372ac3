package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"runup/api/server"
	"runup/internal/config"
	"runup/internal/rebuild"
	"runup/internal/staff"
	"runup/internal/store"
)

type rebuildCommand struct {
	config.Place
	CheckOnly bool `name:"check" help:"Change nothing: verify the logbook and compare every table with what it says."`
}

// Run rebuilds the views, or compares them.
func (r *rebuildCommand) Run(c *console) error {
	checked, err := r.Place.Check()
	if err != nil {
		return usageError{err}
	}
	if !store.Exists(checked.Data, checked.Database) {
		return fmt.Errorf("there is no logbook in %s", checked.Data)
	}
	db, err := server.Open(c.ctx, checked, c.now, c.log)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // nothing waits to be written
	if !r.CheckOnly {
		return rebuild.Run(c.ctx, db, rebuild.Kinds())
	}
	report, err := rebuild.Check(c.ctx, db, rebuild.Kinds())
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "The logbook holds to position %d of epoch %s, and %d rows in %d tables are what it says.\n",
		report.Head.Position, report.Head.Epoch, report.Rows, report.Tables)
	if n := len(report.Withheld); n > 0 {
		fmt.Fprintf(c.out, "%d entries have had their bodies taken out: their places hold, their contents cannot be compared.\n", n)
	}
	return nil
}

type powersCommand struct{}

// Run prints the powers table.
func (powersCommand) Run(c *console) error { return staff.PrintPowers(c.out) }

type healthCommand struct {
	Addr    string `name:"addr" env:"RUNUP_ADDR" default:"localhost:8080" help:"Address that the server listens on."`
	TLSCert string `name:"tls-cert" env:"RUNUP_TLS_CERT" help:"Set when the server speaks TLS."`
}

// Run asks the server on this machine, for a container's health check.
func (h *healthCommand) Run(c *console) error {
	host, port, err := net.SplitHostPort(h.Addr)
	if err != nil {
		return usageError{fmt.Errorf("--addr %q must look like host:port or :port", h.Addr)}
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	scheme := "http"
	if h.TLSCert != "" {
		scheme = "https"
	}
	// The certificate is made out to the name that people use and not to this machine; nothing secret is sent.
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := client.Get(scheme + "://" + net.JoinHostPort(host, port) + "/readyz")
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // read-only
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status)
	}
	fmt.Fprintln(c.out, "ready")
	return nil
}
