package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
	"time"

	"github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

// changes has one of every kind.
var changes = map[string]chat.Change{
	"Join":         chat.Join{Number: "+14155550101"},
	"Rename":       chat.Rename{Member: 1},
	"SetActive":    chat.SetActive{Member: 1},
	"SetPrivate":   chat.SetPrivate{Member: 1},
	"SetAdmin":     chat.SetAdmin{Member: 1},
	"SetMute":      chat.SetMute{By: 1, Of: 2},
	"SetQuiet":     chat.SetQuiet{Member: 1},
	"Silence":      chat.Silence{Member: 1, Until: time.Unix(1, 0)},
	"SilenceTold":  chat.SilenceTold{Member: 1},
	"SetOptedOut":  chat.SetOptedOut{Number: "+14155550101"},
	"SetReachable": chat.SetReachable{Member: 1},
	"SetPlace":     chat.SetPlace{Member: 1},
	"Invited":      chat.Invited{By: 1, Number: "+14155550101", At: time.Unix(1, 0)},
	"StrangerTold": chat.StrangerTold{Number: "+14155550101", At: time.Unix(1, 0)},
	"RestTold":     chat.RestTold{Number: "+14155550101", At: time.Unix(1, 0)},
	"RestKnown":    chat.RestKnown{Day: "2026-11-22"},
	"RateTold":     chat.RateTold{Number: "+14155550101", At: time.Unix(1, 0)},
	"SetTopic":     chat.SetTopic{Topic: "cake"},
	"Leave":        chat.Leave{Member: 1},
	"Ban":          chat.Ban{Number: "+14155550101"},
	"Unban":        chat.Unban{Number: "+14155550101"},
	"React":        chat.React{Of: 1, By: 1},
}

// A change that chat knows and the store does not would work in every test of chat and do
// nothing.
func TestEveryChangeIsKept(t *testing.T) {
	g := gomega.NewWithT(t)
	names := changeNames(g)
	g.Expect(names).To(gomega.HaveLen(len(changes)))
	for _, name := range names {
		g.Expect(changes).To(gomega.HaveKey(name))
		w := &work{}
		c := compiler{work: w, keys: newKeys("test"), nextID: 1}
		c.change(changes[name])
		g.Expect(w.Ops).NotTo(gomega.BeEmpty(), name)
	}
}

// changeNames reads what chat calls a change from its source.
func changeNames(g *gomega.WithT) (names []string) {
	file, err := parser.ParseFile(token.NewFileSet(), "../chat/outcome.go", nil, 0)
	g.Expect(err).NotTo(gomega.HaveOccurred())
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Name.Name == "change" {
			names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
		}
	}
	return names
}
