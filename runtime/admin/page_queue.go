package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/smackdev/smack/runtime/store"
)

// queuePage is one of the lists, and what stands over all of them.
type queuePage struct {
	LetterPage
	Queues
	Hold
	List store.List
	// Codes are those on this page, for a choice by code.
	Codes []int
	// Here is the address of this list, Older that of its next page.
	Here, Older string
	Confirm     string // as it was typed
}

func (s *Screen) queue(w http.ResponseWriter, r *http.Request) error {
	list := r.FormValue("list")
	if list == "" {
		list = string(store.Default)
	}
	return s.queueWith(w, r, list, nil)
}

func (s *Screen) queueWith(w http.ResponseWriter, r *http.Request, name string, wrong *Refusal) error {
	ctx, a := r.Context(), actorOf(r.Context())
	list, err := ListOf(name)
	if err != nil {
		return err
	}
	o, err := s.desk.Overview(ctx, a)
	if err != nil {
		return err
	}
	letters, err := s.desk.Queue(ctx, a, list, r.URL.Query().Get("before"), 0)
	if err != nil {
		return err
	}
	p := queuePage{LetterPage: letters, Queues: o.Queue, Hold: o.Hold, List: list, Here: "/queue?list=" + string(list),
		Confirm: r.PostFormValue("confirm")}
	if letters.Next != "" {
		p.Older = "/queue?" + url.Values{"list": {name}, "before": {letters.Next}}.Encode()
	}
	for _, l := range letters.Letters {
		if l.Code != 0 && !slices.Contains(p.Codes, l.Code) {
			p.Codes = append(p.Codes, l.Code)
		}
	}
	slices.Sort(p.Codes)
	v := view{Title: "Queue", Tab: "/queue", Content: p, Wrong: wrong}
	if isPoll(r) {
		return s.renderPart(w, r, "queue", "state", v)
	}
	return s.render(w, r, "queue", v)
}

// hold pauses or resumes a stage.
func (s *Screen) hold(w http.ResponseWriter, r *http.Request) error {
	stage, on := store.Stage(r.PostFormValue("stage")), r.PostFormValue("on") == "yes"
	if err := s.desk.Hold(r.Context(), actorOf(r.Context()), stage, on); err != nil {
		return err
	}
	what := map[bool]string{true: "paused", false: "on again"}[on]
	return s.done(w, r, "/queue", map[store.Stage]string{store.Intake: "Intake", store.Sending: "Sending"}[stage]+" is "+what+".")
}

// chosen is what a form means: letters that are ticked, those with a code, or all.
func chosen(r *http.Request) (Choice, error) {
	if err := r.ParseForm(); err != nil {
		return Choice{}, fmt.Errorf("reading the form: %w", err)
	}
	switch r.PostFormValue("what") {
	case "all":
		return Choice{All: true}, nil
	case "code":
		code, err := strconv.Atoi(r.PostFormValue("code"))
		if err != nil || code == 0 {
			return Choice{}, wrong("code", "Choose a code.")
		}
		return Choice{Code: code}, nil
	}
	if len(r.PostForm["id"]) == 0 {
		return Choice{}, wrong("letters", "Tick the texts that you mean, or choose all of them.")
	}
	return Choice{IDs: r.PostForm["id"]}, nil
}

func (s *Screen) retry(w http.ResponseWriter, r *http.Request) error {
	return s.resolve(w, r, s.desk.Retry, "sent again")
}

func (s *Screen) dropLetters(w http.ResponseWriter, r *http.Request) error {
	return s.resolve(w, r, s.desk.Drop, "dropped")
}

// resolving is what ends letters: Retry or Drop.
type resolving func(context.Context, Actor, store.List, Choice) (Count, error)

func (s *Screen) resolve(w http.ResponseWriter, r *http.Request, do resolving, what string) error {
	list, err := ListOf(r.PathValue("list"))
	if err != nil {
		return err
	}
	choice, err := chosen(r)
	var n Count
	if err == nil {
		n, err = do(r.Context(), actorOf(r.Context()), list, choice)
	}
	return s.afterLetters(w, r, list, n, what, err)
}

func (s *Screen) empty(w http.ResponseWriter, r *http.Request) error {
	list, err := ListOf(r.PathValue("list"))
	if err != nil {
		return err
	}
	n, err := s.desk.Empty(r.Context(), actorOf(r.Context()), list, r.PostFormValue("confirm"))
	return s.afterLetters(w, r, list, n, "dropped", err)
}

func (s *Screen) afterLetters(w http.ResponseWriter, r *http.Request, list store.List, n Count, what string, err error) error {
	if no := mended(err); no != nil {
		return s.queueWith(w, r, string(list), no)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/queue?list="+string(list), plural(n.Count, "text was ", "texts were ")+what+".")
}
