package wire

import (
	"fmt"
	"time"
)

// layout is how the server writes times: RFC 3339 in UTC with milliseconds.
const layout = "2006-01-02T15:04:05.000Z"

// Time is an instant on the wire.
type Time time.Time

// MarshalJSON writes UTC with milliseconds.
func (t Time) MarshalJSON() ([]byte, error) {
	return time.Time(t).UTC().AppendFormat([]byte{'"'}, layout+`"`), nil
}

// UnmarshalJSON reads any RFC 3339 time.
func (t *Time) UnmarshalJSON(text []byte) error {
	read, err := time.Parse(`"`+time.RFC3339Nano+`"`, string(text))
	if err != nil {
		return fmt.Errorf("wire: not an RFC 3339 time: %w", err)
	}
	*t = Time(read)
	return nil
}

// String is the time as it is written.
func (t Time) String() string { return time.Time(t).UTC().Format(layout) }

// At turns an instant that may be absent into its wire form.
func At(t *time.Time) *Time { return (*Time)(t) }
