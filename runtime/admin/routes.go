package admin

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// page is one thing that the screen serves. It writes its own success and returns everything
// else.
type page func(http.ResponseWriter, *http.Request) error

// routes are what can be asked for without having signed in, and everything else behind
// signedIn: a new page is closed unless it is put among the first on purpose.
func (s *Screen) routes() http.Handler {
	open := http.NewServeMux()
	open.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	open.Handle("GET /static/{name}", s.page(s.static))
	open.Handle("GET /sign-in", s.page(s.showSignIn))
	open.Handle("POST /sign-in", s.page(s.askCode))
	open.Handle("GET /sign-in/code", s.page(s.showCode))
	open.Handle("POST /sign-in/code", s.page(s.useCode))
	open.Handle("POST /sign-in/token", s.page(s.useToken))
	open.Handle("/api/", s.page(s.serveAPI))
	open.Handle("/", s.page(s.signedIn(s.closedRoutes())))
	return open
}

func (s *Screen) closedRoutes() http.Handler {
	closed := http.NewServeMux()
	closed.Handle("POST "+signOutPath, s.page(s.signOut))
	for pattern, page := range s.tabs() {
		closed.Handle(pattern, s.page(page))
	}
	closed.Handle("/", s.page(func(http.ResponseWriter, *http.Request) error {
		return refuse(NotFound, "There is no such page.")
	}))
	return closed
}

const signOutPath = "/sign-out"

// signedIn lets nobody in who has not signed in, and lets nobody change anything who may
// only look.
func (s *Screen) signedIn(next http.Handler) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, ok, err := s.visitor(r)
		if err != nil {
			return err
		}
		if !ok {
			return s.turnAway(w, r)
		}
		r = r.WithContext(WithActor(r.Context(), a))
		if !safe(r.Method) && r.URL.Path != signOutPath {
			if err := s.desk.MayChange(a); err != nil {
				return s.refused(w, r, err)
			}
		}
		next.ServeHTTP(w, r)
		return nil
	}
}

// turnAway leads to the sign-in, whatever was asked for.
func (s *Screen) turnAway(w http.ResponseWriter, r *http.Request) error {
	if isPoll(r) {
		w.Header().Set("HX-Redirect", "/sign-in")
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if arriving(r) {
		return s.render(w, r, "arriving", view{Title: "One moment", Refresh: true})
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	return nil
}

// arriving is who follows a link of another site: browsers keep the session's cookie back
// then, and send it with a page that the screen itself leads to.
func arriving(r *http.Request) bool {
	return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Dest") == "document"
}

// serveAPI lets programs in with a token, and pages with their session.
func (s *Screen) serveAPI(w http.ResponseWriter, r *http.Request) error {
	a, err := s.caller(r)
	if err != nil {
		var no *Refusal
		if !errors.As(err, &no) {
			s.desk.Config.Log.Error("the admin API could not find out who asks", "error", err)
			no = refuse(Unavailable, "Redis does not answer; try again soon.")
		}
		if no.Because == Forbidden {
			w.Header().Set("WWW-Authenticate", `Bearer realm="smack"`)
			writeProblem(w, http.StatusUnauthorized, no)
			return nil
		}
		writeProblem(w, statusOf(no), no)
		return nil
	}
	s.api.ServeHTTP(w, r.WithContext(WithActor(r.Context(), a)))
	return nil
}

// caller is who asks the API.
func (s *Screen) caller(r *http.Request) (Actor, error) {
	shown, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		a, ok, err := s.visitor(r)
		if err == nil && !ok {
			err = refuse(Forbidden, "Send Authorization: Bearer and the room's token.")
		}
		return a, err
	}
	b, err := s.tried(r, strings.TrimSpace(shown))
	if err != nil {
		return Actor{}, err
	}
	if b == nil {
		return Actor{}, refuse(Forbidden, "That is not the room's token.")
	}
	return b.actor(), nil
}

// isPoll says that a page asks by itself for a part of it that may have changed.
func isPoll(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.URL.Query().Has("poll")
}

func actorOf(ctx context.Context) Actor {
	a, _ := ActorFrom(ctx)
	return a
}
