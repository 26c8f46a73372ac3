package simulate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// Client speaks to one server with one token.
type Client struct {
	Base  string
	Token string
	HTTP  *http.Client
}

// NewClient makes a client of the server at base, with connections of its own.
func NewClient(base string) Client {
	return Client{Base: base, HTTP: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}}
}

// Problem is a refusal as the server puts it.
type Problem struct {
	Status            int
	Code, Detail, Fix string
	Errors            []struct{ Pointer, Detail string }
}

func (p *Problem) Error() string {
	return fmt.Sprintf("%d %s: %s (%v)", p.Status, p.Code, p.Detail, p.Errors)
}

// Call sends a body as JSON and reads the answer into a value; a refusal is a *Problem.
func (c Client) Call(ctx context.Context, method, path string, body, into any) error {
	text, err := c.Text(ctx, method, path, body)
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// Text is Call for an answer that is wanted as it is.
func (c Client) Text(ctx context.Context, method, path string, body any) ([]byte, error) {
	req, err := c.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	answer, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= 300 {
		p := &Problem{Status: answer.StatusCode}
		_ = json.Unmarshal(text, p) // a page in the way is a problem without a code
		return nil, p
	}
	return text, nil
}

func (c Client) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	return req, nil
}

// Person is somebody signed in.
type Person struct {
	Client
	ID, Name, Role, Refresh string
	Registered              bool
}

// SignIn signs a person in by password.
func (c Client) SignIn(ctx context.Context, username, password string) (Person, error) {
	return c.signIn(ctx, map[string]any{"username": username, "password": password})
}

// SignInByPIN signs a person in at a tablet; the client carries the tablet's token.
func (c Client) SignInByPIN(ctx context.Context, username, pin string) (Person, error) {
	return c.signIn(ctx, map[string]any{"username": username, "pin": pin})
}

func (c Client) signIn(ctx context.Context, body map[string]any) (Person, error) {
	var s struct {
		AccessToken, RefreshToken string
		Staff                     struct {
			ID, Name, Role string
			Registered     bool
		}
	}
	if err := c.Call(ctx, http.MethodPost, "/v1/sessions", body, &s); err != nil {
		return Person{}, fmt.Errorf("sign in: %w", err)
	}
	p := Person{Client: c, ID: s.Staff.ID, Name: s.Staff.Name, Role: s.Staff.Role, Refresh: s.RefreshToken, Registered: s.Staff.Registered}
	p.Token = s.AccessToken
	return p, nil
}

// Change is one thing that a pull brings.
type Change struct {
	Position int64
	Kind, ID string
	Data     json.RawMessage
}

// Pull brings everything after a cursor, page by page, and the cursor to go on from. An empty cursor starts from 0.
func (c Client) Pull(ctx context.Context, cursor string, limit int) ([]Change, string, error) {
	var all []Change
	for {
		var page struct {
			From, To int64
			UpToDate bool
			Cursor   string
			Changes  []Change
		}
		q := url.Values{"limit": {strconv.Itoa(limit)}}
		if cursor != "" {
			q.Set("cursor", cursor)
		}
		if err := c.Call(ctx, http.MethodGet, "/v1/sync/changes?"+q.Encode(), nil, &page); err != nil {
			return nil, cursor, fmt.Errorf("pull: %w", err)
		}
		all, cursor = append(all, page.Changes...), page.Cursor
		if page.UpToDate {
			return all, cursor, nil
		}
	}
}
