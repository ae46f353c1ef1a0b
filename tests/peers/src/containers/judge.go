// Reads the names of Dockerfiles from standard input, one a line, and writes what BuildKit's own parser makes of each
// as a line of JSON. It is built within a checkout of BuildKit.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

type statement struct {
	Name  string   `json:"name"`
	Start int      `json:"start"`
	End   int      `json:"end"`
	Words []string `json:"words"`
}

type stage struct {
	Base       string      `json:"base"`
	Name       string      `json:"name"`
	Line       int         `json:"line"`
	Statements []statement `json:"statements"`
}

type verdict struct {
	Path   string   `json:"path"`
	Error  string   `json:"error"`
	Line   int      `json:"line"`
	Global []string `json:"global"`
	Stages []stage  `json:"stages"`
}

func pairs(list instructions.KeyValuePairs) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Key+"="+p.Value)
	}
	return out
}

func args(list []instructions.KeyValuePairOptional) []string {
	var out []string
	for _, p := range list {
		if p.Value == nil {
			out = append(out, p.Key)
		} else {
			out = append(out, p.Key+"="+*p.Value)
		}
	}
	return out
}

func sources(s instructions.SourcesAndDest) []string {
	out := append([]string{}, s.SourcePaths...)
	for _, c := range s.SourceContents {
		out = append(out, fmt.Sprintf("<<%s %v\n%s", c.Path, c.Expand, c.Data))
	}
	return append(out, s.DestPath)
}

func shell(c instructions.ShellDependantCmdLine) []string {
	out := append([]string{fmt.Sprint(c.PrependShell)}, c.CmdLine...)
	for _, f := range c.Files {
		out = append(out, fmt.Sprintf("<<%s\n%s", f.Name, f.Data))
	}
	return out
}

func words(c instructions.Command) []string {
	switch c := c.(type) {
	case *instructions.EnvCommand:
		return pairs(c.Env)
	case *instructions.LabelCommand:
		return pairs(c.Labels)
	case *instructions.ArgCommand:
		return args(c.Args)
	case *instructions.CopyCommand:
		return sources(c.SourcesAndDest)
	case *instructions.AddCommand:
		return sources(c.SourcesAndDest)
	case *instructions.RunCommand:
		return shell(c.ShellDependantCmdLine)
	case *instructions.CmdCommand:
		return shell(c.ShellDependantCmdLine)
	case *instructions.EntrypointCommand:
		return shell(c.ShellDependantCmdLine)
	case *instructions.ExposeCommand:
		return c.Ports
	case *instructions.VolumeCommand:
		return c.Volumes
	case *instructions.UserCommand:
		return []string{c.User}
	case *instructions.WorkdirCommand:
		return []string{c.Path}
	case *instructions.StopSignalCommand:
		return []string{c.Signal}
	case *instructions.ShellCommand:
		return c.Shell
	case *instructions.HealthCheckCommand:
		return c.Health.Test
	case *instructions.MaintainerCommand:
		return []string{c.Maintainer}
	case *instructions.OnbuildCommand:
		return []string{c.Expression}
	}
	return []string{"?"}
}

func judge(path string) (v verdict) {
	v.Path = path
	fail := func(err error) verdict {
		v.Error = err.Error()
		var located *parser.LocationError
		if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
			v.Line = located.Locations[0][0].Start.Line
		}
		return v
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	result, err := parser.Parse(f)
	if err != nil {
		return fail(err)
	}
	stages, global, err := instructions.Parse(result.AST, linter.New(&linter.Config{}))
	if err != nil {
		return fail(err)
	}
	for _, g := range global {
		v.Global = append(v.Global, args(g.Args)...)
	}
	for _, s := range stages {
		out := stage{Base: s.BaseName, Name: s.Name, Line: s.Location[0].Start.Line}
		for _, c := range s.Commands {
			loc := c.Location()[0]
			out.Statements = append(out.Statements, statement{c.Name(), loc.Start.Line, loc.End.Line, words(c)})
		}
		v.Stages = append(v.Stages, out)
	}
	return v
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		if err := out.Encode(judge(in.Text())); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
