package admin

import (
	"net/http"
	"net/url"
)

// logPage is a page of the log or of the audit log.
type logPage struct {
	Events  []Event
	Records []Record
	// Older is the address of the next page; Latest says that this is not the first one.
	Older  string
	Latest bool
}

func (s *Screen) log(w http.ResponseWriter, r *http.Request) error {
	before := r.FormValue("before")
	found, err := s.desk.Log(r.Context(), actorOf(r.Context()), before, 0)
	if err != nil {
		return err
	}
	p := logPage{Events: found.Events, Older: older("/log", found.Next), Latest: before != ""}
	return s.render(w, r, "log", view{Title: "Log", Tab: "/log", Content: p})
}

func (s *Screen) audit(w http.ResponseWriter, r *http.Request) error {
	before := r.FormValue("before")
	found, err := s.desk.Audit(r.Context(), actorOf(r.Context()), before, 0)
	if err != nil {
		return err
	}
	p := logPage{Records: found.Records, Older: older("/audit", found.Next), Latest: before != ""}
	return s.render(w, r, "audit", view{Title: "Audit", Tab: "/audit", Content: p})
}

func older(path, next string) string {
	if next == "" {
		return ""
	}
	return path + "?" + url.Values{"before": {next}}.Encode()
}
