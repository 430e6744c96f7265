package carrier

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// setForm gives the request its body. Only of a reader that it knows does net/http send
// head and body in one piece; a type of our own would cost a second write, and the other
// side a second read.
func setForm(req *http.Request, encoded []byte) {
	if len(encoded) == 0 {
		req.Body = http.NoBody
		return
	}
	req.ContentLength = int64(len(encoded))
	// GetBody lets the pool replace a dead connection on which nothing was written yet.
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(encoded)), nil }
	req.Body, _ = req.GetBody()
}

// watch tells afterwards whether a request may have been written. Before its head is
// complete nobody can have a form. A request without a body may have been written as
// soon as it had a connection.
func watch(ctx context.Context, req *http.Request) (_ context.Context, written func() bool) {
	var begun atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { begun.Store(true) }}
	if req.ContentLength == 0 {
		trace = &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { begun.Store(true) }}
	}
	return httptrace.WithClientTrace(ctx, trace), begun.Load
}
