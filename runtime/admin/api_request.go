package admin

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/smackdev/smack/runtime/chat"
)

// maxRequest is the largest body of a request.
const maxRequest = 64 << 10

// checkRequest refuses what a route does not know: a parameter that is misspelt would
// otherwise be taken for one that is absent.
func checkRequest(r *http.Request, query []string) error {
	for name, values := range r.URL.Query() {
		if !slices.Contains(query, name) {
			return wrong(name, "There is no parameter %q here; there are: %s.", name, orNone(query))
		}
		if len(values) > 1 {
			return wrong(name, "The parameter %s is there twice.", name)
		}
	}
	return nil
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// readJSON reads a body into a value, all of it and nothing else. No body is an empty object.
func readJSON(r *http.Request, into any) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if len(body) == 0 {
		return nil
	}
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return jsonProblem(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return wrong("body", "Something follows the JSON object. Send one object alone.")
	}
	return nil
}

func jsonProblem(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) && kind.Field != "" {
		return wrong(kind.Field, "%s can't be a %s.", kind.Field, kind.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		name = strings.Trim(name, `"`)
		return wrong(name, "There is no field %q here. See %s/openapi.yaml.", name, apiBase)
	}
	return wrong("body", "The body is no JSON object: %s.", err)
}

// isJSON says whether a body, where there is one, is said to be JSON. What a form of another
// site can send is none.
func isJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// pathMember is the member whom the path names.
func pathMember(r *http.Request) (chat.MemberID, error) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 32)
	if err != nil || id == 0 {
		return 0, refuse(NotFound, "There is no member %q: members have numbers from 1 on.", r.PathValue("id"))
	}
	return chat.MemberID(id), nil
}

// queryLimit is the size of the page that is asked for; 0 without one.
func queryLimit(r *http.Request) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxPage {
		return 0, wrong("limit", "A page has 1 to %d entries.", MaxPage)
	}
	return n, nil
}
