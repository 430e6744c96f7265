package webhook

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// unwanted is what is said of an answer that nobody wants.
type unwanted struct{}

func (unwanted) Error() string          { return "too late" }
func (unwanted) Refusal() (int, string) { return http.StatusGone, "gone" }

var _ = Describe("An answer that a service gives later", func() {
	posted := func(later func(*http.Request, string) error) *httptest.ResponseRecorder {
		e := newEdge(newRoom())
		e.Later = later
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/family/commands/abc", strings.NewReader("hi")))
		return w
	}

	It("is handed on with its token", func() {
		var token, said string
		w := posted(func(r *http.Request, t string) error {
			body, err := io.ReadAll(r.Body)
			token, said = t, string(body)
			return err
		})
		Expect(w.Code).To(Equal(http.StatusOK))
		Expect(token).To(Equal("abc"))
		Expect(said).To(Equal("hi"))
	})

	It("is refused as whoever takes it says", func() {
		w := posted(func(*http.Request, string) error { return unwanted{} })
		Expect(w.Code).To(Equal(http.StatusGone))
		Expect(w.Body.String()).To(Equal("too late\n"))
	})

	It("may be given again when the room is in trouble", func() {
		w := posted(func(*http.Request, string) error { return errors.New("no Redis at 10.0.0.7") })
		Expect(w.Code).To(Equal(http.StatusServiceUnavailable))
		Expect(w.Body.String()).NotTo(ContainSubstring("10.0.0.7"))
	})

	It("is served nowhere where nobody takes it", func() {
		Expect(posted(nil).Code).To(Equal(http.StatusNotFound))
	})
})
