package simulate

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Heads follows the server's head hints: each new head arrives on the channel until the context or the stream ends.
func (c Client) Heads(ctx context.Context) (<-chan int64, error) {
	hints, err := c.Hints(ctx, "head")
	if err != nil {
		return nil, err
	}
	heads := make(chan int64, 16)
	go func() {
		defer close(heads)
		for data := range hints {
			var hint struct{ Head int64 }
			if json.Unmarshal([]byte(data), &hint) != nil {
				continue
			}
			select {
			case heads <- hint.Head:
			case <-ctx.Done():
				return
			}
		}
	}()
	return heads, nil
}

// Hints follows one kind of the server's events: the data of each arrives on the channel until the context or the stream ends.
func (c Client) Hints(ctx context.Context, event string) (<-chan string, error) {
	req, err := c.request(ctx, http.MethodGet, "/v1/sync/events", nil)
	if err != nil {
		return nil, err
	}
	answer, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, fmt.Errorf("events: %s", answer.Status)
	}
	hints := make(chan string, 16)
	go func() {
		defer close(hints)
		defer answer.Body.Close()
		lines, now := bufio.NewScanner(answer.Body), ""
		for lines.Scan() {
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				now = name
			}
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			if !ok || now != event {
				continue
			}
			select {
			case hints <- data:
			case <-ctx.Done():
				return
			}
		}
	}()
	return hints, nil
}
