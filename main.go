// Command runup is the daily-checks logbook of a radiotherapy department.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // a bare image has no zone files, and a missing zone must not be found out in October

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"runup/internal/config"
	"runup/internal/problem"
)

//go:embed openapi.yaml
var contract []byte

// What the program tells whoever started it.
const (
	fine   = 0
	failed = 1 // refused, or went wrong
	misuse = 2 // was not asked rightly
)

// program is the command line.
type program struct {
	Config kong.ConfigFlag `name:"config" env:"RUNUP_CONFIG" placeholder:"FILE" help:"YAML file of the settings below; flags and environment win over it."`

	Serve     serveCommand   `cmd:"" help:"Run the server."`
	Found     foundCommand   `cmd:"" help:"Give a department that has nobody its first people."`
	Rebuild   rebuildCommand `cmd:"" help:"Make every view anew from the logbook, or check that they are what it says."`
	Powers    powersCommand  `cmd:"" help:"Print who may do what."`
	Checklist struct {
		Validate validateCommand `cmd:"" help:"Name every mistake in checklist files, by line and column."`
		New      newCommand      `cmd:"" help:"Write a small valid checklist to start from."`
	} `cmd:"" help:"Work on checklists."`
	Health healthCommand `cmd:"" help:"Ask a running server whether it may serve."`
}

// console is what commands write to.
type console struct {
	ctx context.Context
	out io.Writer
	log *slog.Logger
	now func() time.Time
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parser, err := newParser(&program{}, out, errs)
	if err != nil {
		fmt.Fprintln(errs, "runup:", err)
		return failed
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errs, "runup: %v\nTry runup --help.\n", err)
		return misuse
	}
	c := &console{ctx: ctx, out: out, log: slog.New(slog.NewJSONHandler(errs, nil)), now: time.Now}
	if err := command.Run(c); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(errs, "runup:", words(err))
		}
		return exitCode(err)
	}
	return fine
}

func newParser(p *program, out, errs io.Writer) (*kong.Kong, error) {
	return kong.New(p, kong.Name("runup"), kong.Writers(out, errs),
		kong.Description("The daily-checks logbook of a radiotherapy department."), kong.Configuration(settings))
}

// usageError is a command that was not asked rightly.
type usageError struct{ error }

// errSaid is what went wrong where the command has said all there is to say.
var errSaid = errors.New("said")

func exitCode(err error) int {
	if p := (*problem.Error)(nil); errors.As(err, &usageError{}) || errors.As(err, &p) && p.Kind() == problem.Invalid {
		return misuse
	}
	return failed
}

// words are what somebody at a screen can act on: of a problem what is wrong, each wrong place, and what to do now.
func words(err error) string {
	p := (*problem.Error)(nil)
	if !errors.As(err, &p) || p.Cause != nil {
		return err.Error()
	}
	text := p.Detail
	for _, f := range p.Fields {
		text += fmt.Sprintf("\n  %s: %s", strings.TrimPrefix(f.Pointer, "/"), f.Detail)
	}
	return text + "\n" + p.Fix
}

// settings reads a configuration file: flag names and their values. The environment wins over it.
func settings(r io.Reader) (kong.Resolver, error) {
	members := map[string]any{}
	if err := yaml.NewDecoder(r).Decode(&members); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	members, err := config.File(members)
	if err != nil {
		return nil, err
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			if _, set := os.LookupEnv(name); set {
				return nil, nil
			}
		}
		return members[flag.Name], nil
	}), nil
}
