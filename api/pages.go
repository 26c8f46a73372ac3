package api

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"runup/api/wire"
	"runup/internal/problem"
)

//go:embed page
var pageFiles embed.FS

// pages are what people read about the API. Everything they need comes from here.
type pages struct {
	files    map[string]*asset // by address
	problems *template.Template
}

func (p pages) register(e *echo.Echo) {
	for address, a := range p.files {
		e.GET(address, a.send)
	}
	e.GET("/problems", p.all)
	e.GET("/problems/:code", p.one)
}

// row is one code as the page tells it.
type row struct {
	problem.Description
	Status int
}

func (p pages) all(c echo.Context) error {
	var rows []row
	for _, d := range problem.All() {
		rows = append(rows, row{d, statuses[d.Kind]})
	}
	return p.render(c, "Problems", rows)
}

func (p pages) one(c echo.Context) error {
	d := problem.Describe(c.Param("code"))
	if d.Code != c.Param("code") {
		return problem.New("not-found", "There is no problem of that code.")
	}
	return p.render(c, d.Title, []row{{d, statuses[d.Kind]}})
}

func (p pages) render(c echo.Context, title string, rows []row) error {
	var out bytes.Buffer
	err := p.problems.Execute(&out, struct {
		Title string
		Rows  []row
	}{title, rows})
	if err != nil {
		return err
	}
	return c.HTMLBlob(http.StatusOK, out.Bytes())
}

func newPages(contract []byte) (pages, error) {
	p := pages{files: map[string]*asset{
		"/openapi.json": newAsset("openapi.json", wire.Contract, false), "/openapi.yaml": newAsset("openapi.yaml", contract, false),
	}}
	for address, name := range map[string]string{"/docs": "docs.html", "/docs/page.css": "page.css", "/docs/docs.js": "docs.js"} {
		text, err := pageFiles.ReadFile("page/" + name)
		if err != nil {
			return pages{}, err
		}
		p.files[address] = newAsset(name, text, false)
	}
	var err error
	p.problems, err = template.ParseFS(pageFiles, "page/problems.html")
	return p, err
}
