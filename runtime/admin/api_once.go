package admin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/smackdev/smack/runtime/store"
)

// keyHeader is the header by which programs make a request take effect once.
// Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
const keyHeader = "Idempotency-Key"

// maxKey is the longest key.
const maxKey = 200

// kept is an answer that was given, and what it was the answer to.
type kept struct {
	Body   string          `json:"of"`
	Status int             `json:"status"`
	Answer json.RawMessage `json:"answer,omitempty"`
}

// once reads the body of a change and, where the request has a key, lets the change take
// effect once: who asks again gets the first answer. Only what succeeded is kept.
func (a *API) once(answer http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
		if err != nil {
			a.fail(w, r, err)
			return
		}
		if len(body) > 0 && !isJSON(r) {
			writeProblem(w, http.StatusUnsupportedMediaType, refuse(Invalid, "Send JSON, with Content-Type: application/json."))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if r.Header.Get(keyHeader) == "" || r.Method == http.MethodPut { // which does the same each time, and may answer with a secret
			answer(w, r)
			return
		}
		if err := a.onceWithKey(w, r, hashed(body), answer); err != nil {
			a.fail(w, r, err)
		}
	})
}

func (a *API) onceWithKey(w http.ResponseWriter, r *http.Request, body string, answer http.HandlerFunc) error {
	key := r.Header.Get(keyHeader)
	if len(key) > maxKey {
		return wrong(keyHeader, "The key is longer than %d characters.", maxKey)
	}
	actor, _ := ActorFrom(r.Context())
	request := hashed([]byte(strings.Join([]string{string(actor.Role), actor.Name, r.Method, r.URL.Path, key}, "\x00")))
	first, err := a.desk.Store.Begin(r.Context(), request)
	switch {
	case errors.Is(err, store.ErrUnderWay):
		return refuse(UnderWay, "The same request is being answered just now; ask again in a moment.")
	case err != nil:
		return err
	case first != nil:
		return replay(w, body, first)
	}
	made := &recorder{header: w.Header()}
	answer(made, r)
	a.keep(r, request, body, made)
	if made.status == 0 {
		return nil // who asked has gone
	}
	w.WriteHeader(made.status)
	_, _ = w.Write(made.body)
	return nil
}

// keep keeps an answer. Where that fails the change has been made all the same, and the place
// stays taken for a while.
func (a *API) keep(r *http.Request, request, body string, made *recorder) {
	var text []byte
	if made.status >= 200 && made.status < 300 {
		text, _ = json.Marshal(kept{Body: body, Status: made.status, Answer: bytes.TrimSpace(made.body)}) // strings and JSON always marshal
	}
	if err := a.desk.Store.Answered(context.WithoutCancel(r.Context()), request, text); err != nil {
		a.desk.Config.Log.Error("an answer of the admin API could not be kept for its key", "error", err)
	}
}

func replay(w http.ResponseWriter, body string, first []byte) error {
	var k kept
	if err := json.Unmarshal(first, &k); err != nil {
		return err
	}
	if k.Body != body {
		return wrong(keyHeader, "The key was used for another request. Make a new one for each change.")
	}
	w.Header().Set("Idempotency-Replayed", "true")
	if len(k.Answer) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(k.Status)
	_, _ = w.Write(k.Answer)
	return nil
}

func hashed(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}
