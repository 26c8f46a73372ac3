package store

import (
	"context"
	"net"
	"sync"
	"time"
)

// How long a PostgreSQL may be silent. A network that swallows what is sent says nothing for ever; whoever waits would hold the
// writer, and with it everything. The longest that an answer may rightly take is a wait for the head behind another process,
// and that ends sooner.
const (
	connectTime = 5 * time.Second
	lockTime    = 10 * time.Second
)

var silence = 15 * time.Second

// alive finds out about a pooled connection that leads nowhere before it is used.
var alive = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: alive}
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &impatient{Conn: conn}, nil
}

// impatient is a connection on which no single read or write takes longer than the silence that is borne. What its user sets
// besides, as the driver does when a context ends, counts where it is sooner.
type impatient struct {
	net.Conn
	mu          sync.Mutex
	read, write time.Time // that its user set; zero: none
}

func (c *impatient) Read(p []byte) (int, error) {
	if err := c.limit(&c.read, c.Conn.SetReadDeadline); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c *impatient) Write(p []byte) (int, error) {
	if err := c.limit(&c.write, c.Conn.SetWriteDeadline); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

// limit takes the sooner of the two. It holds the lock, so that what is set meanwhile comes after it.
func (c *impatient) limit(own *time.Time, set func(time.Time) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	until := time.Now().Add(silence)
	if !own.IsZero() && own.Before(until) {
		until = *own
	}
	return set(until)
}

func (c *impatient) SetDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read, c.write = t, t
	return c.Conn.SetDeadline(t)
}

func (c *impatient) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read = t
	return c.Conn.SetReadDeadline(t)
}

func (c *impatient) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write = t
	return c.Conn.SetWriteDeadline(t)
}
