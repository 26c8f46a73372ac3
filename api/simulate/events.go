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
	heads := make(chan int64, 16)
	go func() {
		defer close(heads)
		defer answer.Body.Close()
		lines := bufio.NewScanner(answer.Body)
		for lines.Scan() {
			data, ok := strings.CutPrefix(lines.Text(), "data:")
			var hint struct{ Head int64 }
			if !ok || json.Unmarshal([]byte(data), &hint) != nil || hint.Head == 0 { // another event than a head
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
