package bench

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/bench/figures"
)

const adminToken = "a-token-of-the-benchmark"

// tokenDir is a directory as the Secret with the admin screen's token is mounted.
func tokenDir(r *run) string {
	dir := must(os.MkdirTemp("", "smack-bench-"))
	r.Cleanup(func() { _ = os.RemoveAll(dir) })
	write(filepath.Join(dir, "token"), adminToken)
	return dir
}

// visitor signs in to the admin screen and gives what looks at one of its pages.
func visitor(d *admin.Desk) func(path string) func() {
	screen := figures.Must(admin.New(admin.Options{Desk: d, Key: []byte(strings.Repeat("k", 32))}))
	ask := func(method, path string, form url.Values, cookies []*http.Cookie) *http.Response {
		request := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, cookie := range cookies {
			request.AddCookie(cookie)
		}
		recorder := httptest.NewRecorder()
		screen.ServeHTTP(recorder, request)
		return recorder.Result()
	}
	signedIn := ask(http.MethodPost, "/sign-in/token", url.Values{"token": {adminToken}}, nil)
	return func(path string) func() {
		return func() {
			if page := ask(http.MethodGet, path, nil, signedIn.Cookies()); page.StatusCode != http.StatusOK {
				figures.Check(fmt.Errorf("%s answered %d", path, page.StatusCode))
			}
		}
	}
}
