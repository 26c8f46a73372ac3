package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"runup/checklists"
	"runup/internal/checklist"
)

type validateCommand struct {
	Files  []string `arg:"" name:"file" help:"Checklist files, YAML, or folders of them."`
	Strict bool     `name:"strict" help:"Remarks count as mistakes."`
}

// Run names every mistake in every file, and what an author should look at again.
func (v *validateCommand) Run(c *console) error {
	names, err := found(v.Files)
	if err != nil {
		return usageError{err}
	}
	var files []*checklist.File
	var unread []error
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		files = append(files, checklist.Read(text, name))
	}
	checklist.Together(files, shipped())
	t := tally{files: len(names)}
	for _, f := range files {
		t.file(c.out, f)
	}
	for _, err := range unread {
		fmt.Fprintf(c.out, "%v\n\n", err)
	}
	t.unread = len(unread)
	fmt.Fprintln(c.out, t.summary())
	if t.mistakes+t.unread > 0 || v.Strict && t.remarks > 0 {
		return errSaid
	}
	return nil
}

// found answers the files that are meant: those named, and every YAML file in folders. All that is not there is named at once.
func found(named []string) ([]string, error) {
	var names []string
	var wrong []error
	for _, name := range named {
		info, err := os.Stat(name)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Errorf("there is no %s", name))
		case info.IsDir():
			inside, err := within(name)
			names = append(names, inside...)
			if wrong = append(wrong, err); err == nil && len(inside) == 0 {
				wrong = append(wrong, fmt.Errorf("there is no .yaml file in %s", name))
			}
		default:
			names = append(names, name)
		}
	}
	return slices.Compact(names), errors.Join(wrong...)
}

func within(folder string) (names []string, err error) {
	err = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")) {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// shipped answers a checklist of the library by its id, nil for any other. Each is read once.
func shipped() func(id string) *checklist.Definition {
	read := map[string]*checklist.Definition{}
	return func(id string) *checklist.Definition {
		if d, known := read[id]; known {
			return d
		}
		if text, err := checklists.Library.ReadFile(id + ".yaml"); err == nil {
			read[id], _ = checklist.Parse(text, id+".yaml")
		}
		return read[id]
	}
}

// tally counts what was said.
type tally struct {
	files, unread            int
	mistakes, wrong, remarks int
}

// file says the mistakes of a file, or when there are none what to look at again: one thing after the other.
func (t *tally) file(out io.Writer, f *checklist.File) {
	for _, m := range f.Mistakes {
		say(out, m, "")
	}
	if t.mistakes += len(f.Mistakes); f.Definition == nil {
		t.wrong++
		return
	}
	for _, r := range f.Remarks {
		say(out, r, "remark: ")
	}
	t.remarks += len(f.Remarks)
	fmt.Fprintf(out, "%s: %s, version %s, %s\n", f.Name, f.Definition.ID, f.Definition.Version, f.Definition.Hash())
}

// say shows a mistake: where it is and what it is, then the line with a mark under the column.
func say(out io.Writer, m checklist.Mistake, what string) {
	fmt.Fprintf(out, "%s:%d:%d: %s%s\n", m.File, m.Line, m.Column, what, m.Problem)
	line, mark, _ := strings.Cut(m.Excerpt, "\n")
	fmt.Fprintf(out, "%6d | %s\n       | %s\n\n", m.Line, line, mark)
}

func (t *tally) summary() string {
	said := fmt.Sprintf("no mistakes in %s", many(t.files-t.unread, "file"))
	if t.mistakes > 0 {
		said = fmt.Sprintf("%s in %d of %s", many(t.mistakes, "mistake"), t.wrong, many(t.files, "file"))
	}
	if t.unread > 0 {
		said += ", " + many(t.unread, "file") + " could not be read"
	}
	if t.remarks > 0 {
		said += ", " + many(t.remarks, "remark")
	}
	return said
}

func many(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

type newCommand struct {
	ID   string `arg:"" name:"id" help:"Its id: small letters, digits and hyphens, such as arm-support-weekly."`
	Kind string `name:"kind" placeholder:"KIND" help:"Kind of equipment that it is for; the id when not given."`
	From string `name:"from" placeholder:"LIBRARY-ID" help:"Start from this checklist of the library."`
	Out  string `name:"out" placeholder:"FILE" help:"File to write, ID.yaml when not given; - writes to the screen."`
}

// Run writes the file, and refuses to write over another.
func (n *newCommand) Run(c *console) error {
	text, err := n.text()
	if err != nil {
		return usageError{err}
	}
	if n.Out == "-" {
		_, err := c.out.Write(text)
		return err
	}
	name := n.Out
	if name == "" {
		name = n.ID + ".yaml"
	}
	if err := create(name, text); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Wrote %s. Make it yours, then: runup checklist validate %s\n", name, name)
	return nil
}

func (n *newCommand) text() ([]byte, error) {
	for _, id := range []string{n.ID, n.Kind} {
		if id != "" && !checklist.ReadableID(id) {
			return nil, fmt.Errorf("%q is no readable id: small letters, digits and single hyphens, such as arm-support-weekly", id)
		}
	}
	if n.From == "" {
		kind := n.Kind
		if kind == "" {
			kind = n.ID
		}
		return checklist.Start(n.ID, kind), nil
	}
	base := shipped()(n.From)
	if base == nil {
		names, _ := fs.Glob(checklists.Library, "*.yaml")
		return nil, fmt.Errorf("the library has no checklist %s; it has %s", n.From, strings.ReplaceAll(strings.Join(names, ", "), ".yaml", ""))
	}
	text, err := checklists.Library.ReadFile(n.From + ".yaml")
	if err != nil {
		return nil, err
	}
	return checklist.Derive(text, base, n.ID, n.Kind), nil
}

func create(name string, text []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already and stays as it is: choose another --out", name)
	}
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}
