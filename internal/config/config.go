// Package config is what a server is told from outside: flags, environment and a file, read once and checked as a whole.
//
// Every mistake is reported at once, so that nobody starts a server five times to find five. Names are spelled out in
// struct tags, which the command line reads and this package checks the environment against.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Place is where the record is kept.
type Place struct {
	Data     string `name:"data" env:"RUNUP_DATA" default:"./runup-data" help:"Folder of the record."`
	Database string `name:"database" env:"RUNUP_DATABASE" help:"postgres://… keeps the record in PostgreSQL; SQLite in the data folder when empty."`
	KeyFile  string `name:"key-file" env:"RUNUP_KEY_FILE" help:"File of the logbook's and the tokens' keys; beside the data folder, <data>.key, when empty. Backups never hold it."`
}

// Flags is everything that a server can be told, as it was written.
type Flags struct {
	Place
	Ways
	Addr           string `name:"addr" env:"RUNUP_ADDR" default:"localhost:8080" help:"Address to listen on; :8080 is every network."`
	BaseURL        string `name:"base-url" env:"RUNUP_BASE_URL" help:"Address that people and tablets use, https://…"`
	TLSCert        string `name:"tls-cert" env:"RUNUP_TLS_CERT" help:"Certificate chain, PEM."`
	TLSKey         string `name:"tls-key" env:"RUNUP_TLS_KEY" help:"The certificate's key, PEM."`
	TrustedProxies string `name:"trusted-proxies" env:"RUNUP_TRUSTED_PROXIES" help:"Networks whose X-Forwarded-For is believed: 10.1.2.3/32,…"`
	MetricsAllow   string `name:"metrics-allow" env:"RUNUP_METRICS_ALLOW" help:"Networks that may read /metrics besides this machine."`
	Checklists     string `name:"checklists" env:"RUNUP_CHECKLISTS" help:"Folder of the department's own checklists, YAML. What is new in it is proposed at each start and waits for approval; a file with mistakes is left out and named in the log."`
	Demo           bool   `name:"demo" env:"RUNUP_DEMO" help:"Open a sample department in an empty data folder, with passwords that everybody knows."`
	EnrolmentCode  string `name:"enrolment-code" env:"RUNUP_ENROLMENT_CODE" help:"With --demo: the code that enrols the first tablet, for scripts."`
	DemoLadder     string `name:"demo-ladder" env:"RUNUP_DEMO_LADDER" help:"With --demo: fast has escalations climb in seconds instead of minutes."`
	SelfTestTo     string `name:"self-test-to" env:"RUNUP_SELF_TEST_TO" help:"Mail address, or number for text messages, that gets a test message every day at 07:00. When it does not arrive the engine is not well."`
	HeartbeatURL   string `name:"heartbeat-url" env:"RUNUP_HEARTBEAT_URL" help:"https://… of a monitor that is called every minute while the engine is well and its audit passes. No call means that nobody would be told."`
	AccessTTL      string `name:"access-ttl" env:"RUNUP_ACCESS_TTL" help:"With --demo: how long access tokens live, 2s for example."`
}

// Config is what a server was told, checked.
type Config struct {
	Data, Database, KeyFile string
	Addr                    string
	BaseURL                 *url.URL // nil when it was not said
	TLSCert, TLSKey         string
	TrustedProxies          []netip.Prefix
	MetricsAllow            []netip.Prefix
	Checklists              string // "" when the department has no folder of its own
	Channels                Channels
	Demo                    bool
	EnrolmentCode           string
	FastLadder              bool
	SelfTestTo              string
	Heartbeat               *url.URL      // nil: nobody watches from outside
	AccessTTL               time.Duration // 0: the usual
}

// Check turns flags into a configuration, or answers every mistake in them.
func (f Flags) Check() (Config, error) {
	var m mistakes
	c := Config{Addr: f.Addr, Demo: f.Demo, EnrolmentCode: f.EnrolmentCode, TLSCert: f.TLSCert, TLSKey: f.TLSKey}
	c.Data, c.Database, c.KeyFile = f.Place.check(&m)
	m.address(f.Addr)
	c.BaseURL = m.baseURL(f.BaseURL)
	m.certificate(f.TLSCert, f.TLSKey)
	c.TrustedProxies = m.networks("--trusted-proxies", f.TrustedProxies)
	c.MetricsAllow = m.networks("--metrics-allow", f.MetricsAllow)
	c.AccessTTL = m.accessTTL(f.AccessTTL)
	c.Checklists = m.folder("--checklists", f.Checklists)
	c.Channels = f.Ways.check(&m, c.BaseURL)
	if c.SelfTestTo = strings.TrimSpace(f.SelfTestTo); c.SelfTestTo != "" && !strings.Contains(c.SelfTestTo, "@") && !strings.HasPrefix(c.SelfTestTo, "+") {
		m.add("--self-test-to %q must be a mail address, or a number like +447700900123", c.SelfTestTo)
	}
	c.Heartbeat = m.outbound("--heartbeat-url", f.HeartbeatURL)
	if c.FastLadder = f.DemoLadder == "fast"; f.DemoLadder != "" && (!c.FastLadder || !f.Demo) {
		m.add("--demo-ladder is fast or left out, and needs --demo")
	}
	if !f.Demo && f.EnrolmentCode != "" {
		m.add("--enrolment-code needs --demo: a real code is made by an administrator and used once")
	}
	if !f.Demo && f.AccessTTL != "" {
		m.add("--access-ttl needs --demo")
	}
	return c, m.err()
}

// Check answers the place alone, for the commands that need no more.
func (p Place) Check() (Config, error) {
	var m mistakes
	var c Config
	c.Data, c.Database, c.KeyFile = p.check(&m)
	return c, m.err()
}

func (p Place) check(m *mistakes) (data, database, keyFile string) {
	data = filepath.Clean(p.Data)
	if p.Data == "" {
		m.add("--data must name a folder")
	}
	if p.Database != "" {
		u, err := url.Parse(p.Database)
		if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Path == "" {
			m.add("--database must look like postgres://user:password@host/name")
		}
	}
	if keyFile = p.KeyFile; keyFile == "" {
		keyFile = data + ".key"
	}
	if inside, err := filepath.Rel(data, keyFile); err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		m.add("--key-file must lie outside the data folder: a copy of the record must not hold its keys")
	}
	return data, p.Database, keyFile
}

// mistakes gathers what is wrong.
type mistakes []error

func (m *mistakes) add(format string, args ...any) { *m = append(*m, fmt.Errorf(format, args...)) }

func (m mistakes) err() error { return errors.Join(m...) }

func (m *mistakes) address(addr string) {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		m.add("--addr %q must look like host:port or :port", addr)
	}
}

func (m *mistakes) baseURL(text string) *url.URL {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.User != nil {
		m.add("--base-url %q must look like https://runup.example.org, without a path", text)
		return nil
	}
	return u
}

func (m *mistakes) certificate(cert, key string) {
	if (cert == "") != (key == "") {
		m.add("--tls-cert and --tls-key go together")
	}
	for _, file := range []string{cert, key} {
		if file == "" {
			continue
		}
		if _, err := os.Stat(file); err != nil {
			m.add("%s cannot be read: %v", file, err)
		}
	}
}

// folder checks one that must be there already.
func (m *mistakes) folder(flag, name string) string {
	if name == "" {
		return ""
	}
	if at, err := os.Stat(name); err != nil || !at.IsDir() {
		m.add("%s %q is not a folder", flag, name)
	}
	return filepath.Clean(name)
}

func (m *mistakes) networks(flag, text string) []netip.Prefix {
	var list []netip.Prefix
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(part)
		if address, single := netip.ParseAddr(part); single == nil {
			network, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			m.add("%s: %q is not a network such as 10.1.0.0/16", flag, part)
			continue
		}
		list = append(list, network.Masked())
	}
	return list
}

func (m *mistakes) accessTTL(text string) time.Duration {
	if text == "" {
		return 0
	}
	ttl, err := time.ParseDuration(text)
	if err != nil || ttl < time.Second || ttl > 10*time.Minute {
		m.add("--access-ttl %q must be between 1s and 10m", text)
	}
	return ttl
}

// Secure tells whether people reach this server by TLS, its own or a proxy's.
func (c Config) Secure() bool {
	return c.TLSCert != "" || (c.BaseURL != nil && c.BaseURL.Scheme == "https")
}

// String tells the configuration without its secrets.
func (c Config) String() string {
	return fmt.Sprintf("addr=%s data=%s database=%s key-file=%s base-url=%s tls=%t trusted-proxies=%v metrics-allow=%v checklists=%s demo=%t enrolment-code=%s %s",
		c.Addr, c.Data, hide(c.Database), c.KeyFile, address(c.BaseURL), c.TLSCert != "", c.TrustedProxies, c.MetricsAllow, c.Checklists, c.Demo, stars(c.EnrolmentCode), c.Channels)
}

// GoString keeps %#v from telling more than String does.
func (c Config) GoString() string { return c.String() }

func address(u *url.URL) string {
	if u == nil {
		return ""
	}
	return u.Redacted()
}

func hide(database string) string {
	u, err := url.Parse(database)
	if err != nil {
		return stars(database)
	}
	query := u.Query()
	for _, name := range []string{"password", "sslpassword"} {
		if query.Has(name) {
			query.Set(name, "xxxxx")
		}
	}
	u.RawQuery = query.Encode()
	return u.Redacted()
}

func stars(secret string) string {
	if secret == "" {
		return ""
	}
	return "***"
}
