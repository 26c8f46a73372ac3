package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"runup/api/contract"
	"runup/api/wire"
)

// asked makes one request and takes the answer's bytes as they came.
func asked(t *testing.T, token, method, path, takes string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, base(t)+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Accept-Encoding", takes)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, body}
}

// TestAPullIsPackedForWhoTakesIt: a first pull is megabytes, and goes through a thin signal.
func TestAPullIsPackedForWhoTakesIt(t *testing.T) {
	who := token(t, "rosa.radiographer")
	path := "/v1/sync/changes?limit=5000"
	plain, refused, taken := asked(t, who, "GET", path, "identity"), asked(t, who, "GET", path, "gzip;q=0"), asked(t, who, "GET", path, "br, gzip;q=0.8")
	for _, a := range []answer{plain, refused} {
		if a.header.Get("Content-Encoding") != "" || a.header.Get("Vary") != "Accept-Encoding" || !json.Valid(a.body) {
			t.Errorf("%v", a.header)
		}
	}
	if taken.header.Get("Content-Encoding") != "gzip" || taken.header.Get("Vary") != "Accept-Encoding" || taken.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%v", taken.header)
	}
	whole, err := gzip.NewReader(bytes.NewReader(taken.body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(whole)
	if err != nil || !json.Valid(text) || len(taken.body) > len(text)/5 {
		t.Errorf("%d bytes packed, %d plain, %v", len(taken.body), len(text), err)
	}
	t.Logf("%d bytes packed, %d plain", len(taken.body), len(text))
	cut, err := gzip.NewReader(bytes.NewReader(taken.body[:len(taken.body)-1]))
	if err == nil {
		_, err = io.ReadAll(cut)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a packed page that is cut reads as whole: %v", err)
	}
}

// TestOnlyWhatIsReadAsJSONIsPacked walks the contract: whatever else is answered goes out as it is. So do answers to a change,
// where tokens and codes are given out, and refusals.
func TestOnlyWhatIsReadAsJSONIsPacked(t *testing.T) {
	read, err := contract.Read(wire.Contract)
	if err != nil {
		t.Fatal(err)
	}
	who := token(t, "sofia.superintendent")
	for _, o := range read.Operations() {
		if o.Method != "GET" || o.ID == "syncEvents" || strings.Contains(o.Path, "{") {
			continue
		}
		got := asked(t, who, "GET", o.Path, "gzip")
		packed, isJSON := got.header.Get("Content-Encoding") == "gzip", got.header.Get("Content-Type") == "application/json"
		if want := got.status == 200 && isJSON && (packed || len(got.body) >= 1400); packed != want {
			t.Errorf("%s: %d, %d bytes of %s, packed %v", o.ID, got.status, len(got.body), got.header.Get("Content-Type"), packed)
		}
	}
	var list struct{ Items []struct{ ID, Hash string } }
	call(t, who, "GET", "/v1/checklists?limit=1", "").into(t, 200, &list)
	if got := asked(t, who, "GET", "/v1/checklists/"+list.Items[0].ID+"/versions/"+list.Items[0].Hash, "gzip"); got.header.Get("Content-Encoding") != "" {
		t.Error("a definition's own text is packed under its tag")
	}
	ada := token(t, "ada.admin")
	if got := asked(t, ada, "POST", "/v1/enrolment-codes", "gzip"); got.status != 201 || got.header.Get("Content-Encoding") != "" || got.header.Get("Vary") != "" {
		t.Errorf("a code: %d, %v", got.status, got.header)
	}
	if got := asked(t, ada, "HEAD", "/v1/checklists", "gzip"); got.status != 200 || len(got.body) != 0 {
		t.Errorf("HEAD: %d, %d bytes", got.status, len(got.body))
	}
}

// TestALiveStreamIsNotHeldBackToBePacked: its first event is there at once, as text.
func TestALiveStreamIsNotHeldBackToBePacked(t *testing.T) {
	c, err := net.Dial("tcp", strings.TrimPrefix(base(t), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = io.WriteString(c, "GET /v1/sync/events HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nAuthorization: Bearer "+token(t, "rosa.radiographer")+"\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var said []byte
	for piece := make([]byte, 4096); !bytes.Contains(said, []byte("event: head")); {
		n, err := c.Read(piece)
		if err != nil {
			t.Fatalf("%v after %q", err, said)
		}
		said = append(said, piece[:n]...)
	}
}
