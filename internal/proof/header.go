package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// instant is how a header writes a time: always UTC, always three decimals.
const instant = "2006-01-02T15:04:05.000Z"

// Header is what an entry says of itself in the open. It holds no name, note or reading, so it can be shown to anybody
// who checks the logbook, also where the body may not be shown or is gone.
type Header struct {
	Epoch    string
	Position int64
	At       time.Time // kept to the millisecond
	Kind     string
	Actor    string
	Device   string
	Area     string
	Subject  string
	Body     string // BodyHash of the entry's salt and body
}

// Append writes the header's text behind dst. The order of members never changes, because the text is hashed as it is:
// nothing is ever canonicalised to check it. Bytes that are not UTF-8 are written as U+FFFD.
func (h Header) Append(dst []byte) []byte {
	dst = appendMember(dst, `{"v":1,"epoch":`, h.Epoch)
	dst = append(dst, `,"position":`...)
	dst = strconv.AppendInt(dst, h.Position, 10)
	dst = append(dst, `,"at":"`...)
	dst = h.At.UTC().AppendFormat(dst, instant)
	dst = appendMember(dst, `","kind":`, h.Kind)
	dst = appendMember(dst, `,"actor":`, h.Actor)
	dst = appendMember(dst, `,"device":`, h.Device)
	dst = appendMember(dst, `,"area":`, h.Area)
	dst = appendMember(dst, `,"subject":`, h.Subject)
	dst = appendMember(dst, `,"body":`, h.Body)
	return append(dst, '}')
}

func appendMember(dst []byte, name, value string) []byte {
	dst = append(dst, name...)
	dst, _ = jsontext.AppendQuote(dst, value) // its one error says that it replaced bytes that are not UTF-8
	return dst
}

// Text is the header's text, ready to be stored and hashed.
func (h Header) Text() []byte { return h.Append(make([]byte, 0, 512)) }

// ParseHeader reads a header's text. It takes only what Append would have written, byte for byte: another order,
// a doubled member, a space or another way to write the same time is not a header of ours.
func ParseHeader(text []byte) (Header, error) {
	var w struct {
		V                                          int
		Epoch, At, Kind, Actor, Device, Area, Body string
		Subject                                    string
		Position                                   int64
	}
	if err := json.Unmarshal(text, &w); err != nil {
		return Header{}, fmt.Errorf("proof: header: %w", err)
	}
	if w.V != 1 {
		return Header{}, fmt.Errorf("proof: header: version %d is not known here", w.V)
	}
	at, err := time.Parse(instant, w.At)
	if err != nil {
		return Header{}, fmt.Errorf("proof: header: %w", err)
	}
	h := Header{Epoch: w.Epoch, Position: w.Position, At: at, Kind: w.Kind, Actor: w.Actor,
		Device: w.Device, Area: w.Area, Subject: w.Subject, Body: w.Body}
	if !bytes.Equal(h.Text(), text) {
		return Header{}, fmt.Errorf("proof: header: not as the logbook writes it")
	}
	return h, nil
}
