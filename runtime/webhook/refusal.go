package webhook

import (
	"errors"
	"log/slog"
	"net/http"
)

// refusal is a request that is answered with an error of its sender's making.
type refusal struct {
	status int
	// result names the reason in metrics.
	result string
	// text is the answer; it repeats nothing of the request.
	text string
}

func (r refusal) Error() string { return r.text }

// refuse answers a failed request and says what to count it as. What is not a refusal is
// our own failure: 503, and the carrier will bring the request again.
func (h *Handler) refuse(w http.ResponseWriter, endpoint string, err error) (result string) {
	var r refusal
	if !errors.As(err, &r) {
		h.Log.Error("a request could not be served; the carrier will repeat it", "endpoint", endpoint, "error", err)
		r = refusal{http.StatusServiceUnavailable, "unavailable", "the room cannot be reached right now; try again"}
		w.Header().Set("Retry-After", "1")
	} else {
		h.logRefusal(endpoint, r)
	}
	http.Error(w, r.text, r.status)
	return r.result
}

// logRefusal warns of what an operator may have to mend, at most once a minute: a wrong
// token and a number that leads here by mistake look like this.
func (h *Handler) logRefusal(endpoint string, r refusal) {
	args := []any{slog.String("endpoint", endpoint), slog.String("result", r.result), slog.Int("status", r.status)}
	if r.status != http.StatusForbidden && r.result != resultWrongNumber {
		h.Log.Debug("refused a request: "+r.text, args...)
		return
	}
	h.noise.Do(func() { h.Log.Warn("refused a request: "+r.text+" (told at most once a minute)", args...) })
}

// The results that metrics and tests tell apart, besides "ok".
const (
	resultMethod      = "method"
	resultForm        = "form"
	resultSize        = "size"
	resultSignature   = "signature"
	resultWrongNumber = "wrong-number"
	resultToken       = "token"
	resultGone        = "gone"
)
