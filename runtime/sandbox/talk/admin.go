package talk

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Visitor is a browser on a room's admin screen.
type Visitor struct {
	base string
	http *http.Client
}

// NewVisitor makes a browser without any cookie; through is the way to the screen at base.
func NewVisitor(base string, through *http.Client) (*Visitor, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("making a jar for cookies: %w", err)
	}
	browser := *through
	browser.Jar = jar
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Visitor{base: base, http: &browser}, nil
}

// Page asks for a page, or sends a form to it, and gives what came back.
func (v *Visitor) Page(ctx context.Context, path string, form url.Values) (status int, body string, err error) {
	method, content := http.MethodGet, ""
	if form != nil {
		method, content = http.MethodPost, form.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, v.base+path, strings.NewReader(content))
	if err != nil {
		return 0, "", fmt.Errorf("asking for %s: %w", path, err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := v.http.Do(request)
	if err != nil {
		return 0, "", fmt.Errorf("asking for %s: %w", path, err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, "", fmt.Errorf("reading %s: %w", path, err)
	}
	return answer.StatusCode, string(text), nil
}

// code is what a person reads in the text.
var code = regexp.MustCompile(`\b\d{6}\b`)

// SignIn asks for a code as who, waits for the text with it, and types it.
func (v *Visitor) SignIn(ctx context.Context, who string, inbox func() []string) error {
	known := len(inbox())
	if err := v.submit(ctx, "/sign-in", url.Values{"who": {who}}); err != nil {
		return err
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for len(inbox()) <= known {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waiting for the code: %w", context.Cause(ctx))
		}
	}
	return v.submit(ctx, "/sign-in/code", url.Values{"code": {code.FindString(inbox()[known])}})
}

// submit sends a form that leads on to another page.
func (v *Visitor) submit(ctx context.Context, path string, form url.Values) error {
	status, body, err := v.Page(ctx, path, form)
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("%s answered %d: %s", path, status, body)
	}
	return err
}
