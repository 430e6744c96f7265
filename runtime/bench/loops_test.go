package bench

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	twilio "github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// body is what every client sends.
const body = "Ann: see you at eight, bring the boat and the long rope"

const validity = "1800" // seconds; the room's default

// each calls send for 1 … n, workers at a time, and says how many a second that were.
func each(n int, send func(i int) error) float64 {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	begun := time.Now()
	for range workers {
		all.Go(func() {
			for i := next.Add(1); i <= int64(n) && failed.Load() == nil; i = next.Add(1) {
				if err := send(int(i)); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		check(*err)
	}
	return float64(n) / time.Since(begun).Seconds()
}

func messagesURL(base string) string {
	return base + "/2010-04-01/Accounts/" + accountSID + "/Messages.json"
}

// std is what a careful engineer writes: a pool of its own and the usual calls.
type std struct {
	client *http.Client
	url    string
}

func newStd(r *run, base string) std {
	s := std{url: messagesURL(base), client: &http.Client{
		Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConns: workers, MaxIdleConnsPerHost: workers},
	}}
	r.Cleanup(s.client.CloseIdleConnections)
	return s
}

func (s std) send(to string) error {
	form := url.Values{"From": {roomNumber}, "To": {to}, "Body": {body}, "ValidityPeriod": {validity}}
	req, err := http.NewRequest(http.MethodPost, s.url, strings.NewReader(form.Encode())) //nolint:noctx // as most write it
	if err != nil {
		return err
	}
	req.SetBasicAuth(accountSID, authToken)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var m struct {
		SID    string `json:"sid"`
		Status string `json:"status"`
		Code   *int   `json:"error_code"`
	}
	return json.Unmarshal(text, &m)
}

// leanest is the least that net/http's pool can be asked: no client around it, one form
// encoded once, one header for all, the answer searched for the SID.
type leanest struct {
	transport *http.Transport
	url       *url.URL
	header    http.Header
	form      string
	buffers   sync.Pool
}

func newLeanest(r *run, base string) *leanest {
	form := url.Values{"From": {roomNumber}, "Body": {body}, "ValidityPeriod": {validity}}
	l := &leanest{
		transport: &http.Transport{MaxIdleConns: workers, MaxIdleConnsPerHost: workers, DisableCompression: true},
		url:       must(url.Parse(messagesURL(base))), form: form.Encode() + "&To=",
		header: http.Header{
			"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(accountSID+":"+authToken))},
			"Content-Type":  {"application/x-www-form-urlencoded"},
		},
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
	r.Cleanup(l.transport.CloseIdleConnections)
	return l
}

var errNoSID = errors.New("no SID in the answer")

func (l *leanest) send(to string) error {
	form := l.form + "%2B" + to[1:]
	res, err := l.transport.RoundTrip(&http.Request{
		Method: http.MethodPost, URL: l.url, Host: l.url.Host, Header: l.header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(strings.NewReader(form)), ContentLength: int64(len(form)),
	})
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text := l.buffers.Get().(*bytes.Buffer)
	defer l.buffers.Put(text)
	text.Reset()
	if _, err := text.ReadFrom(res.Body); err != nil {
		return err
	}
	_, after, found := bytes.Cut(text.Bytes(), []byte(`"sid": "`))
	if !found || len(after) < len(noSID) {
		return errNoSID
	}
	return nil
}

// stock is twilio-go as it comes: its requests go to the carrier here over the default pool.
type stock struct {
	service *api.ApiService
}

type rebase struct{ to *url.URL }

func (r rebase) RoundTrip(q *http.Request) (*http.Response, error) {
	q.URL.Scheme, q.URL.Host, q.Host = r.to.Scheme, r.to.Host, ""
	return http.DefaultTransport.RoundTrip(q)
}

func newStock(base string) stock {
	client := &twilio.Client{Credentials: twilio.NewCredentials(accountSID, authToken),
		HTTPClient: &http.Client{Timeout: 10 * time.Second, Transport: rebase{must(url.Parse(base))}}}
	client.SetAccountSid(accountSID)
	return stock{api.NewApiServiceWithClient(client)}
}

func (s stock) send(to string) error {
	_, err := s.service.CreateMessage((&api.CreateMessageParams{}).SetFrom(roomNumber).SetTo(to).SetBody(body).SetValidityPeriod(1800))
	return err
}

// jobs is the usual queue: a job per recipient, pushed in pipelines of a thousand, popped
// one by one, sent by std and marked.
func (r *run) jobs(client redis.UniversalClient, s std, n int) float64 {
	begun := time.Now()
	for from := 1; from <= n; from += 1000 {
		pipe := client.Pipeline()
		for i := from; i < min(from+1000, n+1); i++ {
			job := must(json.Marshal(map[string]string{"from": roomNumber, "to": number(i), "body": body}))
			pipe.LPush(r.ctx, "jobs", job)
		}
		_, err := pipe.Exec(r.ctx)
		check(err)
	}
	each(n, func(int) error { return r.job(client, s) })
	return float64(n) / time.Since(begun).Seconds()
}

func (r *run) job(client redis.UniversalClient, s std) error {
	popped, err := client.BRPop(r.ctx, time.Second, "jobs").Result()
	if err != nil {
		return err
	}
	var job struct{ To string }
	if err := json.Unmarshal([]byte(popped[1]), &job); err != nil {
		return err
	}
	if err := s.send(job.To); err != nil {
		return err
	}
	return client.HSet(r.ctx, "done", job.To, "sent").Err()
}
