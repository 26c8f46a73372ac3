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
	contract []byte // openapi.yaml
	problems *template.Template
}

func (p pages) register(e *echo.Echo) {
	e.GET("/docs", file("docs.html"))
	e.GET("/docs/page.css", file("page.css"))
	e.GET("/docs/docs.js", file("docs.js"))
	e.GET("/openapi.json", func(c echo.Context) error { return sendFile(c, "openapi.json", wire.Contract, false) })
	e.GET("/openapi.yaml", func(c echo.Context) error { return sendFile(c, "openapi.yaml", p.contract, false) })
	e.GET("/problems", p.all)
	e.GET("/problems/:code", p.one)
}

func file(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		text, err := pageFiles.ReadFile("page/" + name)
		if err != nil {
			return err
		}
		return sendFile(c, name, text, false)
	}
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
	parsed, err := template.ParseFS(pageFiles, "page/problems.html")
	return pages{contract: contract, problems: parsed}, err
}
