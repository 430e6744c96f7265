package admin

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// signInPage is what the pages of signing in show.
type signInPage struct {
	// Tokens says that the room file names a Secret with tokens.
	Tokens bool
	// Minutes is how long a code works.
	Minutes int
}

func (s *Screen) signInPage() signInPage {
	return signInPage{
		Tokens:  s.desk.Settings().File.Admin.TokenSecretRef != nil,
		Minutes: int(store.SignInLife / time.Minute),
	}
}

func (s *Screen) showSignIn(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, "signin", view{Title: "Sign in", Content: s.signInPage()})
}

func (s *Screen) showCode(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, "code", view{Title: "Type your code", Content: s.signInPage()})
}

// askCode sends a code to an admin by SMS. Whether there is such an admin shows neither in
// the answer nor in the time that it takes.
func (s *Screen) askCode(w http.ResponseWriter, r *http.Request) error {
	begun := time.Now()
	who := strings.TrimSpace(r.PostFormValue("who"))
	if who == "" {
		return s.render(w, r, "signin", view{Title: "Sign in", Content: s.signInPage(),
			Wrong: wrong("who", "Type your nickname or your phone number.")})
	}
	secret, code := newSecret(), newCode()
	member, err := s.adminCalled(r.Context(), who)
	if err != nil {
		return err
	}
	in := store.SignIn{
		ID: s.hashed("sign-in", secret), Code: s.hashed("code", secret, code), Member: member, Client: s.client(r),
	}
	if member != nil {
		in.Text = chat.SignInText(s.desk.Settings().Room, *member, code)
	}
	kept, err := s.desk.Store.AskSignIn(r.Context(), in)
	if err != nil {
		return err
	}
	wait(r.Context(), s.least-time.Since(begun))
	if !kept {
		s.metrics.signIn(wayCode, outcomeLimited)
		return refuse(TooMany, "Too many codes were asked for. Try again in a quarter of an hour.")
	}
	s.setCookie(w, r, cookieSignIn, secret, store.SignInLife)
	http.Redirect(w, r, "/sign-in/code", http.StatusSeeOther)
	return nil
}

// adminCalled finds the admin with a nickname or number. It asks Redis the same whatever is
// typed.
func (s *Screen) adminCalled(ctx context.Context, who string) (*chat.Member, error) {
	room := s.desk.Settings().Room
	need := chat.Need{Nicknames: []string{"-"}, Numbers: []chat.E164{"-"}}
	if nickname, err := chat.ParseNickname(strings.TrimPrefix(who, "@")); err == nil {
		need.Nicknames[0] = nickname.Key()
	}
	if number, err := chat.ParseE164(who, room.Region); err == nil {
		need.Numbers[0] = number
	}
	facts, err := s.desk.Store.Facts(ctx, "", need)
	if err != nil {
		return nil, err
	}
	if m := facts.ByNumber[need.Numbers[0]].Member; m != nil && m.Admin {
		return m, nil
	}
	if m, ok := facts.ByNickname[need.Nicknames[0]]; ok && m.Admin {
		return &m, nil
	}
	return nil, nil
}

// newCode is six digits of chance.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // rand.Reader never fails
	}
	return fmt.Sprintf("%06d", n)
}

// wait ends with the context at the latest.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// useCode signs in who types the code that this browser asked for. How long a refusal takes
// tells as little of who exists as the page does.
func (s *Screen) useCode(w http.ResponseWriter, r *http.Request) error {
	begun := time.Now()
	secret, typed := s.cookie(r, cookieSignIn), digits(r.PostFormValue("code"))
	hash := s.hashed("code", secret, typed)
	id, right, err := s.desk.Store.TrySignIn(r.Context(), s.hashed("sign-in", secret), func(code string) bool { return same(code, hash) })
	if err != nil {
		return err
	}
	if right {
		if a, ok, err := s.nowAdmin(r.Context(), id); err != nil {
			return err
		} else if ok {
			return s.welcome(w, r, wayCode, a, store.Session{Member: id})
		}
	}
	s.codeRefused(r, id)
	wait(r.Context(), s.least-time.Since(begun))
	return s.render(w, r, "code", view{Title: "Type your code", Content: s.signInPage(), Wrong: wrong("code",
		"That is not the code, or it does not work any more: it lasts %d minutes and %d tries. Type it again, or ask for another one.",
		int(store.SignInLife/time.Minute), store.SignInTries)})
}

// nowAdmin says whether somebody is an admin still.
func (s *Screen) nowAdmin(ctx context.Context, id chat.MemberID) (Actor, bool, error) {
	m, err := s.desk.Store.MemberByID(ctx, id)
	if err != nil || m == nil || !m.Admin {
		return Actor{}, false, err
	}
	return memberActor(*m), true, nil
}

// digits is a code without what people and phones put into it.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

func (s *Screen) welcome(w http.ResponseWriter, r *http.Request, way string, a Actor, v store.Session) error {
	if err := s.begin(w, r, a, v); err != nil {
		return err
	}
	s.metrics.signIn(way, outcomeOK)
	return s.done(w, r, "/", "You have signed in as "+a.Name+".")
}

// useToken signs in who types a token.
func (s *Screen) useToken(w http.ResponseWriter, r *http.Request) error {
	b, err := s.tried(r, strings.TrimSpace(r.PostFormValue("token")))
	if err != nil {
		return err
	}
	if b == nil {
		return s.render(w, r, "signin", view{Title: "Sign in", Content: s.signInPage(), Wrong: wrong("token",
			"That is not the token. It is in the Secret that the room names in admin.tokenSecretRef.")})
	}
	return s.welcome(w, r, wayToken, b.actor(), store.Session{Proof: b.proof})
}

// tried is the token that was shown; nil if it is none. Wrong ones are counted, and over the
// limit none is looked at.
func (s *Screen) tried(r *http.Request, shown string) (*bearer, error) {
	open, err := s.desk.Store.Open(r.Context(), tokenTries, s.client(r))
	if err != nil {
		return nil, err
	}
	if !open {
		s.metrics.signIn(wayToken, outcomeLimited)
		return nil, refuse(TooMany, "Too many wrong tokens were tried. Try again in a quarter of an hour.")
	}
	b, err := s.bearerOf(shown)
	if err != nil || b != nil {
		return b, err
	}
	s.metrics.signIn(wayToken, outcomeRefused)
	_, err = s.desk.Store.Attempt(r.Context(), tokenTries, s.client(r))
	s.noise.Do(func() { s.desk.Config.Log.Warn("a wrong token was shown to the admin screen", "client", s.client(r)) })
	return nil, err
}

func (s *Screen) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.drop(r); err != nil {
		return err
	}
	s.setCookie(w, r, cookieSession, "", 0)
	if a, ok := ActorFrom(r.Context()); ok {
		if err := s.desk.RecordSignIn(r.Context(), a, "sign-out"); err != nil {
			return err
		}
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	return nil
}
