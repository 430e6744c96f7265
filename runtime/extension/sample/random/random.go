// Package random is a sample service for a custom command: it keeps lists and picks something
// from them.
//
//	#random add lunch pizza     puts pizza on the list lunch
//	#random drop lunch pizza    takes it off
//	#random show lunch          says what is on it
//	#random lunch               picks
//	#random                     says which lists there are
//
// It promises to believe signed calls alone, and to keep so little that a room can't fill it.
//
// It leaves to others to keep the lists when it stops: they are in its memory.
package random

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/smackdev/smack/runtime/extension/sample/signature"
)

// The most that a room may keep.
const (
	maxLists   = 50
	maxEntries = 100
	maxWord    = 100
)

// Service answers the command. It is an http.Handler.
type Service struct {
	secret string
	pick   func(n int) int

	mu    sync.Mutex
	rooms map[string]lists
}

type lists map[string][]string

// New makes a service that believes what the secret has signed; pick gives a number from 0 to
// below n, for example rand.IntN of math/rand/v2.
func New(secret string, pick func(n int) int) *Service {
	return &Service{secret: secret, pick: pick, rooms: map[string]lists{}}
}

// call is what the service reads of a call.
type call struct {
	Room string   `json:"room"`
	Args []string `json:"args"`
}

// ServeHTTP answers one call.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := signature.Smack(s.secret, r)
	if err != nil {
		http.Error(w, "not signed by a room that I know", http.StatusUnauthorized)
		return
	}
	var c call
	if err := json.Unmarshal(body, &c); err != nil {
		http.Error(w, "this is no call", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"reply": s.answer(c)})
}

func (s *Service) answer(c call) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.rooms[c.Room]
	if all == nil {
		all = lists{}
		s.rooms[c.Room] = all
	}
	word := func(i int) string { return strings.ToLower(c.Args[i]) }
	switch {
	case len(c.Args) == 0:
		return all.names()
	case len(c.Args) > 2 && word(0) == "add":
		return all.add(word(1), strings.Join(c.Args[2:], " "))
	case len(c.Args) > 2 && word(0) == "drop":
		return all.drop(word(1), strings.Join(c.Args[2:], " "))
	case len(c.Args) == 2 && word(0) == "show":
		return all.show(word(1))
	case len(c.Args) == 1:
		return all.pick(word(0), s.pick)
	}
	return "Try: add <list> <entry>, drop <list> <entry>, show <list>, or a list's name."
}

func (l lists) names() string {
	if len(l) == 0 {
		return "There is no list yet. Begin one: add <list> <entry>"
	}
	return "Lists: " + strings.Join(slices.Sorted(maps.Keys(l)), ", ")
}

func (l lists) add(name, entry string) string {
	_, known := l[name]
	switch {
	case len(name) > maxWord || len(entry) > maxWord:
		return fmt.Sprintf("%d characters are the most.", maxWord)
	case !known && len(l) >= maxLists:
		return fmt.Sprintf("There are %d lists already.", maxLists)
	case slices.Contains(l[name], entry):
		return entry + " is on it already."
	case len(l[name]) >= maxEntries:
		return fmt.Sprintf("There are %d entries on it already.", maxEntries)
	}
	l[name] = append(l[name], entry)
	return fmt.Sprintf("%s: %d on the list.", name, len(l[name]))
}

func (l lists) drop(name, entry string) string {
	i := slices.Index(l[name], entry)
	if i < 0 {
		return entry + " is not on it."
	}
	l[name] = slices.Delete(l[name], i, i+1)
	if len(l[name]) == 0 {
		delete(l, name)
	}
	return entry + " is gone."
}

func (l lists) show(name string) string {
	if len(l[name]) == 0 {
		return l.missing(name)
	}
	return name + ": " + strings.Join(l[name], ", ")
}

func (l lists) pick(name string, pick func(int) int) string {
	if len(l[name]) == 0 {
		return l.missing(name)
	}
	return l[name][pick(len(l[name]))]
}

func (l lists) missing(name string) string {
	return "There is no list " + name + ". " + l.names()
}
