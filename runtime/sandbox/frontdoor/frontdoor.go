// Package frontdoor is the sandbox's ingress: the public address under which the
// carrier reaches every room.
//
// It promises that a request goes to a ready pod of the room whose public path it
// bears, to each pod in turn, and to the next one when a pod turns out to be gone
// before it took the request. Path, query, body and Host arrive as they were sent,
// because the carrier's signature covers them.
//
// It leaves to others which rooms and pods there are: it reads them from the cluster
// with every request.
package frontdoor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// maxBody is more than any webhook: Twilio's forms are a few kilobytes.
const maxBody = 1 << 20

// Backend is a pod that takes requests.
type Backend struct {
	// Name is the pod's, Address the host:port of its public port.
	Name, Address string
}

// Directory knows which pods take a path's requests.
type Directory interface {
	// Backends are the ready pods of the room that owns the path; found is false when
	// no room does.
	Backends(ctx context.Context, path string) (backends []Backend, found bool, err error)
}

// Door routes requests to pods.
type Door struct {
	directory Directory
	transport http.RoundTripper
	log       *slog.Logger
	turn      atomic.Uint64
}

// New makes a front door.
func New(directory Directory, log *slog.Logger) *Door {
	return &Door{
		directory: directory, log: log,
		transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
			MaxIdleConnsPerHost: 16,
			IdleConnTimeout:     30 * time.Second,
			// What the carrier is told must be what the pod said, byte for byte.
			DisableCompression: true,
		},
	}
}

// ServeHTTP passes a request on and answers what the pod answers.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	backends, found, err := d.directory.Backends(r.Context(), r.URL.Path)
	switch {
	case err != nil:
		d.log.Error("front door can't read the cluster", "error", err)
		http.Error(w, "the cluster does not answer", http.StatusServiceUnavailable)
		return
	case !found:
		http.Error(w, "no room has this path", http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "the body can't be read or is too large", http.StatusRequestEntityTooLarge)
		return
	}
	response, err := d.pass(r, body, backends) //nolint:bodyclose // answer closes it
	if err != nil {
		d.log.Warn("no pod took the request", "path", r.URL.Path, "pods", len(backends), "error", err)
		http.Error(w, "no pod of the room is ready", http.StatusServiceUnavailable)
		return
	}
	answer(w, response)
}

// pass tries the pods in turn, beginning with the one whose turn it is.
func (d *Door) pass(r *http.Request, body []byte, backends []Backend) (*http.Response, error) {
	failed := errors.New("no pod is ready")
	first := d.turn.Add(1)
	for i := range backends {
		backend := backends[(first+uint64(i))%uint64(len(backends))]
		response, err := d.transport.RoundTrip(outgoing(r, body, backend))
		if err == nil {
			return response, nil
		}
		failed = fmt.Errorf("passing to pod %s: %w", backend.Name, err)
		if !neverArrived(err) {
			break
		}
	}
	return nil, failed
}

// neverArrived says whether a request surely did nothing, so that another pod may
// have it.
func neverArrived(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func outgoing(r *http.Request, body []byte, backend Backend) *http.Request {
	out := r.Clone(r.Context())
	out.RequestURI = ""
	out.URL = &url.URL{
		Scheme: "http", Host: backend.Address,
		Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery,
	}
	out.Body = io.NopCloser(bytes.NewReader(body))
	out.ContentLength = int64(len(body))
	out.Header.Del("Connection")
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	out.Header.Set("X-Forwarded-For", host)
	out.Header.Set("X-Forwarded-Host", r.Host)
	out.Header.Set("X-Forwarded-Proto", "http")
	return out
}

func answer(w http.ResponseWriter, response *http.Response) {
	defer func() { _ = response.Body.Close() }()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body)
}
