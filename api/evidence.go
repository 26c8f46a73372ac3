package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	. "runup/api/wire"
	"runup/internal/evidence"
	"runup/internal/problem"
	"runup/internal/store"
	"runup/internal/tablet"
)

// photosAtOnce bounds the memory that photos on their way in can take. Who finds no place waits: a photo has time.
const photosAtOnce = 12

// photoTime is how long one may take to come: eight megabytes at the far end of a corridor.
const photoTime = 2 * time.Minute

// PutBlob keeps a photo.
func (s *service) PutBlob(ctx context.Context, r PutBlobRequestObject) (PutBlobResponseObject, error) {
	select {
	case s.photos <- struct{}{}:
		defer func() { <-s.photos }()
	case <-ctx.Done():
		return nil, problem.New("unavailable", "Too many photos are coming at once.").After(10 * time.Second).Because(ctx.Err())
	}
	content, err := readPhoto(r.Body)
	if err != nil {
		return nil, err
	}
	p, err := evidence.Examine(r.Sha256, content)
	if err != nil {
		return nil, err
	}
	made := false
	err = s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		p, made, err = evidence.Keep(tx, p, content)
		return err
	})
	if err != nil {
		return nil, err
	}
	if made {
		return PutBlob201JSONResponse(presentPhoto(p)), nil
	}
	return PutBlob200JSONResponse(presentPhoto(p)), nil
}

// readPhoto reads a body whole, and of one that is too large as much as lets its sender hear why.
func readPhoto(body io.Reader) ([]byte, error) {
	var content bytes.Buffer
	if _, err := content.ReadFrom(io.LimitReader(body, evidence.Largest+1)); err != nil {
		return nil, unread(err)
	}
	if content.Len() > evidence.Largest {
		_, err := io.CopyN(io.Discard, body, drainLimit)
		return nil, photoTooLarge().Because(err)
	}
	return content.Bytes(), nil
}

func photoTooLarge() *problem.Error {
	return problem.Newf("too-large", "The photo has more than %d bytes.", evidence.Largest).Do("Take it smaller and send it again.")
}

// plainPhoto refuses what need not be read: more than is taken, and what is packed, whose digest would be another.
func plainPhoto(c echo.Context) error {
	r := c.Request()
	if packed := r.Header.Get("Content-Encoding"); packed != "" && !strings.EqualFold(packed, "identity") {
		return problem.New("unsupported-media", "A photo is sent as it is, without a Content-Encoding.")
	}
	if r.ContentLength > evidence.Largest {
		_, err := io.CopyN(io.Discard, r.Body, drainLimit)
		return photoTooLarge().Because(err)
	}
	until := time.Now().Add(photoTime) //nolint:forbidigo // the wall clock is what the network goes by
	control := http.NewResponseController(c.Response())
	_, _ = control.SetReadDeadline(until), control.SetWriteDeadline(until.Add(patience)) // a test's recorder has no deadlines
	return nil
}

// GetBlob answers a photo.
func (s *service) GetBlob(ctx context.Context, r GetBlobRequestObject) (GetBlobResponseObject, error) {
	var out photo
	err := s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) (err error) {
		if out.about, err = tablet.Photo(tx, r.Sha256); err != nil {
			return err
		}
		if out.known = or(r.Params.IfNoneMatch, "") == out.tag(); !out.known {
			out.content, err = evidence.Content(tx, r.Sha256)
		}
		return err
	})
	return out, err
}

// photo is one on its way out.
type photo struct {
	about   evidence.Photo
	known   bool // the caller has it
	content []byte
}

func (p photo) tag() string { return `"` + p.about.SHA256 + `"` }

// extensions are what files of each kind are called.
var extensions = map[string]string{evidence.JPEG: ".jpg", evidence.PNG: ".png", evidence.WebP: ".webp"}

// VisitGetBlobResponse writes it as a file to keep. Somebody else made it: whatever a browser takes it for, it runs nothing of
// it. What one person may see is not answered to another from a cache that they share.
func (p photo) VisitGetBlobResponse(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("ETag", p.tag())
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Vary", "Authorization")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	if p.known {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", p.about.Media)
	h.Set("Content-Length", strconv.Itoa(len(p.content)))
	h.Set("Content-Disposition", `attachment; filename="`+p.about.SHA256[:16]+extensions[p.about.Media]+`"`)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(p.content)
	return err
}

func presentPhoto(p evidence.Photo) Photo {
	return Photo{
		Sha256: p.SHA256, ContentType: PhotoContentType(p.Media), Size: p.Size, Position: p.Position, ReceivedAt: Time(p.At), Located: p.Located,
	}
}

func presentNamed(n evidence.Named) NamedPhoto {
	if n.Photo == nil {
		return NamedPhoto{Sha256: n.SHA256, State: NamedPhotoStateAwaited}
	}
	return NamedPhoto{
		Sha256: n.SHA256, State: NamedPhotoStateHere, ContentType: &n.Photo.Media, Size: &n.Photo.Size, ReceivedAt: At(&n.Photo.At), Located: n.Photo.Located,
	}
}
