package admin

import "net/http"

// tabs are the pages of who has signed in, and what their forms send.
func (s *Screen) tabs() map[string]page {
	return map[string]page{
		"GET /{$}":      s.overview,
		"GET /settings": s.settings,

		"GET /members":              s.members,
		"GET /members/{id}":         s.member,
		"POST /members/{id}/{verb}": s.act,
		"GET /banned":               s.banned,
		"POST /banned":              s.ban,
		"POST /banned/lift":         s.lift,

		"GET /queue":               s.queue,
		"POST /queue/hold":         s.hold,
		"POST /queue/{list}/retry": s.retry,
		"POST /queue/{list}/drop":  s.dropLetters,
		"POST /queue/{list}/empty": s.empty,

		"GET /log":   s.log,
		"GET /audit": s.audit,

		"GET /commands":                              s.commands,
		"GET /add-command":                           s.newCommand,
		"POST /add-command":                          s.addCommand,
		"GET /commands/{name}":                       s.command,
		"GET /commands/{name}/edit":                  s.editCommand,
		"POST /commands/{name}/edit":                 s.saveCommand,
		"POST /commands/{name}/switch":               s.switchCommand,
		"POST /commands/{name}/delete":               s.deleteCommand,
		"POST /commands/{name}/try":                  s.tryCommand,
		"POST /commands/{name}/calls/{id}/redeliver": s.redeliver,

		"GET /rules":        s.rules,
		"POST /rules/try":   s.tryRules,
		"POST /rules/reach": s.reachOfRules,
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

// isPart says that a page asks for the part of it that what was typed concerns.
func isPart(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.URL.Query().Has("part")
}
