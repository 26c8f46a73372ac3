package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// asset is a file that is built in. It is packed once, when first somebody takes it packed: a tablet loads the app through a
// thin signal, and starting the server does not wait for it.
type asset struct {
	text    []byte
	media   string
	tag     string
	forever bool

	once   sync.Once
	packed []byte // nil when packing gains nothing
}

func newAsset(name string, text []byte, forever bool) *asset {
	sum := sha256.Sum256(text)
	return &asset{text: text, media: mediaType(name), tag: base64.RawURLEncoding.EncodeToString(sum[:16]), forever: forever}
}

// send answers with an ETag of the content, so that asking again costs nothing.
func (a *asset) send(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if a.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body, tag := a.text, `"`+a.tag+`"`
	if takesGzip(c.Request()) && a.pack() != nil {
		body, tag = a.packed, `"`+a.tag+`-gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	if c.Request().Header.Get("If-None-Match") == tag {
		h.Del("Content-Encoding")
		return c.NoContent(http.StatusNotModified)
	}
	return c.Blob(http.StatusOK, a.media, body)
}

// pack packs what is text or a program, where that gains a tenth; pictures are packed already.
func (a *asset) pack() []byte {
	a.once.Do(func() {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = w.Write(a.text) // a buffer takes everything
		if w.Close() == nil && out.Len() < len(a.text)*9/10 {
			a.packed = out.Bytes()
		}
	})
	return a.packed
}

// takesGzip reads Accept-Encoding as far as it is used: gzip named, and not refused.
func takesGzip(r *http.Request) bool {
	for _, coding := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(coding, " ", "")), ";")
		if name == "gzip" {
			return strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != "" || weight == ""
		}
	}
	return false
}
