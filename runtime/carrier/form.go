package carrier

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// form is a request's body that knows whether anybody has begun to read it. The pool
// reads it only to write it to a connection: as long as it has not, nobody can have the
// request.
type form struct {
	bytes.Reader
	encoded []byte
	read    *atomic.Bool
}

func newForm(encoded []byte) *form {
	f := &form{encoded: encoded, read: new(atomic.Bool)}
	f.Reset(encoded)
	return f
}

func (f *form) Read(p []byte) (int, error) {
	f.read.Store(true)
	return f.Reader.Read(p)
}

// WriteTo is what io.Copy calls instead of Read.
func (f *form) WriteTo(w io.Writer) (int64, error) {
	f.read.Store(true)
	return f.Reader.WriteTo(w)
}

// Close is part of io.ReadCloser.
func (f *form) Close() error { return nil }

// again is the same body from its beginning; what was read of one was read of both.
func (f *form) again() (io.ReadCloser, error) {
	g := &form{encoded: f.encoded, read: f.read}
	g.Reset(f.encoded)
	return g, nil
}

// watch tells afterwards whether a request may have been written. One without a body
// may have been as soon as it had a connection.
func watch(ctx context.Context, req *http.Request) (_ context.Context, written func() bool) {
	if f, ok := req.Body.(*form); ok {
		return ctx, f.read.Load
	}
	var connected atomic.Bool
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}), connected.Load
}
