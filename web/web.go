// Package web carries what a browser is given at /: the built files, committed, so that building the server needs no
// JavaScript tools.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist is the folder of built files.
func Dist() fs.FS {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the folder is named above
	}
	return dist
}
