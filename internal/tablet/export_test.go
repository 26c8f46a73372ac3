package tablet

import "runup/internal/device"

// Unverified lets every signature count, to measure the rest.
func Unverified(s *Service) {
	s.verify = func(*device.Key, []byte, string) bool { return true }
}
