package email

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
)

// isNetwork reports whether an error is the network's rather than the client's own.
func isNetwork(err error) bool {
	var failed net.Error
	return errors.As(err, &failed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrDeadlineExceeded) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, net.ErrClosed)
}
