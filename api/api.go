// Package api is Runup over HTTP: the contract's operations, generated into a server, and a thin handler for each.
//
// A handler takes a request apart, makes one domain call in one Read or Write, and puts the answer together. Who may ask
// and whether what they sent is right is settled before it runs, by one gate over all operations.
package api

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"time"

	"github.com/labstack/echo/v4"

	"runup/api/contract"
	"runup/api/wire"
	"runup/internal/auth"
	"runup/internal/engine"
	"runup/internal/notify"
	"runup/internal/proof"
	"runup/internal/store"
	"runup/internal/tablet"
)

//go:generate go tool -modfile=../tools.mod oapi-codegen -config=codegen.yaml ../openapi.yaml

// Deps is what the operations work with.
type Deps struct {
	DB       *store.DB
	Auth     *auth.Service
	Tablet   *tablet.Service
	Notify   *notify.Service
	Engine   *engine.Engine
	Signer   *proof.Signer // of checkpoints
	Log      *slog.Logger
	Now      func() time.Time
	Cursor   [32]byte       // the key that seals cursors
	Zone     *time.Location // the department's: what a date means
	Contract []byte         // openapi.yaml, as it is served
	Address  *url.URL       // where people find this server; nil when nobody said so
	Web      fs.FS          // what a browser is given at /

	ReceiptToken string // what GOV.UK Notify gives with its receipts; "" takes none

	Streaming context.Context // ends when the server begins to stop: streams and long polls then end first

	Secure         bool           // people come by TLS, ours or a proxy's
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed
	MetricsAllow   []netip.Prefix // who may read /metrics besides this machine
}

// service is the operations at work.
type service struct {
	Deps
	log          *slog.Logger
	now          func() time.Time
	tls          bool
	metricsAllow []netip.Prefix
	operations   map[string]*contract.Operation // by method and Echo's route
	metrics      metrics
	notes        notes
	refusals     refusals
	claims       signal        // somebody began or ended a check
	elsewhere    elsewhere     // what was last seen of that at other processes
	photos       chan struct{} // places for photos on their way in
}

// New makes the server's handler. It fails when the contract and the guard do not name the same operations.
func New(d Deps) (*echo.Echo, error) {
	read, err := contract.Read(wire.Contract)
	if err != nil {
		return nil, err
	}
	if err := guardRows(read.Operations()); err != nil {
		return nil, err
	}
	pages, err := newPages(d.Contract)
	if err != nil {
		return nil, err
	}
	s := &service{
		Deps: d, log: d.Log, now: d.Now, tls: d.Secure, metricsAllow: d.MetricsAllow, operations: byRoute(read.Operations()),
		photos: make(chan struct{}, photosAtOnce), metrics: newMetrics(d.DB, d.Zone, func() int64 { return d.DB.Head().Position }, d.Notify, d.Engine),
	}
	app, err := newStatic(d.Web)
	if err != nil {
		return nil, err
	}
	return s.routes(pages, app), nil
}

func (s *service) routes(pages pages, app static) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(discard{})
	e.HTTPErrorHandler = s.fail
	e.Binder = binder{}
	e.IPExtractor = extractor(s.TrustedProxies)
	e.Use(s.observe, app.behind, s.gate, packed)
	RegisterHandlers(e, NewStrictHandler(s, nil))
	e.POST("/v1/sync/push", s.push)
	e.GET("/metrics", s.serveMetrics)
	pages.register(e)
	return e
}

var _ StrictServerInterface = (*service)(nil)

var braces = regexp.MustCompile(`\{(\w+)\}`)

// byRoute finds operations as Echo names them: GET /v1/areas/:areaId.
func byRoute(operations []*contract.Operation) map[string]*contract.Operation {
	found := make(map[string]*contract.Operation, len(operations))
	for _, o := range operations {
		found[o.Method+" "+braces.ReplaceAllString(o.Path, ":$1")] = o
	}
	return found
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// extractor answers a caller's address. Headers are believed from the proxies that were named, and from nobody else.
func extractor(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(ipNet(p)))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// discard swallows Echo's own log: everything is said once, in ours.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

var _ http.Handler = (*echo.Echo)(nil)
