package checklist

import (
	"bytes"
	"fmt"
	"strings"
)

// Mistake is one thing wrong with a checklist: where it stands, and what is wrong in plain words.
type Mistake struct {
	File         string
	Line, Column int    // from 1
	Excerpt      string // the line, and under it a mark
	Problem      string
	Pointer      string // JSON pointer of the member
}

// Error says the mistake on one line. It implements error.
func (m Mistake) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.Problem)
}

// widest is as much of a line as an excerpt shows.
const widest = 120

func excerpt(text []byte, line, column int) string {
	for range line - 1 {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	shown, _, _ := bytes.Cut(text, []byte("\n"))
	shown = shown[:min(len(shown), 16*widest+4*column)]
	letters := []rune(strings.TrimRight(strings.ReplaceAll(string(shown), "\t", " "), "\r "))
	from := min(max(0, column-1-widest/2), max(0, len(letters)-widest))
	to := min(len(letters), from+widest)
	if from > 0 {
		letters[from] = '…'
	}
	if to < len(letters) {
		letters[to-1] = '…'
	}
	return string(letters[from:to]) + "\n" + strings.Repeat(" ", max(0, min(column-1-from, widest))) + "^"
}
