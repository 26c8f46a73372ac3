package api

import (
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"runup/internal/problem"
)

// static serves built files. The page itself is asked for again each time; files below assets/ have their hash in their
// name and stay for ever; a file that is not there is 404 and never the page, or a browser would run HTML as a script.
type static struct{ files map[string]*asset }

// newStatic reads the files once: they are built in.
func newStatic(files fs.FS) (static, error) {
	s := static{files: map[string]*asset{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		s.files[name] = newAsset(name, text, strings.HasPrefix(name, "assets/"))
		return err
	})
	return s, err
}

// behind answers with a file where no route is found. A route of its own for every address would turn 404 into 405.
func (s static) behind(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		if !errors.Is(err, echo.ErrNotFound) {
			return err
		}
		if c.Request().Method != http.MethodGet {
			return s.onlyRead(c, err)
		}
		c.SetPath("/*")
		return s.serve(c)
	}
}

// onlyRead tells whoever wants to change a file that it can be read.
func (s static) onlyRead(c echo.Context, notFound error) error {
	if s.files[fileName(c.Request())] == nil {
		return notFound
	}
	c.Response().Header().Set("Allow", "GET, HEAD")
	return echo.ErrMethodNotAllowed
}

func fileName(r *http.Request) string {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" || (path.Ext(name) == "" && wantsPage(r)) {
		return "index.html"
	}
	return name
}

func (s static) serve(c echo.Context) error {
	a := s.files[fileName(c.Request())]
	if a == nil {
		return problem.New("not-found", "There is no such page or file.")
	}
	return a.send(c)
}

// wantsPage tells a person's browser, which the app's own routes belong to, from a program that got an address wrong.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/v1/")
}

func mediaType(name string) string {
	switch path.Ext(name) {
	case ".webmanifest":
		return "application/manifest+json"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".yaml":
		return "application/yaml"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
