package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"runup/internal/config"
)

func flags() config.Flags {
	return config.Flags{Place: config.Place{Data: "./runup-data"}, Addr: "localhost:8080"}
}

func TestDefaults(t *testing.T) {
	c, err := flags().Check()
	if err != nil {
		t.Fatal(err)
	}
	if c.KeyFile != "runup-data.key" || c.Secure() {
		t.Errorf("got %v", c)
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	f := flags()
	f.Addr, f.BaseURL, f.TLSCert, f.Database = "8080", "runup.example.org", "cert.pem", "mysql://x"
	f.TrustedProxies, f.AccessTTL, f.EnrolmentCode = "10.0.0.0/8, nobody", "2 s", "DEMO"
	f.KeyFile = "runup-data/key"
	_, err := f.Check()
	if err == nil {
		t.Fatal("no mistake found")
	}
	for _, want := range []string{"--addr", "--base-url", "--tls-cert", "--database", "--trusted-proxies", "--access-ttl", "--enrolment-code needs --demo", "--key-file"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not named in:\n%v", want, err)
		}
	}
}

func TestAnAddressNobodyCanListenOnIsAMistake(t *testing.T) {
	for addr, right := range map[string]bool{":99999": false, "localhost:-1": false, "localhost:run-up": false, "localhost": false, ":0": true, "[::1]:8080": true} {
		f := flags()
		f.Addr = addr
		if _, err := f.Check(); (err == nil) != right {
			t.Errorf("%s: %v", addr, err)
		}
	}
}

func TestWhatIsRight(t *testing.T) {
	f := flags()
	f.Demo, f.AccessTTL, f.BaseURL, f.TrustedProxies, f.Addr = true, "2s", "https://runup.example.org/", "10.1.2.3 fd00::/8", ":443"
	c, err := f.Check()
	if err != nil {
		t.Fatal(err)
	}
	if c.AccessTTL != 2*time.Second || !c.Secure() || fmt.Sprint(c.TrustedProxies) != "[10.1.2.3/32 fd00::/8]" {
		t.Errorf("got %v", c)
	}
}

func TestNothingPrintedHoldsASecret(t *testing.T) {
	f := flags()
	f.Demo, f.EnrolmentCode, f.Database = true, "SECRET-CODE", "postgres://runup:SECRET-PASSWORD@db/runup?password=SECRET-TOO"
	c, err := f.Check()
	if err != nil {
		t.Fatal(err)
	}
	key, err := config.MakeKey(filepath.Join(t.TempDir(), "k"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprint(&c), fmt.Sprintf("%v %#v", key, key)} {
		if strings.Contains(text, "SECRET") || strings.Contains(text, fmt.Sprint([32]byte(key))) {
			t.Errorf("a secret in %s", text)
		}
	}
}

func TestEnvironment(t *testing.T) {
	unused, err := config.Environment([]string{"PATH=/bin", "RUNUP_ADDR=:1", "RUNUP_DATA=x", "RUNUP_TEST_POSTGRES=x", "RUNUP_SMTP_URL=x", "RUNUP_DEMO_LADDER=x"})
	if err != nil || len(unused) != 0 {
		t.Errorf("got %v %v", unused, err)
	}
	_, err = config.Environment([]string{"RUNUP_TLS_CRET=x", "RUNUP_PORT=1"})
	if err == nil || !strings.Contains(err.Error(), "RUNUP_TLS_CRET") || !strings.Contains(err.Error(), "RUNUP_PORT") {
		t.Errorf("got %v", err)
	}
}

func TestFile(t *testing.T) {
	if _, err := config.File(map[string]any{"addr": ":1", "demo": true}); err != nil {
		t.Error(err)
	}
	if _, err := config.File(map[string]any{"adr": ":1"}); err == nil {
		t.Error("a name that does not exist was taken")
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runup-data.key")
	if _, err := config.ReadKey(path); !errors.Is(err, config.ErrNoKey) {
		t.Fatalf("got %v", err)
	}
	made, err := config.MakeKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if read, err := config.ReadKey(path); err != nil || read != made {
		t.Errorf("read back %v %v", read == made, err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if _, err := config.MakeKey(path); err == nil {
		t.Error("an old key was written over")
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := config.ReadKey(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key that others can read: %v", err)
	}
	if err := os.WriteFile(path, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := config.ReadKey(path); err == nil {
		t.Error("what is no key was taken")
	}
}
