package admin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// A session ends when nobody has used it for an hour, and after twelve in any case.
const (
	sessionIdle = time.Hour
	sessionLife = 12 * time.Hour
)

// secretSize is how many bytes of chance a session or a sign-in is known by.
const secretSize = 32

// cookieName is a cookie of this room's screen. Browsers don't tell ports of one host apart,
// so the name tells rooms apart; __Host- keeps other hosts of the domain from setting it.
func (s *Screen) cookieName(r *http.Request, what string) string {
	sum := sha256.Sum256([]byte(s.desk.Settings().File.Room))
	name := "smack-" + what + "-" + hex.EncodeToString(sum[:4])
	if secure(r) {
		return "__Host-" + name
	}
	return name
}

// setCookie keeps something in the browser for a while; an empty value takes it away.
func (s *Screen) setCookie(w http.ResponseWriter, r *http.Request, what, value string, life time.Duration) {
	c := &http.Cookie{ // #nosec G124 -- Secure where the browser speaks https; kubectl port-forward does not
		Name: s.cookieName(r, what), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: secure(r),
	}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func (s *Screen) cookie(r *http.Request, what string) string {
	c, err := r.Cookie(s.cookieName(r, what))
	if err != nil {
		return ""
	}
	return c.Value
}

// The cookies.
const (
	cookieSession = "session"
	cookieSignIn  = "sign-in"
	cookieDone    = "done"
)

// begin opens a session under a new name, so that a name that somebody planted opens nothing,
// and ends the one that the browser had.
func (s *Screen) begin(w http.ResponseWriter, r *http.Request, a Actor, v store.Session) error {
	if err := s.drop(r); err != nil {
		return err
	}
	secret := newSecret()
	v.Born = s.desk.Now()
	if err := s.desk.Store.PutSession(r.Context(), s.hashed("session", secret), v, sessionIdle); err != nil {
		return err
	}
	s.setCookie(w, r, cookieSession, secret, sessionLife)
	s.setCookie(w, r, cookieSignIn, "", 0)
	return s.desk.RecordSignIn(r.Context(), a, "sign-in")
}

func newSecret() string {
	secret := make([]byte, secretSize)
	_, _ = rand.Read(secret) // never fails
	return secretText(secret)
}

// drop ends the session that the browser shows, if any.
func (s *Screen) drop(r *http.Request) error {
	secret := s.cookie(r, cookieSession)
	if secret == "" {
		return nil
	}
	return s.desk.Store.EndSession(r.Context(), s.hashed("session", secret))
}

// visitor is who shows a session that still holds; false if there is none.
func (s *Screen) visitor(r *http.Request) (Actor, bool, error) {
	secret := s.cookie(r, cookieSession)
	if secret == "" {
		return Actor{}, false, nil
	}
	ctx, id := r.Context(), s.hashed("session", secret)
	v, member, err := s.desk.Store.Session(ctx, id)
	if err != nil || v == nil {
		return Actor{}, false, err
	}
	a, ok, err := s.holder(*v, member)
	if err != nil {
		return Actor{}, false, err
	}
	if !ok || s.desk.Now().Sub(v.Born) > sessionLife {
		return Actor{}, false, s.desk.Store.EndSession(ctx, id)
	}
	return a, true, s.keep(ctx, r, id)
}

// keep lets a session go on that a person uses; a page that looks for news by itself is no
// person.
func (s *Screen) keep(ctx context.Context, r *http.Request, id string) error {
	if isPoll(r) {
		return nil
	}
	return s.desk.Store.KeepSession(ctx, id, sessionIdle)
}

// holder says who holds a session now. Who has lost admin rights or left, and whose token is
// another one by now, holds none.
func (s *Screen) holder(v store.Session, member *chat.Member) (Actor, bool, error) {
	if v.Member == 0 {
		b, err := s.bearerBy(v.Proof)
		if err != nil || b == nil {
			return Actor{}, false, err
		}
		return b.actor(), true, nil
	}
	if member == nil || !member.Admin {
		return Actor{}, false, nil
	}
	return memberActor(*member), true, nil
}

func memberActor(m chat.Member) Actor {
	return Actor{Member: m.ID, Name: m.Nickname.String(), Number: m.Number, Role: Admin}
}
