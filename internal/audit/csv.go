package audit

import (
	"bufio"
	"io"
	"strings"
)

// csvWriter writes RFC 4180: commas, CRLF, and quotes round a field that needs them, with every byte of it kept. The
// standard library's writer would turn a lone line feed within a field into another line end.
type csvWriter struct {
	out *bufio.Writer
}

// bufferSize lets a page of checks leave in few writes.
const bufferSize = 64 << 10

func newCSVWriter(w io.Writer) *csvWriter { return &csvWriter{out: bufio.NewWriterSize(w, bufferSize)} }

func (c *csvWriter) row(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = c.out.WriteByte(',')
		}
		c.cell(cell)
	}
	_, err := c.out.WriteString("\r\n") // a bufio.Writer keeps its first error and answers it here
	return err
}

func (c *csvWriter) cell(s string) {
	if !strings.ContainsAny(s, "\",\r\n") && strings.TrimSpace(s) == s {
		_, _ = c.out.WriteString(s)
		return
	}
	_ = c.out.WriteByte('"')
	_, _ = c.out.WriteString(strings.ReplaceAll(s, `"`, `""`))
	_ = c.out.WriteByte('"')
}

// guarded keeps a spreadsheet from running what somebody typed: a cell it would take for a formula begins with an
// apostrophe. One that begins with an apostrophe gets another, so taking the first away gives back what was typed.
func guarded(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r'", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

// WriteSheet writes a table as CSV with a header; its cells are guarded as those of every export.
func WriteSheet(w io.Writer, columns []string, rows [][]string) error {
	out := newCSVWriter(w)
	if err := out.row(columns); err != nil {
		return err
	}
	for _, cells := range rows {
		safe := make([]string, len(cells))
		for i, cell := range cells {
			safe[i] = guarded(cell)
		}
		if err := out.row(safe); err != nil {
			return err
		}
	}
	return out.out.Flush()
}
