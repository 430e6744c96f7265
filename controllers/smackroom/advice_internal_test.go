package smackroom

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// names finds a field of the spec or an object, advice a sentence that says what to do.
var (
	names  = regexp.MustCompile(`spec\.[a-z]|Secret|Service|annotation|[Aa]ccount|the room|the number|numbers|operator|kubectl`)
	advice = regexp.MustCompile(`(?i)[:;,.(] ?(or |first )?(set|create|add|delete|remove|rename|release|correct|put|choose|keep|take|install|` +
		`reactivate|compare|check|scale|start|adopt|give|widen|make|mend|look|see)\b`)
)

// What stops a room until someone acts is made by stall, recheck or a stalled literal, and
// by nothing else; so the sources have every such message.
var _ = Describe("what stops a room", func() {
	house, shop := functionsOf("."), functionsOf("../numbers")

	It("names a field or an object, and says what to do", func() {
		found := 0
		for name, f := range house {
			if name == "stall" || name == "recheck" {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				message := messageIn(n)
				if message == nil {
					return true
				}
				found++
				if said := words(message, house); said != "" {
					Expect(said).To(And(MatchRegexp(names.String()), MatchRegexp(advice.String())), "in %s", name)
				} else {
					Expect(name).To(Equal("numberError"), "the only one that repeats what another package says")
				}
				return true
			})
		}
		Expect(found).To(BeNumerically(">", 15))
	})

	It("does so where it is about a number", func() {
		found := 0
		ast.Inspect(house["numberError"], func(n ast.Node) bool {
			if star, ok := n.(*ast.IndexExpr); ok {
				kind := star.Index.(*ast.StarExpr).X.(*ast.SelectorExpr).Sel.Name
				said := words(shop[kind+".Error"], shop)
				Expect(said).To(And(MatchRegexp(names.String()), MatchRegexp(advice.String())), kind)
				found++
			}
			return true
		})
		Expect(found).To(BeNumerically(">", 10))
	})
})

// functionsOf has the functions of a package by their names; methods of errors as Type.Error.
func functionsOf(dir string) map[string]ast.Node {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		panic(err)
	}
	functions := map[string]ast.Node{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			panic(err)
		}
		for _, declaration := range file.Decls {
			f, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			name := f.Name.Name
			if star, ok := receiver(f).(*ast.StarExpr); ok && name == "Error" {
				name = star.X.(*ast.Ident).Name + ".Error"
			}
			functions[name] = f
		}
	}
	return functions
}

func receiver(f *ast.FuncDecl) ast.Expr {
	if f.Recv == nil {
		return nil
	}
	return f.Recv.List[0].Type
}

// messageIn is the message of a stall that n makes; nil if it makes none.
func messageIn(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		if name := called(n); name == "stall" || name == "recheck" {
			return n.Args[1]
		}
	case *ast.CompositeLit:
		if kind, ok := n.Type.(*ast.Ident); !ok || kind.Name != "stalled" {
			return nil
		}
		for _, element := range n.Elts {
			if pair := element.(*ast.KeyValueExpr); pair.Key.(*ast.Ident).Name == "message" {
				return pair.Value
			}
		}
	}
	return nil
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// words are the texts in an expression, and in the functions of its package that it calls.
func words(n ast.Node, functions map[string]ast.Node) string {
	var all []string
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				text, _ := strconv.Unquote(n.Value)
				all = append(all, text)
			}
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && functions[name.Name] != nil {
				all = append(all, words(functions[name.Name], functions))
			}
		}
		return true
	})
	return strings.Join(all, "")
}
