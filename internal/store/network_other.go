//go:build !linux

package store

// networkFileSystem cannot be told here.
func networkFileSystem(string) (string, bool) { return "", false }
