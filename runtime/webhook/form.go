package webhook

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"

	"github.com/smackdev/smack/runtime/carrier"
)

// maxForm bounds a webhook's form. A text of 1,600 characters with ten pictures needs
// some 20 KB when every byte is escaped.
const maxForm = 64 << 10

// signed reads the form of a request and refuses what the carrier did not sign. path is
// the part behind the base URL; the address signed is the configured one, because a
// client can set every header.
func (h *Handler) signed(r *http.Request, path string) (carrier.Params, error) {
	form, err := readForm(r)
	if err != nil {
		return nil, err
	}
	address := h.Settings().BaseURL + path
	if r.URL.RawQuery != "" {
		address += "?" + r.URL.RawQuery
	}
	tokens := h.Credentials().SigningTokens()
	if !carrier.ValidSignature(tokens, address, form, r.Header.Get(carrier.SignatureHeader)) {
		return nil, refusal{http.StatusForbidden, resultSignature,
			"no valid signature: is the auth token current, and the public address exactly the one that the carrier calls?"}
	}
	return form, nil
}

func readForm(r *http.Request) (carrier.Params, error) {
	if r.Method != http.MethodPost {
		return nil, refusal{http.StatusMethodNotAllowed, resultMethod, "only POST is served here"}
	}
	if !isForm(r.Header.Get("Content-Type")) {
		return nil, refusal{http.StatusUnsupportedMediaType, resultForm, "only application/x-www-form-urlencoded is read here"}
	}
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), maxForm)) + bytes.MinRead)
	_, err := body.ReadFrom(http.MaxBytesReader(nil, r.Body, maxForm))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, refusal{http.StatusRequestEntityTooLarge, resultSize, "the form is too large"}
	}
	if err != nil {
		return nil, refusal{http.StatusBadRequest, resultForm, "the form ended early"}
	}
	form, err := carrier.ParseParams(body.String())
	if err != nil {
		return nil, refusal{http.StatusBadRequest, resultForm, "the form cannot be read"}
	}
	return form, nil
}

func isForm(contentType string) bool {
	const form = "application/x-www-form-urlencoded"
	if contentType == form {
		return true
	}
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind == form
}

// first is the first value of each parameter, as rules and members' records know them.
func first(form carrier.Params) map[string]string {
	fields := make(map[string]string, len(form))
	for i, p := range form {
		if i == 0 || form[i-1].Name != p.Name {
			fields[strings.ToValidUTF8(p.Name, "\ufffd")] = strings.ToValidUTF8(p.Value, "\ufffd")
		}
	}
	return fields
}
