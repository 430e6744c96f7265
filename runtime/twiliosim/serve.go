package twiliosim

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// call is one API request on its way to a resource.
type call struct {
	sim     *Sim
	w       http.ResponseWriter
	r       *http.Request
	account *Account
}

// ServeHTTP answers Twilio's API, its media and the control API under /sim/.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.tasks.enter() {
		http.Error(w, "the simulator is closed", http.StatusServiceUnavailable)
		return
	}
	defer s.tasks.leave()
	if strings.HasPrefix(r.URL.Path, "/sim/") {
		s.control.ServeHTTP(w, r)
		return
	}
	s.serveAPI(w, r)
}

// serveAPI adds what all API answers have, and lets faults have their way.
func (s *Sim) serveAPI(w http.ResponseWriter, r *http.Request) {
	running := s.inFlight.Add(1)
	defer s.inFlight.Add(-1)
	s.setHeaders(w.Header(), running, s.counts.Requests.Add(1))
	if s.opts.Latency > 0 && !s.wait(r, s.opts.Latency) {
		return
	}
	if limit := int64(s.opts.MaxConcurrent); limit > 0 && running > limit {
		answerProblem(w, tooManyRequests())
		return
	}
	if fault := s.faults.forRequest(r); fault != nil {
		s.misbehave(fault, w, r)
		return
	}
	s.process(w, r)
}

// process does what a request asks for and answers it.
func (s *Sim) process(w http.ResponseWriter, r *http.Request) {
	q := call{sim: s, w: w, r: r}
	if err := q.route(); err != nil {
		answerError(w, err)
	}
}

// Header values that never change, shared by all answers.
var (
	headerJSON    = []string{"application/json;charset=utf-8"}
	headerVersion = []string{"2010-04-01"}
	headerOrigin  = []string{"*"}
	headerTime    = []string{"0.001"}
)

func (s *Sim) setHeaders(h http.Header, running, request int64) {
	h["Content-Type"] = headerJSON
	h["Twilio-Concurrent-Requests"] = []string{strconv.FormatInt(running, 10)}
	h["Twilio-Request-Id"] = []string{s.mint.of("RQ", sidRequest, uint64(request))}
	h["Twilio-Request-Duration"] = headerTime
	h["X-Api-Version"] = headerVersion // spelt so that a map index equals what Header.Set makes
	h["Access-Control-Allow-Origin"] = headerOrigin
}

// wait sleeps, false if the client left or the simulator closes.
func (s *Sim) wait(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.ctx.Done():
	}
	return false
}

// json answers with a status and a body.
func (q *call) json(status int, body any) error {
	return writeJSON(q.w, status, body)
}

func writeJSON(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that left needs no answer
	return nil
}

func answerError(w http.ResponseWriter, err error) {
	var problem *Problem
	if !errors.As(err, &problem) {
		problem = &Problem{Status: http.StatusInternalServerError, Code: 20500, Message: err.Error()}
	}
	answerProblem(w, problem)
}

func answerProblem(w http.ResponseWriter, p *Problem) {
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Basic realm="Twilio API"`)
	}
	_ = writeJSON(w, p.Status, p.body()) // a problemBody always encodes
}
