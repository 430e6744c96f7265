package webhook

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// pictureHost serves pictures to those who sign in as the account.
type pictureHost struct {
	*httptest.Server
	asked *atomic.Int64
}

func newPictureHost() pictureHost {
	h := pictureHost{asked: &atomic.Int64{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/sized", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.FormValue("type"))
		w.Header().Set("Content-Length", r.FormValue("size"))
		w.WriteHeader(http.StatusOK)
	})
	mux.HandleFunc("/small", func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if user != accountSID || password != token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "image/jpeg")
		_, _ = w.Write([]byte("a picture"))
	})
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(maxPicture+1))
		w.WriteHeader(http.StatusOK)
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/jpeg")
		for range 2*maxPicture/1024 + 1 {
			if _, err := w.Write(make([]byte, 1024)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/script", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<script>"))
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/small", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/loop", http.StatusTemporaryRedirect)
	})
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.asked.Add(1)
		mux.ServeHTTP(w, r)
	}))
	DeferCleanup(h.Close)
	return h
}

func (h pictureHost) edge() *edge {
	GinkgoHelper()
	return newEdge(newRoom(), func(c *Config) { c.CarrierURL = h.URL })
}

// address is the room's own address of a picture.
func (e *edge) address(of string) string {
	return PictureAddress(publicURL, e.MediaKey, of, e.Now().Add(time.Hour))
}

func (e *edge) get(address string) *http.Response {
	return e.answer(httptest.NewRequest(http.MethodGet, address, nil))
}

func withPictures(form url.Values, addresses ...string) url.Values {
	form.Set("NumMedia", strconv.Itoa(len(addresses)))
	for i, a := range addresses {
		form.Set("MediaUrl"+strconv.Itoa(i), a)
		form.Set("MediaContentType"+strconv.Itoa(i), "image/jpeg")
	}
	return form
}

var _ = Describe("A text with pictures", func() {
	var (
		host pictureHost
		e    *edge
	)
	BeforeEach(func() {
		host = newPictureHost()
		e = host.edge()
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", bobNumber, "#join Bob")
	})

	It("goes to the room, and the room's own addresses lead to the pictures", func() {
		form := withPictures(text("MM1", annNumber, "look"), host.URL+"/small", host.URL+"/moved")
		Expect(e.answer(signedBy(token, "/sms", form)).StatusCode).To(Equal(http.StatusOK))
		heard := e.logged()
		Expect(heard).To(HaveLen(1))
		Expect(heard[0].Media).To(HaveLen(2))
		for _, m := range heard[0].Media {
			Expect(m.ContentType).To(Equal("image/jpeg"))
			address := e.address(m.URL)
			Expect(address).To(HavePrefix(publicURL + "/media/"))
			Expect(address).NotTo(ContainSubstring(host.URL))
			res := e.get(address)
			Expect(res.StatusCode).To(Equal(http.StatusOK))
			Expect(res.Header.Get("Content-Type")).To(Equal("image/jpeg"))
			Expect(res.Header.Get("X-Content-Type-Options")).To(Equal("nosniff"))
			Expect(body(res)).To(Equal("a picture"))
		}
	})

	It("loses what is too large, and its sender is told", func() {
		form := withPictures(text("MM1", annNumber, "look"), host.URL+"/large", host.URL+"/small")
		Expect(e.answer(signedBy(token, "/sms", form)).StatusCode).To(Equal(http.StatusOK))
		heard := e.logged()
		Expect(heard[0].Body).To(Equal("Ann: look"))
		Expect(heard[0].Media).To(HaveLen(1))

		form = withPictures(text("MM2", annNumber, ""), host.URL+"/large")
		Expect(e.answer(signedBy(token, "/sms", form)).StatusCode).To(Equal(http.StatusOK))
		Expect(e.logged()).To(HaveLen(1))
		Expect(e.took("too-large")).To(Equal(1.0))
	})

	It("may have 5 MB of a picture, and 500 KB of anything else", func() {
		sized := func(kind string, size int) string {
			return host.URL + "/sized?" + url.Values{"type": {kind}, "size": {strconv.Itoa(size)}}.Encode()
		}
		form := withPictures(text("MM1", annNumber, "look"),
			sized("image/jpeg", maxPicture), sized("image/png", maxPicture+1), sized("image/gif", maxPicture),
			sized("video/mp4", maxOther), sized("video/mp4", maxOther+1), sized("image/webp", maxOther+1), sized("text/vcard; charset=utf-8", maxOther+1))
		Expect(e.answer(signedBy(token, "/sms", form)).StatusCode).To(Equal(http.StatusOK))
		var kept []string
		for _, m := range e.logged()[0].Media {
			kept = append(kept, m.URL)
		}
		Expect(kept).To(Equal([]string{sized("image/jpeg", maxPicture), sized("image/gif", maxPicture), sized("video/mp4", maxOther)}))
		Expect(e.get(e.address(sized("video/mp4", maxOther+1))).StatusCode).To(Equal(http.StatusRequestEntityTooLarge))
	})

	DescribeTable("makes the room ask for nothing where it goes nowhere", func(before []string, number string) {
		for i, body := range before {
			e.hears("SMb"+strconv.Itoa(i), number, body)
		}
		form := withPictures(text("MM1", number, "look"), host.URL+"/small", host.URL+"/large")
		Expect(e.answer(signedBy(token, "/sms", form)).StatusCode).To(Equal(http.StatusOK))
		Expect(e.logged()).To(BeEmpty())
		Expect(host.asked.Load()).To(BeZero())
	},
		Entry("of a stranger", nil, "+14155550177"),
		Entry("of one who has opted out", []string{"STOP"}, annNumber),
		Entry("of one who has stopped", []string{"#stop"}, annNumber),
	)

	It("makes the room ask for each picture once, though it is decided twice", func() {
		form := withPictures(text("MM1", annNumber, "look"), host.URL+"/sized?type=image/png&size=1")
		Expect(e.answer(signedBy(token, "/sms", form)).StatusCode).To(Equal(http.StatusOK))
		Expect(e.logged()[0]).To(And(HaveField("Media", HaveLen(1)), HaveField("Words", "Ann: look (picture)")))
		Expect(host.asked.Load()).To(Equal(int64(1)))
	})

	It("goes with a picture whose size nobody tells", func() {
		form := withPictures(text("MM1", annNumber, "look"), "http://127.0.0.1:1/gone")
		Expect(e.answer(signedBy(token, "/sms", form)).StatusCode).To(Equal(http.StatusOK))
		Expect(e.logged()[0].Media).To(HaveLen(1))
	})
})

var _ = Describe("The address of a picture", func() {
	It("is refused when the room did not give it out, or it has expired", func() {
		host := newPictureHost()
		e := host.edge()
		now := time.Now()
		e.Now = func() time.Time { return now }
		address := e.address(host.URL + "/small")
		other := newToken([]byte("another key"), host.URL+"/small", now.Add(time.Hour))
		for _, bad := range []string{"", "x", other, strings.TrimPrefix(address, publicURL+"/media/") + "A", strings.Repeat("A", 40)} {
			Expect(e.get(publicURL + "/media/" + bad).StatusCode).To(Equal(http.StatusForbidden))
		}
		Expect(e.counted("media", resultToken)).To(Equal(5.0))
		Expect(e.get(address).StatusCode).To(Equal(http.StatusOK))
		now = now.Add(time.Hour + time.Second)
		Expect(e.get(address).StatusCode).To(Equal(http.StatusGone))
	})

	It("leads to another pod's pictures as well", func() {
		host, room := newPictureHost(), newRoom()
		carrierURL := func(c *Config) { c.CarrierURL = host.URL }
		one, other := newEdge(room, carrierURL), newEdge(room, carrierURL)
		Expect(other.get(one.address(host.URL + "/small")).StatusCode).To(Equal(http.StatusOK))
	})

	It("is served with the API key, where there is one", func() {
		host := newPictureHost()
		e := host.edge()
		e.tokens.APIKeySID, e.tokens.APIKeySecret = "SK1", "wrong"
		Expect(e.get(e.address(host.URL + "/small")).StatusCode).To(Equal(http.StatusServiceUnavailable))
	})

	DescribeTable("answers trouble",
		func(path string, status int) {
			host := newPictureHost()
			e := host.edge()
			Expect(e.get(e.address(host.URL + path)).StatusCode).To(Equal(status))
		},
		Entry("gone", "/nothing", http.StatusGone),
		Entry("too large", "/large", http.StatusRequestEntityTooLarge),
		Entry("redirects without end", "/loop", http.StatusServiceUnavailable),
	)

	It("serves nothing that a browser runs", func() {
		host := newPictureHost()
		e := host.edge()
		Expect(e.get(e.address(host.URL + "/script")).Header.Get("Content-Type")).To(Equal("application/octet-stream"))
	})

	It("breaks off what turns out too large", func() {
		host := newPictureHost()
		e := host.edge()
		Expect(func() { e.get(e.address(host.URL + "/endless")) }).To(PanicWith(http.ErrAbortHandler))
	})

	It("takes GET and HEAD alone", func() {
		e := newPictureHost().edge()
		res := e.answer(httptest.NewRequest(http.MethodPost, e.address("https://x.example"), nil))
		Expect(res.StatusCode).To(Equal(http.StatusMethodNotAllowed))
	})
})

var _ = DescribeTable("Credentials are shown to the carrier alone",
	func(address string, want bool) {
		base, err := url.Parse("https://twilio.internal:8443/api")
		Expect(err).NotTo(HaveOccurred())
		u, err := url.Parse(address)
		Expect(err).NotTo(HaveOccurred())
		Expect(newMediaSource(base, nil).trusted(u)).To(Equal(want))
	},
	Entry("the configured host", "https://twilio.internal:8443/x", true),
	Entry("Twilio", "https://api.twilio.com/x", true),
	Entry("another port", "https://twilio.internal/x", false),
	Entry("another scheme", "http://twilio.internal:8443/x", false),
	Entry("Twilio without TLS", "http://api.twilio.com/x", false),
	Entry("a name that looks like it", "https://api.twilio.com.evil.example/x", false),
	Entry("another name that looks like it", "https://eviltwilio.com/x", false),
)
