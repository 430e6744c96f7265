package admin

import (
	"net/http"

	"github.com/smackdev/smack/runtime/store"
)

// queueRoutes are the queues, by the verbs of the queue tool.
func (a *API) queueRoutes() []route {
	return []route{
		{"GET", "/queues/{queue}", a.queue, pageQuery},
		{"POST", "/queues/{queue}/retry", a.choice(func(r *http.Request, actor Actor, list store.List, c Choice) (any, error) {
			return a.desk.Retry(r.Context(), actor, list, c)
		}), nil},
		{"POST", "/queues/{queue}/drop", a.choice(func(r *http.Request, actor Actor, list store.List, c Choice) (any, error) {
			return a.desk.Drop(r.Context(), actor, list, c)
		}), nil},
		{"POST", "/queues/{queue}/empty", a.empty, nil},
	}
}

func (a *API) queue(r *http.Request, actor Actor) (any, error) {
	list, err := ListOf(r.PathValue("queue"))
	if err != nil {
		return nil, err
	}
	limit, err := queryLimit(r)
	if err != nil {
		return nil, err
	}
	return a.desk.Queue(r.Context(), actor, list, r.URL.Query().Get("cursor"), limit)
}

func (a *API) choice(do func(*http.Request, Actor, store.List, Choice) (any, error)) func(*http.Request, Actor) (any, error) {
	return func(r *http.Request, actor Actor) (any, error) {
		list, err := ListOf(r.PathValue("queue"))
		if err != nil {
			return nil, err
		}
		var c Choice
		if err := readJSON(r, &c); err != nil {
			return nil, err
		}
		return do(r, actor, list, c)
	}
}

// emptyBody is the second thought before a queue is emptied.
type emptyBody struct {
	Confirm string `json:"confirm"`
}

func (a *API) empty(r *http.Request, actor Actor) (any, error) {
	list, err := ListOf(r.PathValue("queue"))
	if err != nil {
		return nil, err
	}
	var body emptyBody
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	return a.desk.Empty(r.Context(), actor, list, body.Confirm)
}
