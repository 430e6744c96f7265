package admin

import (
	"bytes"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed templates
var templateFiles embed.FS

// view is what every page shows, around what is its own.
type view struct {
	// Title is the page's; Tab the part of the screen that it belongs to.
	Title, Tab string
	// Content is the page's own.
	Content any
	// Wrong is what kept a form from being taken: the page shows it beside what was typed.
	Wrong *Refusal
	// Done is what the last change did.
	Done string
	// Refresh loads the page again at once.
	Refresh bool

	// What follows is filled in by render.
	Room    string
	Number  string
	Actor   Actor
	Changes bool   // whether the actor may change anything
	Why     string // why not
	Tabs    []tab
	Zone    *time.Location
}

// tab is a part of the screen.
type tab struct {
	Path, Name string
}

var tabList = []tab{
	{"/", "Overview"}, {"/members", "Members"}, {"/commands", "Commands"}, {"/rules", "Rules"}, {"/queue", "Queue"},
	{"/log", "Log"}, {"/audit", "Audit"}, {"/settings", "Settings"},
}

// parsePages reads every page together with what frames it and the parts that pages share.
func parsePages() (map[string]*template.Template, error) {
	frame, err := template.New("frame").Funcs(functions).ParseFS(templateFiles, "templates/frame/*.html")
	if err != nil {
		return nil, fmt.Errorf("reading the frame of the admin screen: %w", err)
	}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, file := range files {
		one, err := frame.Clone()
		if err == nil {
			_, err = one.ParseFS(templateFiles, file)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the admin screen's %s: %w", file, err)
		}
		pages[strings.TrimSuffix(path.Base(file), ".html")] = one
	}
	return pages, nil
}

// render writes a page; one with a form that was not taken says so in its status, too.
func (s *Screen) render(w http.ResponseWriter, r *http.Request, name string, v view) error {
	status := http.StatusOK
	if v.Wrong != nil {
		status = statusOf(v.Wrong)
	}
	return s.renderStatus(w, r, status, name, v)
}

func (s *Screen) renderStatus(w http.ResponseWriter, r *http.Request, status int, name string, v view) error {
	return s.write(w, r, status, name, "frame", v)
}

// renderPart writes a part of a page, which takes the place of what the browser shows.
func (s *Screen) renderPart(w http.ResponseWriter, r *http.Request, name, part string, v view) error {
	return s.write(w, r, http.StatusOK, name, part, v)
}

func (s *Screen) write(w http.ResponseWriter, r *http.Request, status int, name, part string, v view) error {
	s.fill(w, r, &v)
	var body bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&body, part, v); err != nil {
		return fmt.Errorf("writing page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
	return nil
}

func (s *Screen) fill(w http.ResponseWriter, r *http.Request, v *view) {
	now := s.desk.Settings()
	v.Room, v.Number, v.Zone = now.Room.Name, string(now.Room.Number), now.Room.TimeZone
	a, ok := ActorFrom(r.Context())
	if !ok {
		return
	}
	v.Actor, v.Tabs = a, tabList
	err := s.desk.MayChange(a)
	v.Changes = err == nil
	var no *Refusal
	if errors.As(err, &no) {
		v.Why = no.Text
	}
	v.Done = s.takeDone(w, r)
}

// done remembers for the next page what was done, and leads there: whoever loads that page
// again does nothing twice.
func (s *Screen) done(w http.ResponseWriter, r *http.Request, to, text string) error {
	s.setCookie(w, r, cookieDone, base64.RawURLEncoding.EncodeToString([]byte(text)), time.Minute)
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- a path that the screen itself has made
	return nil
}

func (s *Screen) takeDone(w http.ResponseWriter, r *http.Request) string {
	value := s.cookie(r, cookieDone)
	if value == "" || isPoll(r) {
		return ""
	}
	s.setCookie(w, r, cookieDone, "", 0)
	text, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return ""
	}
	return string(text)
}
