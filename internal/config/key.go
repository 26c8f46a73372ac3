package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Key is the seed of every key that the server signs or seals with.
type Key [32]byte

// ErrNoKey says that the key file is not there.
var ErrNoKey = errors.New("config: there is no key file")

// ReadKey reads the key file. One that others may read is refused: whoever has it can forge the logbook.
func ReadKey(path string) (Key, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Key{}, fmt.Errorf("%w: %s", ErrNoKey, path)
	case err != nil:
		return Key{}, fmt.Errorf("config: key file: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return Key{}, fmt.Errorf("config: %s can be read by others (mode %04o): run chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("config: key file: %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != len(Key{}) {
		return Key{}, fmt.Errorf("config: %s does not hold a key: 32 bytes in base64", path)
	}
	return Key(raw), nil
}

// MakeKey writes a new key file, durably, and never over an old one.
func MakeKey(path string) (Key, error) {
	var key Key
	rand.Read(key[:]) //nolint:errcheck // it never fails
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return Key{}, fmt.Errorf("config: key file: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Key{}, fmt.Errorf("config: key file: %w", err)
	}
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(key[:]) + "\n")
	err = errors.Join(err, file.Sync(), file.Close(), syncFolder(filepath.Dir(path)))
	if err != nil {
		return Key{}, fmt.Errorf("config: key file: %w", err)
	}
	return key, nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// String keeps the key out of whatever prints it.
func (Key) String() string { return "***" }

// GoString keeps the key out of whatever prints it in Go's syntax.
func (Key) GoString() string { return "***" }
