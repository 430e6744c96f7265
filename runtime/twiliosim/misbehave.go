package twiliosim

import (
	"bytes"
	"cmp"
	"io"
	"math"
	"net"
	"net/http"
	"strconv"
)

// misbehave answers a request as a fault says.
func (s *Sim) misbehave(f *ArmedFault, w http.ResponseWriter, r *http.Request) {
	s.publish(Event{Kind: EventFault, Body: string(f.Kind), URL: r.URL.Path})
	lost := &void{header: http.Header{}}
	switch f.Kind {
	case FaultAcceptThenHang, FaultAcceptThen500, FaultAcceptThenReset, FaultAcceptThenTruncate, FaultAcceptThenHTML:
		s.process(lost, r)
	}
	switch f.Kind {
	case FaultSlow:
		if s.wait(r, f.Delay) {
			s.process(w, r)
		}
	case FaultAcceptThenHang, FaultHang:
		s.hang(f, w, r)
	case FaultAcceptThenReset, FaultReset:
		reset(w, nil)
	case FaultAcceptThenTruncate:
		reset(w, lost.start())
	case FaultTooManyRequests:
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
		answerProblem(w, tooManyRequests())
	case FaultBadGateway, FaultAcceptThenHTML:
		answerHTML(w, cmp.Or(f.Status, http.StatusBadGateway))
	default:
		answerProblem(w, &Problem{Status: cmp.Or(f.Status, http.StatusInternalServerError), Code: cmp.Or(f.Code, 20500),
			Message: "An internal server error has occurred"})
	}
}

// hang keeps the client waiting, for ever if the fault has no Delay.
func (s *Sim) hang(f *ArmedFault, w http.ResponseWriter, r *http.Request) {
	wait := f.Delay
	if wait == 0 {
		wait = math.MaxInt64
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxForm)) // only then net/http notices that the client left
	if s.wait(r, wait) {
		answerProblem(w, &Problem{Status: http.StatusGatewayTimeout, Code: 20504, Message: "Gateway timeout"})
		return
	}
	panic(http.ErrAbortHandler) // closes the connection without an answer
}

func answerHTML(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<html><head><title>" + http.StatusText(status) + "</title></head><body>" +
		strconv.Itoa(status) + " " + http.StatusText(status) + "</body></html>"))
}

// reset cuts the connection, after some bytes, so that the client sees a reset and not an end.
func reset(w http.ResponseWriter, first []byte) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2 or a recorder: aborting is the nearest thing
	}
	_, _ = conn.Write(first)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the kernel would close in good order
	}
	_ = conn.Close()
}

// void takes an answer that the client will not get.
type void struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (v *void) Header() http.Header         { return v.header }
func (v *void) WriteHeader(status int)      { v.status = status }
func (v *void) Write(b []byte) (int, error) { return v.body.Write(b) }

// start is the first half of the answer, as it would have been on the wire.
func (v *void) start() []byte {
	head := "HTTP/1.1 " + strconv.Itoa(v.status) + " " + http.StatusText(v.status) + "\r\nContent-Type: application/json\r\nContent-Length: " +
		strconv.Itoa(v.body.Len()) + "\r\n\r\n"
	return append([]byte(head), v.body.Bytes()[:v.body.Len()/2]...)
}
