package notifytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// GovUK is GOV.UK Notify: it keeps the real one's rules about tokens, templates, numbers, limits and references. Numbers and
// addresses that fail there, as its documentation lists them, fail here.
type GovUK struct {
	URL     *url.URL
	Key     string
	SMS     string // template ids
	Mail    string
	Bearer  string // that it gives with receipts
	Handler http.Handler

	mu        sync.Mutex
	now       func() time.Time
	service   string
	secret    string
	templates map[string]string
	revoked   bool
	limited   bool
	broken    int  // answers to fail with 500
	lost      bool // the message is taken and the answer does not come
	held      bool // nor does the connection end
	holding   []net.Conn
	status    string
	messages  []Notified
	posts     int
}

// Notified is a message that it took.
type Notified struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	To        string `json:"-"`
	Text      string `json:"-"`
	Status    string `json:"status"`
}

// StartGovUK starts it on this machine.
func StartGovUK(t testing.TB) *GovUK {
	t.Helper()
	g := &GovUK{
		SMS: uuid.NewString(), Mail: uuid.NewString(), Bearer: "receipts-0193", now: time.Now, service: uuid.NewString(), secret: uuid.NewString(), status: "sending",
	}
	g.Key = "runup-" + g.service + "-" + g.secret
	g.templates = map[string]string{g.SMS: "((message))", g.Mail: "((subject)) ((message))"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v2/template/{id}", g.template)
	mux.HandleFunc("POST /v2/notifications/{kind}", g.take)
	mux.HandleFunc("GET /v2/notifications", g.list)
	g.Handler = g.door(mux)
	server := httptest.NewServer(g.Handler)
	t.Cleanup(func() {
		for _, c := range g.holding {
			c.Close()
		}
		server.Close()
	})
	g.URL, _ = url.Parse(server.URL)
	return g
}

// Set changes how it behaves.
func (g *GovUK) Set(change func(b *Behaviour)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b := Behaviour{Revoked: g.revoked, Limited: g.limited, Broken: g.broken, Lost: g.lost, Held: g.held, Status: g.status, Now: g.now, SMSText: g.templates[g.SMS]}
	change(&b)
	g.revoked, g.limited, g.broken, g.lost, g.held, g.status, g.now, g.templates[g.SMS] = b.Revoked, b.Limited, b.Broken, b.Lost, b.Held, b.Status, b.Now, b.SMSText
}

// Behaviour is what a test may change.
type Behaviour struct {
	Revoked bool   // the key
	Limited bool   // 429
	Broken  int    // that many answers of 500
	Lost    bool   // messages are taken, and the answer is lost
	Held    bool   // messages are taken, and the answer does not come
	Status  string // of what comes next
	Now     func() time.Time
	SMSText string // of the template
}

// Messages answers what it took.
func (g *GovUK) Messages() []Notified {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]Notified(nil), g.messages...)
}

// Posts answers how often a message was posted, taken or not.
func (g *GovUK) Posts() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.posts
}

// Becomes changes what became of a message.
func (g *GovUK) Becomes(reference, status string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := range g.messages {
		if g.messages[i].Reference == reference {
			g.messages[i].Status = status
		}
	}
}

// Receipt is the request that it makes when a message has become something.
func (g *GovUK) Receipt(m Notified, status, bearer string) *http.Request {
	text, _ := json.Marshal(map[string]any{
		"id": m.ID, "reference": m.Reference, "to": m.To, "status": status, "notification_type": "sms", "created_at": "2026-11-23T06:45:00.000000Z",
		"completed_at": "2026-11-23T06:45:09.000000Z", "sent_at": "2026-11-23T06:45:01.000000Z", "template_id": g.SMS, "template_version": 1,
	})
	r, _ := http.NewRequest(http.MethodPost, "/v1/notify/receipts", bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+bearer)
	return r
}

func (g *GovUK) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		if why := g.unknown(r.Header.Get("Authorization")); why != "" {
			g.refuse(w, 403, "AuthError", why)
			return
		}
		if g.broken > 0 {
			g.broken--
			g.refuse(w, 500, "Exception", "Internal server error")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// unknown holds a token as the real one does: signed with the key's secret, by the service, within thirty seconds.
func (g *GovUK) unknown(header string) string {
	if g.revoked {
		return "Invalid token: API key not found"
	}
	var claims jwt.MapClaims
	_, err := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation()).
		ParseWithClaims(strings.TrimPrefix(header, "Bearer "), &claims, func(*jwt.Token) (any, error) { return []byte(g.secret), nil })
	if err != nil || claims["iss"] != g.service {
		return "Invalid token: signature, api token not found"
	}
	at, err := claims.GetIssuedAt()
	if err != nil || at == nil || g.now().Sub(at.Time).Abs() > 30*time.Second {
		return "Error: Your system clock must be accurate to within 30 seconds"
	}
	return ""
}

func (g *GovUK) refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"status_code":%d,"errors":[{"error":%q,"message":%q}]}`, status, kind, message)
}

func (g *GovUK) template(w http.ResponseWriter, r *http.Request) {
	text, ok := g.templates[r.PathValue("id")]
	if !ok {
		g.refuse(w, 404, "NoResultFound", "No result found")
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"id": r.PathValue("id"), "type": "sms", "body": text})
}

func (g *GovUK) take(w http.ResponseWriter, r *http.Request) {
	g.posts++
	var sent struct {
		PhoneNumber     string            `json:"phone_number"`
		EmailAddress    string            `json:"email_address"`
		TemplateID      string            `json:"template_id"`
		Reference       string            `json:"reference"`
		Personalisation map[string]string `json:"personalisation"`
	}
	err := json.NewDecoder(r.Body).Decode(&sent)
	_, known := g.templates[sent.TemplateID]
	switch digits := strings.Map(onlyDigits, sent.PhoneNumber); {
	case err != nil:
		g.refuse(w, 400, "BadRequestError", "Invalid JSON")
	case g.limited:
		w.Header().Set("Retry-After", "20")
		g.refuse(w, 429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds")
	case !known:
		g.refuse(w, 400, "BadRequestError", "Template not found")
	case sent.Personalisation["message"] == "":
		g.refuse(w, 400, "BadRequestError", "Missing personalisation: message")
	case r.PathValue("kind") == "sms" && len(digits) < 10:
		g.refuse(w, 400, "ValidationError", "phone_number Not enough digits")
	case r.PathValue("kind") == "email" && !strings.Contains(sent.EmailAddress, "@"):
		g.refuse(w, 400, "ValidationError", "email_address Not a valid email address")
	default:
		g.keep(w, Notified{
			ID: uuid.NewString(), Reference: sent.Reference, To: sent.PhoneNumber + sent.EmailAddress, Text: sent.Personalisation["message"], Status: g.becomes(digits),
		})
	}
}

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// becomes knows the numbers for trying failures out.
func (g *GovUK) becomes(digits string) string {
	switch digits {
	case "07700900003":
		return "temporary-failure"
	case "07700900002":
		return "permanent-failure"
	}
	return g.status
}

func (g *GovUK) keep(w http.ResponseWriter, n Notified) {
	g.messages = append(g.messages, n)
	if g.held {
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			g.holding = append(g.holding, c)
		}
		return
	}
	if g.lost {
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			c.Close()
		}
		return
	}
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(map[string]any{"id": n.ID, "reference": n.Reference})
}

func (g *GovUK) list(w http.ResponseWriter, r *http.Request) {
	found := []Notified{}
	for i := len(g.messages) - 1; i >= 0; i-- {
		if g.messages[i].Reference == r.URL.Query().Get("reference") {
			found = append(found, g.messages[i])
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"notifications": found, "links": map[string]string{}})
}
