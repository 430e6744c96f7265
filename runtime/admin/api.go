package admin

import (
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
)

// apiDocument describes the API; a test holds it against the routes, and against what they
// answer.
//
//go:embed openapi.yaml
var apiDocument []byte

// apiBase is where the API begins.
const apiBase = "/api/v1"

// API serves the desk to programs: JSON under /api/v1, as openapi.yaml says. It finds who asks
// with ActorFrom. It is safe for concurrent use.
type API struct {
	desk   *Desk
	routes []route
	mux    *http.ServeMux
}

// route is one thing that programs can ask for.
type route struct {
	method, path string
	// serve gives what is answered as JSON; nil: nothing, with 204.
	serve func(*http.Request, Actor) (any, error)
	// query are the parameters that it knows.
	query []string
}

// NewAPI makes the API of a desk.
func NewAPI(d *Desk) *API {
	a := &API{desk: d, mux: http.NewServeMux()}
	for _, some := range [][]route{a.lookRoutes(), a.memberRoutes(), a.queueRoutes(), a.commandRoutes(), a.ruleRoutes()} {
		a.routes = append(a.routes, some...)
	}
	for _, r := range a.routes {
		a.mux.Handle(r.method+" "+apiBase+r.path, a.handler(r))
	}
	a.mux.HandleFunc("GET "+apiBase+"/openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(apiDocument)
	})
	return a
}

// ServeHTTP answers what there is no route for as JSON, too.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if _, ok := ActorFrom(r.Context()); !ok {
		w.Header().Set("WWW-Authenticate", `Bearer realm="smack"`)
		writeProblem(w, http.StatusUnauthorized, refuse(Forbidden, "Send Authorization: Bearer and the room's token, or sign in."))
		return
	}
	if _, pattern := a.mux.Handler(r); pattern != "" {
		a.mux.ServeHTTP(w, r)
		return
	}
	a.unknown(w, r)
}

// unknown tells what the router says of a request that it has no place for.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	router := &recorder{header: http.Header{}}
	a.mux.ServeHTTP(router, r)
	if router.status == http.StatusMethodNotAllowed {
		allow := router.header.Get("Allow")
		w.Header().Set("Allow", allow)
		writeProblem(w, router.status, refuse(Invalid, "%s can't be done here; %s can. See %s/openapi.yaml.", r.Method, allow, apiBase))
		return
	}
	writeProblem(w, http.StatusNotFound, refuse(NotFound, "There is nothing here. See %s/openapi.yaml for what there is.", apiBase))
}

// handler is a route with all that is the same for all of them.
func (a *API) handler(one route) http.Handler {
	answer := func(w http.ResponseWriter, r *http.Request) {
		actor, _ := ActorFrom(r.Context())
		value, err := any(nil), checkRequest(r, one.query)
		if err == nil {
			value, err = one.serve(r, actor)
		}
		if err != nil {
			a.fail(w, r, err)
			return
		}
		writeJSON(w, value)
	}
	if one.method == http.MethodGet {
		return http.HandlerFunc(answer)
	}
	return a.once(answer)
}

func writeJSON(w http.ResponseWriter, value any) {
	if value == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value) // who asked may have gone
}

// fail is the one place where failures are answered and logged.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	var no *Refusal
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &no):
	case errors.As(err, &large):
		writeProblem(w, http.StatusRequestEntityTooLarge, refuse(Invalid, "The body is too large: %d KB are the most.", maxRequest>>10))
		return
	default:
		if r.Context().Err() != nil {
			return // who asked has gone
		}
		a.desk.Config.Log.Error("the admin API failed", "method", r.Method, "path", r.Pattern, "error", err)
		no = refuse(Unavailable, "Redis does not answer just now. Nothing is lost; try again in a moment.")
	}
	if no.Because == Unavailable || no.Because == UnderWay {
		w.Header().Set("Retry-After", "2")
	}
	writeProblem(w, statusOf(no), no)
}

// recorder takes what a handler answers.
type recorder struct {
	header http.Header
	status int
	body   []byte
}

// Header is part of http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader is part of http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write is part of http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.body = append(r.body, p...)
	return len(p), nil
}
