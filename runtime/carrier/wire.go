package carrier

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"
)

// wire is one connection of HTTP/1.1 that whoever sends a text writes and reads itself.
// A connection of net/http has two goroutines of its own, and handing a request to them
// and back costs more than the request. It parses the answers here too, so what counts
// as an answer is the same on both.
type wire struct {
	conn net.Conn
	// socket is what is below TLS, too.
	socket syscall.RawConn
	in     *bufio.Reader
	out    []byte
	// left is how much more of an answer may be read.
	left int64
	// since is when the wire became idle.
	since time.Time
}

func newWire(conn net.Conn, socket syscall.RawConn) *wire {
	w := &wire{conn: conn, socket: socket}
	w.in = bufio.NewReader(w)
	return w
}

var errHeaderTooLong = errors.New("the answer's header is too long")

// Read is for the buffered reader alone.
func (w *wire) Read(p []byte) (int, error) {
	if w.left <= 0 {
		return 0, errHeaderTooLong
	}
	n, err := w.conn.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	return n, err
}

func (w *wire) close() { _ = w.conn.Close() }

// quiet reports whether an idle wire is as it was left. The other side may have closed
// it meanwhile, and a text that is written then would end in doubt.
func (w *wire) quiet() bool {
	var reason error
	err := w.socket.Control(func(fd uintptr) {
		var next [1]byte
		_, _, reason = syscall.Recvfrom(int(fd), next[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	})
	return err == nil && errors.Is(reason, syscall.EAGAIN)
}

// exchange writes a request, of head and form, and reads its answer; sound says whether
// another request may follow it on the wire.
func (w *wire) exchange(ctx context.Context, deadline time.Time, head string, form []byte) (a *answer, sound bool, err error) {
	if err := w.conn.SetDeadline(deadline); err != nil {
		return nil, false, broken(err, false)
	}
	uncut := context.AfterFunc(ctx, func() { _ = w.conn.SetDeadline(longAgo) })
	a, sound, err = w.converse(head, form)
	if !uncut() {
		sound = false
	}
	if err != nil {
		return nil, sound, inTime(ctx, err)
	}
	return a, sound, nil
}

// longAgo is a deadline that ends what is under way.
var longAgo = time.Unix(1, 0)

func (w *wire) converse(head string, form []byte) (*answer, bool, error) {
	w.out = append(w.out[:0], head...)
	w.out = append(strconv.AppendInt(w.out, int64(len(form)), 10), "\r\n\r\n"...)
	needed := len(w.out)
	w.out = append(w.out, form...)
	if n, err := w.conn.Write(w.out); err != nil {
		// Before its head is complete nobody can have a form.
		return nil, false, broken(err, n >= needed)
	}
	res, err := w.response()
	if err != nil {
		return nil, false, broken(err, true)
	}
	defer func() { _ = res.Body.Close() }()
	w.left = maxAnswer + maxHeader
	a, err := read(res)
	if n, end := res.Body.Read(make([]byte, 1)); n > 0 || end != io.EOF {
		w.close() // or closing the body would read all the rest of it
		return a, false, err
	}
	return a, !res.Close && w.in.Buffered() == 0, err
}

// response reads the head of the answer; what is only on the way to one is passed over.
func (w *wire) response() (*http.Response, error) {
	w.left = maxHeader
	for {
		res, err := http.ReadResponse(w.in, nil)
		if err != nil {
			return nil, fmt.Errorf("read answer: %w", err)
		}
		if res.StatusCode >= 200 || res.StatusCode == http.StatusSwitchingProtocols {
			return res, nil
		}
	}
}

// inTime names the true reason of what the deadline of the connection ended.
func inTime(ctx context.Context, err error) error {
	var e *Error
	if errors.As(err, &e) && errors.Is(e.Err, os.ErrDeadlineExceeded) {
		e.Err = context.DeadlineExceeded
		if ctx.Err() != nil {
			e.Err = ctx.Err()
		}
		e.Message = e.Err.Error()
	}
	return err
}
