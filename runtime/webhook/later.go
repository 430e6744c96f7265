package webhook

import (
	"context"
	"errors"
	"io"
	"net/http"
)

// Refusal is an error of whoever asked.
type Refusal interface {
	error
	// Refusal is the status to answer with, and the name of the reason in metrics.
	Refusal() (status int, result string)
}

// later takes what a service says later to a command. The address is all that proves who it
// is; it was given to that service alone.
func (h *Handler) later(w http.ResponseWriter, r *http.Request, token string) error {
	// The service may hang up while a commit is on its way; the commit is finished all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), smsTime)
	defer cancel()
	err := h.Later(r.WithContext(ctx), token)
	var refused Refusal
	if errors.As(err, &refused) {
		status, result := refused.Refusal()
		return refusal{status, result, refused.Error()}
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "ok")
	return nil
}
