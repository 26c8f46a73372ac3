package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/oapi-codegen/runtime"

	"runup/api/contract"
	"runup/internal/problem"
)

const (
	bodyLimit  = 256 << 10 // of every operation but a push, before and after unpacking
	drainLimit = 32 << 20  // of what is too large: read to its end so that the caller gets to hear why, but not for ever
)

// validated is a body that was read, parsed and held against the contract: handlers bind its value, so that nothing is
// decoded a second time and by other rules.
type validated struct {
	io.Reader
	value any
}

func (validated) Close() error { return nil }

// ValidatedValue is what the body said.
func (v validated) ValidatedValue() any { return v.value }

// binder binds validated bodies and nothing else. Echo's own would look at them again, without regard to case.
type binder struct{}

func (binder) Bind(into any, c echo.Context) error {
	body, ok := c.Request().Body.(validated)
	if !ok {
		return io.EOF // none came, and none had to
	}
	if err := runtime.BindJSONValue(body.value, into); err != nil {
		return problem.New("invalid", "A value in the body is out of range.").Because(err)
	}
	return nil
}

// validateBody puts the checked value in the body's place.
func validateBody(c echo.Context, o *contract.Operation) error {
	media, required, err := o.TakesBody()
	if err != nil {
		return err
	}
	r := c.Request()
	if media == "" {
		return nil
	}
	text, err := readBody(r, bodyLimit)
	if err != nil {
		return err
	}
	if len(text) == 0 && !required {
		r.Body = http.NoBody
		return nil
	}
	if err := wants(r, media); err != nil {
		return err
	}
	if media != contract.JSON {
		return plainBody(r, text)
	}
	value, err := o.Body(text)
	if err != nil {
		return err
	}
	r.Body = validated{Reader: http.NoBody, value: value}
	return contract.Keepable(value)
}

// plainBody leaves a text to whoever takes it, read whole.
func plainBody(r *http.Request, text []byte) error {
	if len(text) == 0 {
		return problem.New("unreadable", "The body is empty.")
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	return nil
}

// wants refuses other media types; a missing one is taken for what the operation takes.
func wants(r *http.Request, media string) error {
	given := r.Header.Get("Content-Type")
	if given == "" {
		return nil
	}
	kind, parameters, err := mime.ParseMediaType(given)
	charset := strings.ToLower(parameters["charset"])
	if err != nil || kind != media || (charset != "" && charset != "utf-8") {
		return problem.Newf("unsupported-media", "The body must be %s in UTF-8.", media)
	}
	return nil
}

// readBody reads a body whole, plain or gzipped, up to a limit.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(r, limit)
	}
	var source io.Reader = io.LimitReader(r.Body, limit+1)
	switch encoding := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Encoding"))); encoding {
	case "", "identity":
	case "gzip":
		unpacked, err := gzip.NewReader(source)
		if err != nil {
			return nil, unread(err)
		}
		source = io.LimitReader(unpacked, limit+1) // a small body may unpack to gigabytes
	default:
		return nil, problem.New("unsupported-media", "The body may be plain or gzipped.")
	}
	return gather(r, source, limit)
}

func gather(r *http.Request, source io.Reader, limit int64) ([]byte, error) {
	var text bytes.Buffer
	if r.ContentLength > 0 {
		text.Grow(int(min(r.ContentLength, limit)) + bytes.MinRead)
	}
	if _, err := text.ReadFrom(source); err != nil {
		return nil, unread(err)
	}
	if int64(text.Len()) > limit {
		return nil, tooLarge(r, limit)
	}
	return text.Bytes(), nil
}

func unread(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return problem.New("unreadable", "The body broke off, came too slowly or is not what its header says.").Because(err)
}

// tooLarge reads on for a while, so that a caller in the middle of sending does not meet a closed connection.
func tooLarge(r *http.Request, limit int64) error {
	_, err := io.CopyN(io.Discard, r.Body, drainLimit)
	return problem.New("too-large", fmt.Sprintf("The body is larger than %d bytes.", limit)).Because(err)
}
