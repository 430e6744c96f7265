package admin

import "net/http"

// overviewPage is the state of the room, and how it came to it.
type overviewPage struct {
	Overview
	Span  Span
	Plots []plot
}

func (s *Screen) overview(w http.ResponseWriter, r *http.Request) error {
	ctx, a := r.Context(), actorOf(r.Context())
	o, err := s.desk.Overview(ctx, a)
	if err != nil {
		return err
	}
	p := overviewPage{Overview: o, Span: Day}
	v := view{Title: "Overview", Tab: "/", Content: &p}
	if isPoll(r) {
		return s.renderPart(w, r, "overview", "figures", v)
	}
	if r.URL.Query().Get("span") == string(Month) {
		p.Span = Month
	}
	buckets, err := s.desk.History(ctx, a, p.Span)
	if err != nil {
		return err
	}
	p.Plots = plots(p.Span, buckets, s.desk.Settings().Room.TimeZone)
	return s.render(w, r, "overview", v)
}
