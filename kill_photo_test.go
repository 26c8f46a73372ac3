package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"runup/api/simulate"
)

// TestWhatWasAnsweredOfAPhotoSurvivesAKill: the server is killed at random while tablets send photos. One that was answered
// for is there afterwards byte for byte, at the same position; one that was not is not there at all, or whole; sent again
// each is there once.
func TestWhatWasAnsweredOfAPhotoSurvivesAKill(t *testing.T) {
	const cycles = 12
	ctx := context.Background()
	folder := t.TempDir()
	server := start(t, folder)
	ada := must(simulate.NewClient(server.base).SignIn(ctx, "ada.admin", "runup-demo"))(t)
	var senders []*sender
	for i := range 3 {
		senders = append(senders, &sender{tablet: enrolled(ctx, t, ada, "tablet "+strconv.Itoa(i)), sent: map[string][]byte{}, known: map[string]int64{}})
	}
	unanswered := 0
	for range cycles {
		var wg sync.WaitGroup
		for _, s := range senders {
			wg.Go(func() {
				for s.one(ctx) == nil {
				}
			})
		}
		time.Sleep(time.Duration(5+rand.IntN(120)) * time.Millisecond) // the kill comes whenever it comes
		server.kill()
		wg.Wait()
		server = start(t, folder)
		for _, s := range senders {
			s.tablet.Base = server.base
			unanswered += s.settle(ctx, t)
		}
	}
	answered := 0
	for _, s := range senders {
		answered += len(s.known)
	}
	if answered < cycles || unanswered == 0 {
		t.Errorf("%d answered and %d not in %d cycles: nothing was tried", answered, unanswered, cycles)
	}
	server.kill()
	file, _ := binary()
	if out, err := exec.Command(file, "rebuild", "--check", "--data", folder).CombinedOutput(); err != nil {
		t.Errorf("the views are not what the log says: %v\n%s", err, out)
	}
	t.Logf("%d kills, %d photos answered, %d cut off, none lost", cycles, answered, unanswered)
}

// sender is one tablet with its photos.
type sender struct {
	tablet *simulate.Tablet
	sent   map[string][]byte
	known  map[string]int64 // position of every photo that was answered for
}

// one sends a new photo of up to a megabyte.
func (s *sender) one(ctx context.Context) error {
	content := append([]byte("\xff\xd8\xff"), make([]byte, 8+rand.IntN(1<<20))...)
	for i := range 8 {
		content[3+i] = byte(rand.IntN(256))
	}
	sum := sha256.Sum256(content)
	sha := hex.EncodeToString(sum[:])
	s.sent[sha] = content
	return s.put(ctx, sha)
}

func (s *sender) put(ctx context.Context, sha string) error {
	var stored struct{ Position int64 }
	status, text, err := s.ask(ctx, http.MethodPut, sha, s.sent[sha])
	if err != nil || status >= 300 {
		return fmt.Errorf("%d %s %w", status, text, err)
	}
	if err := json.Unmarshal(text, &stored); err != nil {
		return err
	}
	if was, before := s.known[sha]; before && was != stored.Position {
		return fmt.Errorf("%s was at %d and is at %d", sha, was, stored.Position)
	}
	s.known[sha] = stored.Position
	return nil
}

// settle looks for every photo after the restart and sends again what is not there. It answers how many were cut off.
func (s *sender) settle(ctx context.Context, t *testing.T) (cutOff int) {
	t.Helper()
	for sha, content := range s.sent {
		status, text, err := s.ask(ctx, http.MethodGet, sha, nil)
		check(t, err)
		_, answered := s.known[sha]
		switch {
		case status == 200 && !bytes.Equal(text, content):
			t.Errorf("%s came back as %d bytes of %d", sha, len(text), len(content))
		case status != 200 && answered:
			t.Errorf("%s was answered for and is not there: %d", sha, status)
		}
		if !answered {
			cutOff++
		}
		check(t, s.put(ctx, sha))
	}
	s.sent = map[string][]byte{}
	return cutOff
}

func (s *sender) ask(ctx context.Context, method, sha string, content []byte) (status int, text []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, method, s.tablet.Base+"/v1/blobs/"+sha, bytes.NewReader(content))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+s.tablet.Token)
	answer, err := s.tablet.HTTP.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	text, err = io.ReadAll(answer.Body)
	return answer.StatusCode, text, err
}
