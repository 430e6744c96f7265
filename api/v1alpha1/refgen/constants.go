package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// group is a block of constants and what its comment says of all of them.
type group struct {
	words     string
	constants []constant
}

// constant is one name that an operator writes or reads.
type constant struct {
	name  string
	value string
	// words say what it stands for, todo what its reader is to do about it.
	words string
	todo  string
}

// kind is the part of the name that says what the constant is: Condition, Reason, Event or
// Annotation.
func (c constant) kind() string {
	for _, k := range []string{"Condition", "Reason", "Event"} {
		if strings.HasPrefix(c.name, k) {
			return k
		}
	}
	if strings.HasSuffix(c.name, "Annotation") {
		return "Annotation"
	}
	return ""
}

// sources are the files whose constants people meet.
var sources = []string{"conditions.go", "annotations.go"}

func parse(dir string) ([]group, error) {
	var groups []group
	for _, name := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			if block, ok := decl.(*ast.GenDecl); ok && block.Tok == token.CONST && block.Lparen.IsValid() {
				g, err := read(block)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", name, err)
				}
				groups = append(groups, g)
			}
		}
	}
	return groups, nil
}

func read(block *ast.GenDecl) (group, error) {
	g := group{words: flow(block.Doc.Text())}
	for _, spec := range block.Specs {
		value := spec.(*ast.ValueSpec)
		literal, ok := value.Values[0].(*ast.BasicLit)
		if !ok {
			return g, fmt.Errorf("%s is not a literal", value.Names[0].Name)
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			return g, err
		}
		c := constant{name: value.Names[0].Name, value: text}
		c.words, c.todo, err = explained(c.name, value.Doc.Text())
		if err != nil {
			return g, err
		}
		g.constants = append(g.constants, c)
	}
	return g, nil
}

// explained takes the name from the front of a doc comment, and what to do from its end.
func explained(name, doc string) (words, todo string, err error) {
	words, todo, _ = strings.Cut(flow(doc), "To do: ")
	words, found := strings.CutPrefix(words, name)
	words = strings.TrimLeft(words, ", ")
	if !found {
		return "", "", fmt.Errorf("the comment of %s does not begin with its name", name)
	}
	return strings.TrimSpace(words), strings.TrimSpace(todo), nil
}

// flow makes one line of a comment.
func flow(doc string) string { return strings.Join(strings.Fields(doc), " ") }
