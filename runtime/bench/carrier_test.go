package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// leanCarrier answers like Twilio and costs next to nothing, so that what is measured is
// the client. Every POST gets a new SID; every list is empty.
type leanCarrier struct {
	listener net.Listener
	latency  time.Duration
	// onPost, if set, is told of each text before it is answered.
	onPost func()
	posts  atomic.Int64
	conns  sync.WaitGroup
}

const (
	accountSID = "AC5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
	authToken  = "7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b"
	roomNumber = "+14155550100"
	noSID      = "SM00000000000000000000000000000000"
)

// accepted has the members that Twilio's answer has
// (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource).
const accepted = `{"account_sid": "` + accountSID + `", "api_version": "2010-04-01", "body": "Ann: see you at eight, bring the boat and the long rope", ` +
	`"date_created": "Sun, 22 Nov 2026 12:00:00 +0000", "date_sent": null, "date_updated": "Sun, 22 Nov 2026 12:00:00 +0000", ` +
	`"direction": "outbound-api", "error_code": null, "error_message": null, "from": "` + roomNumber + `", "messaging_service_sid": null, ` +
	`"num_media": "0", "num_segments": "1", "price": null, "price_unit": "USD", "sid": "` + noSID + `", "status": "queued", ` +
	`"subresource_uris": {"media": "/2010-04-01/Accounts/` + accountSID + `/Messages/` + noSID + `/Media.json"}, "to": "+14155551234", ` +
	`"uri": "/2010-04-01/Accounts/` + accountSID + `/Messages/` + noSID + `.json"}`

const emptyList = `{"messages": [], "next_page_uri": null, "page": 0, "page_size": 1000}`

func response(status, body string) []byte {
	return fmt.Appendf(nil, "HTTP/1.1 %s\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: %d\r\n"+
		"Date: Sun, 22 Nov 2026 12:00:00 GMT\r\nTwilio-Concurrent-Requests: 1\r\nTwilio-Request-Id: RQ5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\r\n"+
		"Twilio-Request-Duration: 0.021\r\nX-Home-Region: us1\r\nX-API-Domain: api.twilio.com\r\nStrict-Transport-Security: max-age=31536000\r\n"+
		"Access-Control-Allow-Origin: *\r\n\r\n%s", status, len(body), body)
}

func startCarrier(latency time.Duration, onPost func()) (*leanCarrier, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &leanCarrier{listener: l, latency: latency, onPost: onPost}
	c.conns.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go c.serve(conn)
		}
	})
	return c, nil
}

func (c *leanCarrier) url() string { return "http://" + c.listener.Addr().String() }

func (c *leanCarrier) stop() {
	_ = c.listener.Close()
	c.conns.Wait()
}

func playCarrier(env func(string) string) (string, func(), error) {
	latency, _ := time.ParseDuration(env("BENCH_LATENCY"))
	c, err := startCarrier(latency, nil)
	if err != nil {
		return "", nil, err
	}
	return c.url(), c.stop, nil
}

func (c *leanCarrier) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReaderSize(conn, 8<<10)
	created, list := response("201 Created", accepted), response("200 OK", emptyList)
	for {
		post, length, err := readHead(in)
		if err != nil {
			return
		}
		if _, err := in.Discard(length); err != nil {
			return
		}
		answer := list
		if post {
			answer = c.taken(created)
		}
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

func (c *leanCarrier) taken(created []byte) []byte {
	if c.onPost != nil {
		c.onPost()
	}
	if c.latency > 0 {
		time.Sleep(c.latency)
	}
	sid := fmt.Appendf(nil, "SM%032x", c.posts.Add(1))
	for rest := created; ; {
		at := bytes.Index(rest, []byte("SM0"))
		if at < 0 {
			return created
		}
		copy(rest[at:], sid)
		rest = rest[at+len(sid):]
	}
}

// readHead reads a request up to its body.
func readHead(in *bufio.Reader) (post bool, length int, err error) {
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return false, 0, err
		}
		if len(line) <= 2 {
			return post, length, nil
		}
		if first {
			post = bytes.HasPrefix(line, []byte("POST "))
		} else if len(line) > 16 && strings.EqualFold(string(line[:15]), "Content-Length:") {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(line[15:])))
		}
	}
}
