//go:build !unix

package store

import "os"

// lockOnly holds the file open; where there is no flock, deleting it first fails while another process has it open.
func lockOnly(file string) (*os.File, error) {
	if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	return os.OpenFile(file, os.O_CREATE|os.O_RDWR|os.O_EXCL, 0o600)
}
