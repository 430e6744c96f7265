package admin

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// membersPage is a page of members.
type membersPage struct {
	MemberPage
	Search string
	// More is the address of the next page; First says that this is not the first one.
	More  string
	First bool
}

func (s *Screen) members(w http.ResponseWriter, r *http.Request) error {
	q := MemberQuery{Search: r.FormValue("q"), After: r.FormValue("after")}
	found, err := s.desk.Members(r.Context(), actorOf(r.Context()), q)
	if err != nil {
		return err
	}
	p := membersPage{MemberPage: found, Search: q.Search, First: q.After != ""}
	if found.Next != "" {
		p.More = "/members?" + url.Values{"q": {q.Search}, "after": {found.Next}}.Encode()
	}
	v := view{Title: "Members", Tab: "/members", Content: p}
	if isPart(r) {
		return s.renderPart(w, r, "members", "found", v)
	}
	return s.render(w, r, "members", v)
}

// memberPage is one member, and how long a mute may last.
type memberPage struct {
	Member
	Nickname string // as it was typed, where it was not taken
	Mutes    []choice
}

// choice is one of a list in a form.
type choice struct{ Value, Text string }

var mutes = []choice{{"10m", "10 minutes"}, {"1h", "1 hour"}, {"8h", "8 hours"}, {"24h", "1 day"}, {"168h", "7 days"}}

func memberIn(r *http.Request) (chat.MemberID, error) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 32)
	if err != nil {
		return 0, refuse(NotFound, "There is no such member.")
	}
	return chat.MemberID(id), nil
}

func (s *Screen) member(w http.ResponseWriter, r *http.Request) error { return s.memberWith(w, r, nil) }

func (s *Screen) memberWith(w http.ResponseWriter, r *http.Request, wrong *Refusal) error {
	id, err := memberIn(r)
	if err != nil {
		return err
	}
	m, err := s.desk.Member(r.Context(), actorOf(r.Context()), id)
	if err != nil {
		return err
	}
	p := memberPage{Member: m, Nickname: m.Nickname, Mutes: mutes}
	if wrong != nil && r.PostFormValue("nickname") != "" {
		p.Nickname = r.PostFormValue("nickname")
	}
	return s.render(w, r, "member", view{Title: m.Nickname, Tab: "/members", Content: p, Wrong: wrong})
}

// act does something to a member and leads back to the member's page, or to the list if the
// member is gone.
func (s *Screen) act(w http.ResponseWriter, r *http.Request) error {
	id, err := memberIn(r)
	if err != nil {
		return err
	}
	deed := Deed{Member: id, Verb: Verb(r.PathValue("verb")), Nickname: r.PostFormValue("nickname"), Key: r.PostFormValue("key")}
	if deed.Verb == Mute {
		if deed.For, err = time.ParseDuration(r.PostFormValue("for")); err != nil {
			return s.memberWith(w, r, wrong("for", "Choose how long."))
		}
	}
	done, err := s.desk.Act(r.Context(), actorOf(r.Context()), deed)
	if no := mended(err); no != nil {
		return s.memberWith(w, r, no)
	}
	if err != nil {
		return err
	}
	to := "/members/" + r.PathValue("id")
	if deed.Verb == Kick || deed.Verb == Ban {
		to = "/members"
	}
	return s.done(w, r, to, done.Text)
}

// mended is a refusal that the person who filled in a form can do something about: the form is
// shown again with it.
func mended(err error) *Refusal {
	var no *Refusal
	if errors.As(err, &no) && (no.Because == Invalid || no.Because == Conflict) {
		return no
	}
	return nil
}

// bannedPage is who is banned, and what was typed.
type bannedPage struct {
	BannedPage
	Number string
}

func (s *Screen) banned(w http.ResponseWriter, r *http.Request) error { return s.bannedWith(w, r, nil) }

func (s *Screen) bannedWith(w http.ResponseWriter, r *http.Request, wrong *Refusal) error {
	list, err := s.desk.Banned(r.Context(), actorOf(r.Context()))
	if err != nil {
		return err
	}
	p := bannedPage{BannedPage: list, Number: r.PostFormValue("number")}
	return s.render(w, r, "banned", view{Title: "Banned numbers", Tab: "/members", Content: p, Wrong: wrong})
}

func (s *Screen) ban(w http.ResponseWriter, r *http.Request) error {
	done, err := s.desk.BanNumber(r.Context(), actorOf(r.Context()), r.PostFormValue("number"), r.PostFormValue("key"))
	return s.afterBan(w, r, done, err)
}

func (s *Screen) lift(w http.ResponseWriter, r *http.Request) error {
	done, err := s.desk.Unban(r.Context(), actorOf(r.Context()), r.PostFormValue("number"), r.PostFormValue("key"))
	return s.afterBan(w, r, done, err)
}

func (s *Screen) afterBan(w http.ResponseWriter, r *http.Request, done Done, err error) error {
	if no := mended(err); no != nil {
		return s.bannedWith(w, r, no)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/banned", done.Text)
}
