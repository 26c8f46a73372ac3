//go:build unix

package store

import (
	"os"
	"syscall"
)

// lockOnly takes the file's lock for as long as the process lives. SQLite itself does not keep a second process out.
func lockOnly(file string) (*os.File, error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
