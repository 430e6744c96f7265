package admin

import (
	"net/http"

	"github.com/smackdev/smack/runtime/store"
)

// lookRoutes are what there is to see, and what pauses the room.
func (a *API) lookRoutes() []route {
	return []route{
		{"GET", "/overview", func(r *http.Request, actor Actor) (any, error) { return a.desk.Overview(r.Context(), actor) }, nil},
		{"GET", "/history", a.history, []string{"span"}},
		{"GET", "/log", func(r *http.Request, actor Actor) (any, error) {
			limit, err := queryLimit(r)
			if err != nil {
				return nil, err
			}
			return a.desk.Log(r.Context(), actor, r.URL.Query().Get("cursor"), limit)
		}, pageQuery},
		{"GET", "/audit", func(r *http.Request, actor Actor) (any, error) {
			limit, err := queryLimit(r)
			if err != nil {
				return nil, err
			}
			return a.desk.Audit(r.Context(), actor, r.URL.Query().Get("cursor"), limit)
		}, pageQuery},
		{"GET", "/room-file", func(r *http.Request, actor Actor) (any, error) { return a.desk.RoomFile(r.Context(), actor) }, nil},
		{"POST", "/stages/{stage}/pause", a.hold(true), nil},
		{"POST", "/stages/{stage}/resume", a.hold(false), nil},
	}
}

// pageQuery are the parameters of a list.
var pageQuery = []string{"cursor", "limit"}

// historyBody is the answer to what happened.
type historyBody struct {
	Span    Span     `json:"span"`
	Buckets []Bucket `json:"buckets"`
}

func (a *API) history(r *http.Request, actor Actor) (any, error) {
	span := Span(r.URL.Query().Get("span"))
	if span == "" {
		span = Day
	}
	list, err := a.desk.History(r.Context(), actor, span)
	return historyBody{span, list}, err
}

// hold pauses a stage, or lets it go on, and answers what is held then.
func (a *API) hold(on bool) func(*http.Request, Actor) (any, error) {
	return func(r *http.Request, actor Actor) (any, error) {
		if err := readJSON(r, &struct{}{}); err != nil {
			return nil, err
		}
		if err := a.desk.Hold(r.Context(), actor, store.Stage(r.PathValue("stage")), on); err != nil {
			return nil, err
		}
		o, err := a.desk.Overview(r.Context(), actor)
		return o.Hold, err
	}
}
