package server_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"runup/api/simulate"
	"runup/internal/evidence"
	"runup/internal/tablet/client"
)

// jpegOf is a photo as far as its first bytes tell, of its own digest.
func jpegOf(text string) []byte { return append([]byte("\xff\xd8\xff\xe0"), text...) }

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// sendsPhoto puts bytes under a digest. What it says that they are is wrong on purpose.
func sendsPhoto(t testing.TB, token, sha string, content []byte) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "PUT", base(t)+"/v1/blobs/"+sha, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/html")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return send(t, request)
}

type photoSeen struct {
	Sha256, ContentType string
	Size, Position      int64
	State               string
	ReceivedAt          *time.Time
}

// withPhoto pushes a look at the linen by Sam that names photos.
func withPhoto(t testing.TB, tablet *simulate.Tablet, photos ...[]byte) (simulate.Result, client.Op) {
	t.Helper()
	readings := map[string]any{"sheets": map[string]any{"value": 50}}
	for i, p := range photos {
		readings[fmt.Sprintf("photo-%d", i)] = map[string]any{"blob": digest(p)}
	}
	list, err := tablet.Checklist(t.Context(), "linen-and-clinical-stock")
	if err != nil {
		t.Fatal(err)
	}
	sam, err := tablet.SignInByPIN(t.Context(), "sam.scsw", "482615")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	op := tablet.Completed(client.Check{
		Checklist: list.ID, Hash: list.Hash, Equipment: "linen-store-1", PerformedBy: sam.ID, StartedAt: now.Add(-time.Minute), FinishedAt: now,
		Readings: readings, Verdict: "pass",
	})
	answer, err := tablet.Push(t.Context(), op)
	if err != nil || len(answer.Results) != 1 || answer.Results[0].Outcome != "accepted" {
		t.Fatalf("%+v, %v", answer, err)
	}
	return answer.Results[0], op
}

// TestTheResultGoesBeforeItsPhotos: a check is judged at once, names the photos that it waits for, and says when they have come.
func TestTheResultGoesBeforeItsPhotos(t *testing.T) {
	tablet := enrolled(t)
	first, second := jpegOf("first "+t.Name()), append([]byte("RIFF\x10\x00\x00\x00WEBPVP8 "), t.Name()...)
	result, op := withPhoto(t, tablet, first, second)
	if len(result.MissingBlobs) != 2 || result.Verdict == "" {
		t.Fatalf("missing %v, verdict %q", result.MissingBlobs, result.Verdict)
	}
	photos := func() (list []photoSeen) {
		t.Helper()
		var c struct{ Photos []photoSeen }
		call(t, token(t, "rosa.radiographer"), "GET", "/v1/checks/"+result.CheckID, "").into(t, 200, &c)
		return c.Photos
	}
	for _, p := range photos() {
		if p.State != "awaited" || p.ReceivedAt != nil {
			t.Errorf("before it came: %+v", p)
		}
	}
	_, cursor, err := tablet.Pull(t.Context(), "", 5000)
	if err != nil {
		t.Fatal(err)
	}
	var stored photoSeen
	sendsPhoto(t, tablet.Token, digest(first), first).into(t, 201, &stored)
	if stored.ContentType != "image/jpeg" || stored.Size != int64(len(first)) || stored.Position == 0 {
		t.Errorf("stored: %+v", stored)
	}
	states := map[string]string{}
	for _, p := range photos() {
		states[p.Sha256] = p.State
	}
	if states[digest(first)] != "here" || states[digest(second)] != "awaited" {
		t.Errorf("after one of two: %v", states)
	}
	changes, _, err := tablet.Pull(t.Context(), cursor, 5000)
	if err != nil {
		t.Fatal(err)
	}
	moved := false
	for _, c := range changes {
		moved = moved || c.Kind == "check" && c.ID == result.CheckID && strings.Contains(string(c.Data), `"here"`)
	}
	if !moved {
		t.Error("the tablets did not hear that the photo came")
	}
	sendsPhoto(t, tablet.Token, digest(second), second).into(t, 201, nil)
	again, err := tablet.Push(t.Context(), op)
	if err != nil || !again.Results[0].Replay || len(again.Results[0].MissingBlobs) != 0 {
		t.Errorf("pushed again: %+v, %v", again.Results, err)
	}
}

// TestAPhotoSentAgainIsTheSame: the same position for ever, and one entry.
func TestAPhotoSentAgainIsTheSame(t *testing.T) {
	tablet, content := enrolled(t), jpegOf(t.Name())
	var first, second photoSeen
	sendsPhoto(t, tablet.Token, digest(content), content).into(t, 201, &first)
	before := head(t)
	sendsPhoto(t, tablet.Token, digest(content), content).into(t, 200, &second)
	if first.Position != second.Position || head(t) != before {
		t.Errorf("first at %d, again at %d; the head went from %d to %d", first.Position, second.Position, before, head(t))
	}
}

func TestC14_BytesThatAreNotThePhotoNeverCount(t *testing.T) {
	tablet := enrolled(t)
	right, html := jpegOf(t.Name()), []byte("<script>alert(1)</script>")
	svg := []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`)
	large := append(jpegOf(t.Name()), make([]byte, evidence.Largest)...)
	for _, c := range []struct {
		name, sha string
		content   []byte
		status    int
		code      string
	}{
		{"nothing at all", digest(nil), nil, 422, "not-a-photo"},
		{"nothing, for a photo", digest(right), nil, 422, "wrong-digest"},
		{"cut short", digest(right), right[:len(right)-1], 422, "wrong-digest"},
		{"one byte altered", digest(right), append(append([]byte{}, right[:len(right)-1]...), 'X'), 422, "wrong-digest"},
		{"a page", digest(html), html, 422, "not-a-photo"},
		{"a drawing that can run", digest(svg), svg, 422, "not-a-photo"},
		{"a GIF", digest([]byte("GIF89a")), []byte("GIF89a"), 422, "not-a-photo"},
		{"too large", digest(large), large, 413, "too-large"},
		{"no digest", "ABC", right, 422, "invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := head(t)
			if got := sendsPhoto(t, tablet.Token, c.sha, c.content); got.status != c.status || got.code() != c.code {
				t.Errorf("got %v", got)
			}
			if head(t) != before {
				t.Error("it left an entry")
			}
			if c.status == 422 && c.code != "invalid" {
				if got := call(t, tablet.Token, "GET", "/v1/blobs/"+c.sha, ""); got.status != 404 {
					t.Errorf("and it is served: %v", got.status)
				}
			}
		})
	}
	request, err := http.NewRequestWithContext(t.Context(), "PUT", base(t)+"/v1/blobs/"+digest(large), io.MultiReader(bytes.NewReader(large))) // of a length that no header says
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+tablet.Token)
	if got := send(t, request); got.status != 413 || got.code() != "too-large" {
		t.Errorf("too large, in pieces: %v", got)
	}
	largest := append(jpegOf(t.Name()), make([]byte, evidence.Largest-len(jpegOf(t.Name())))...)
	sendsPhoto(t, tablet.Token, digest(largest), largest).into(t, 201, nil)
}

// TestABrokenUploadIsHeardOf: the connection ends before the bytes that the header promised have come.
func TestABrokenUploadIsHeardOf(t *testing.T) {
	tablet, content := enrolled(t), jpegOf(t.Name())
	conn, err := net.Dial("tcp", strings.TrimPrefix(base(t), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "PUT /v1/blobs/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s",
		digest(content), tablet.Token, len(content)+1, content)
	_ = conn.(*net.TCPConn).CloseWrite()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	if response.StatusCode != 400 || !strings.Contains(string(text), `"unreadable"`) {
		t.Errorf("%d %s", response.StatusCode, text)
	}
	if got := call(t, tablet.Token, "GET", "/v1/blobs/"+digest(content), ""); got.status != 404 {
		t.Errorf("served: %d", got.status)
	}
}

// TestAPhotoCanDoNothingInABrowser: it is sent as a file to keep, of the media that its bytes are, and sandboxed.
func TestAPhotoCanDoNothingInABrowser(t *testing.T) {
	tablet, evil := enrolled(t), jpegOf("<script>fetch('/v1/me')</script> "+t.Name())
	sendsPhoto(t, tablet.Token, digest(evil), evil).into(t, 201, nil)
	got := call(t, tablet.Token, "GET", "/v1/blobs/"+digest(evil), "")
	if got.status != 200 || !bytes.Equal(got.body, evil) {
		t.Fatalf("%d, %d bytes", got.status, len(got.body))
	}
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment;", "Content-Security-Policy": "sandbox",
		"Cache-Control": "private, max-age=31536000, immutable", "ETag": `"` + digest(evil) + `"`, "Vary": "Authorization",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if !strings.Contains(got.header.Get(name), want) {
			t.Errorf("%s is %q", name, got.header.Get(name))
		}
	}
	request, _ := http.NewRequestWithContext(t.Context(), "GET", base(t)+"/v1/blobs/"+digest(evil), nil)
	request.Header.Set("Authorization", "Bearer "+tablet.Token)
	request.Header.Set("If-None-Match", `"`+digest(evil)+`"`)
	if got := send(t, request); got.status != 304 || len(got.body) != 0 {
		t.Errorf("asked again: %v", got)
	}
	request, _ = http.NewRequestWithContext(t.Context(), "HEAD", base(t)+"/v1/blobs/"+digest(evil), nil)
	request.Header.Set("Authorization", "Bearer "+tablet.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != 200 || response.ContentLength != int64(len(evil)) {
		t.Errorf("HEAD: %v, %v", response, err)
	}
	response.Body.Close()
}

// TestWhoSendsAndWhoSeesAPhoto: a tablet that was shut out sends nothing; what no record names is its sender's, and whose who
// resolve what was set aside.
func TestWhoSendsAndWhoSeesAPhoto(t *testing.T) {
	tablet, other, content := enrolled(t), enrolled(t), jpegOf(t.Name())
	if got := sendsPhoto(t, "", digest(content), content); got.status != 401 {
		t.Errorf("nobody: %v", got)
	}
	sendsPhoto(t, tablet.Token, digest(content), content).into(t, 201, nil)
	seen := func(who map[string]int) {
		t.Helper()
		for token, want := range who {
			if got := call(t, token, "GET", "/v1/blobs/"+digest(content), ""); got.status != want {
				t.Errorf("%.40s… got %d, want %d", token, got.status, want)
			}
		}
	}
	rosa, sam := token(t, "rosa.radiographer"), token(t, "sam.scsw")
	seen(map[string]int{tablet.Token: 200, other.Token: 404, sam: 404, rosa: 200})
	withPhoto(t, tablet, content)
	seen(map[string]int{tablet.Token: 200, other.Token: 200, sam: 200, rosa: 200})

	call(t, token(t, "ada.admin"), "POST", "/v1/devices/"+tablet.ID()+"/revoke", `{"reason":"lost"}`).into(t, 200, nil)
	more := jpegOf(t.Name() + " later")
	until(t, "it sends no photos", func() bool { return sendsPhoto(t, tablet.Token, digest(more), more).status == 401 })
	seen(map[string]int{tablet.Token: 401})
}

// TestAReportByAPersonHasPhotosToo: somebody at a desk sends the photo that their report names.
func TestAReportByAPersonHasPhotosToo(t *testing.T) {
	sam, content := token(t, "sam.scsw"), jpegOf(t.Name())
	var r struct{ Photos []photoSeen }
	body := `{"kind":"environment","area":"clinic","text":"a puddle","blobs":["` + digest(content) + `"]}`
	call(t, sam, "POST", "/v1/reports", body).into(t, 201, &r)
	if len(r.Photos) != 1 || r.Photos[0].State != "awaited" {
		t.Errorf("filed: %+v", r.Photos)
	}
	sendsPhoto(t, sam, digest(content), content).into(t, 201, nil)
	if got := call(t, token(t, "rosa.radiographer"), "GET", "/v1/blobs/"+digest(content), ""); got.status != 200 {
		t.Errorf("Rosa: %v", got)
	}
}
