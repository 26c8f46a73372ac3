package email

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
)

// Reach has a sender find its server at another address, and trust who it is told to.
func Reach(s *Sender, address string, roots *x509.CertPool) {
	s.trust = &tls.Config{RootCAs: roots}
	s.reach = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
}
