package carrier_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
)

const workers = 64

// BenchmarkSend compares what a text costs here with what a careful program of net/http
// pays for it, against the same server in the same process.
func BenchmarkSend(b *testing.B) {
	answer := strings.Replace(accepted, `"hi"`, `"`+strings.Repeat("x", 600)+`"`, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		answering(201, answer)(w, r)
	}))
	defer s.Close()
	c, err := carrier.New(carrier.Config{
		BaseURL: s.URL, MaxInFlight: workers, Credentials: carrier.NewKeyring(creds).Current,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	lean := c.Prepare(carrier.Template{From: "+14155550100", Body: "Ann: see you at eight", Validity: time.Minute})
	std := newStd(s.URL)
	defer std.client.CloseIdleConnections()

	b.Run("lean", func(b *testing.B) {
		benchmark(b, func() error { _, err := lean.Send(context.Background(), "+14155550101", ""); return err })
	})
	b.Run("std", func(b *testing.B) { benchmark(b, std.send) })
}

func benchmark(b *testing.B, send func() error) {
	b.ReportAllocs()
	b.SetParallelism(workers / 2)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := send(); err != nil {
				b.Error(err)
			}
		}
	})
}

// std is what a careful program does: a pool of its own, and the usual calls.
type std struct {
	client *http.Client
	url    string
}

func newStd(base string) std {
	return std{
		client: &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: workers}},
		url:    base + "/2010-04-01/Accounts/AC0123/Messages.json",
	}
}

func (s std) send() error {
	form := url.Values{"From": {"+14155550100"}, "To": {"+14155550101"}, "Body": {"Ann: see you at eight"}, "ValidityPeriod": {"60"}}
	req, err := http.NewRequest(http.MethodPost, s.url, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.SetBasicAuth(creds.AccountSID, creds.AuthToken)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var m struct {
		SID    string `json:"sid"`
		Status string `json:"status"`
		Code   int    `json:"code"`
	}
	return json.Unmarshal(body, &m)
}
