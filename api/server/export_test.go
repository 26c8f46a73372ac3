package server

import "runup/internal/device"

// WithoutSignatures takes every signature for good, so that a benchmark can tell what checking them costs.
func WithoutSignatures(o Options) Options {
	o.verify = func(*device.Key, []byte, string) bool { return true }
	return o
}
