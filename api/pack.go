package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"runup/api/contract"
)

// worthPacking is what no longer fits one packet as it is.
const worthPacking = 1400

// packed packs what is read as JSON for who takes that: a tablet's first pull is megabytes through a thin signal. It stands
// behind the gate, so problems go out as they are.
func packed(next echo.HandlerFunc) echo.HandlerFunc {
	pack := middleware.GzipWithConfig(middleware.GzipConfig{MinLength: worthPacking})(next)
	return func(c echo.Context) error {
		if !packs(noteOf(c).operation) {
			return next(c)
		}
		if !takesGzip(c.Request()) {
			c.Request().Header.Del("Accept-Encoding") // the middleware reads no weights: gzip;q=0 is a no
		}
		return pack(c)
	}
}

// packs leaves out streams and pictures, the text of a definition, which its tag names byte for byte, and whatever is answered
// to a change: tokens, codes and keys are given out there, and how well a secret packs beside a text that somebody else chose
// would tell what it is.
func packs(o *contract.Operation) bool {
	return o != nil && o.Method == http.MethodGet && o.JSON && o.ID != "getChecklistVersion"
}
