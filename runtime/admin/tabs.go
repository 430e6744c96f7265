package admin

import "net/http"

// tabs are the pages of who has signed in, and what their forms send.
func (s *Screen) tabs() map[string]page {
	return map[string]page{
		"GET /{$}":      s.overview,
		"GET /settings": s.settings,
	}
}

// settings shows the room file.
func (s *Screen) settings(w http.ResponseWriter, r *http.Request) error {
	file, err := s.desk.RoomFile(r.Context(), actorOf(r.Context()))
	if err != nil {
		return err
	}
	return s.render(w, r, "settings", view{Title: "Settings", Tab: "/settings", Content: file})
}
