package admin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/admin"
)

// program asks the API of an office. What it asks and what comes back is held against the
// document.
type program struct {
	*office
	api      http.Handler
	document routers.Router
	actor    *admin.Actor
	header   http.Header
}

// document is the API's own description, read and found good.
func document() *openapi3.T {
	GinkgoHelper()
	doc, err := openapi3.NewLoader().LoadFromData(admin.Document())
	Expect(err).NotTo(HaveOccurred())
	Expect(doc.Validate(context.Background())).To(Succeed())
	return doc
}

func newProgram() *program {
	GinkgoHelper()
	described, err := legacy.NewRouter(document())
	Expect(err).NotTo(HaveOccurred())
	p := &program{office: newOffice(), document: described, actor: &annActs, header: http.Header{}}
	p.api = admin.NewAPI(p.Desk)
	return p
}

// send asks, whatever the document says of it, and gives the answer.
func (p *program) send(method, path, body string) *httptest.ResponseRecorder {
	GinkgoHelper()
	r := p.request(method, path, body)
	w := httptest.NewRecorder()
	p.api.ServeHTTP(w, r)
	Expect(w.Header().Get("Cache-Control")).To(Equal("no-store"))
	return w
}

func (p *program) request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, values := range p.header {
		r.Header[name] = values
	}
	if p.actor != nil {
		r = r.WithContext(admin.WithActor(r.Context(), *p.actor))
	}
	return r
}

// ask is send for what the document describes: request and answer have to be as it says.
func (p *program) ask(method, path, body string) *httptest.ResponseRecorder {
	GinkgoHelper()
	w := p.send(method, path, body)
	Expect(openapi3filter.ValidateRequest(context.Background(), p.described(method, path, body))).To(Succeed(), path)
	p.answered(method, path, body, w)
	return w
}

// described finds what the document says of a request.
func (p *program) described(method, path, body string) *openapi3filter.RequestValidationInput {
	GinkgoHelper()
	request := p.request(method, path, body)
	route, params, err := p.document.FindRoute(request)
	Expect(err).NotTo(HaveOccurred(), path)
	return &openapi3filter.RequestValidationInput{
		Request: request, Route: route, PathParams: params,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true},
	}
}

// answered holds an answer against the document.
func (p *program) answered(method, path, body string, w *httptest.ResponseRecorder) {
	GinkgoHelper()
	asked := p.described(method, path, body)
	Expect(openapi3filter.ValidateResponse(context.Background(), (&openapi3filter.ResponseValidationInput{
		RequestValidationInput: asked, Status: w.Code, Header: w.Header(), Options: asked.Options,
	}).SetBodyBytes(w.Body.Bytes()))).To(Succeed(), "%s %s: %s", method, path, w.Body)
}

// get asks for something and reads the answer into a value.
func (p *program) get(path string, into any) {
	GinkgoHelper()
	p.read(p.ask(http.MethodGet, path, ""), into)
}

// post changes something and reads the answer into a value.
func (p *program) post(path, body string, into any) {
	GinkgoHelper()
	p.read(p.ask(http.MethodPost, path, body), into)
}

func (p *program) read(w *httptest.ResponseRecorder, into any) {
	GinkgoHelper()
	Expect(w.Code).To(Equal(http.StatusOK), w.Body.String())
	Expect(w.Header().Get("Content-Type")).To(Equal("application/json"))
	if into != nil {
		Expect(json.Unmarshal(w.Body.Bytes(), into)).To(Succeed())
	}
}

// apiProblem is a refusal as RFC 9457 has it.
type apiProblem struct {
	Type, Title, Detail, Field string
	Status                     int
}

// problem reads a refusal.
func problem(w *httptest.ResponseRecorder) (p apiProblem) {
	GinkgoHelper()
	Expect(w.Header().Get("Content-Type")).To(Equal("application/problem+json"), w.Body.String())
	Expect(json.Unmarshal(w.Body.Bytes(), &p)).To(Succeed())
	Expect(p.Status).To(Equal(w.Code))
	Expect(p.Type).To(HavePrefix("urn:smack:problem:"))
	Expect(p.Title).NotTo(BeEmpty())
	return p
}
