package bench

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	roomprogram "github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/rules"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/webhook"
)

// publicURL is what the carrier was told; requests come in at another address.
const publicURL = "https://sms.example.com/room"

// speakers is how many members talk: nobody sends a thousand texts a minute.
const speakers = 1_000

// inbound holds signed texts, each of which takes effect durably before it is answered,
// against a handler that reads the body and answers.
func inbound(r *run) []figures.Row {
	server := r.redis()
	o := r.room(server, "bench.inbound", speakers)
	edge := r.edge(server.Address(), "bench.inbound")
	floor := r.child("floor")
	texts := &requests{make: signedText}
	var ours, bare, p99 []float64
	pod, redis, load := &share{pid: edge.pid()}, &share{pid: r.pid(o.client)}, &share{pid: os.Getpid()}
	least, posting := &share{pid: floor.pid()}, &share{pid: os.Getpid()}
	// Turns are short, because machines that are shared change their speed within seconds.
	for range r.rounds {
		bare = append(bare, r.closed(floor.address, texts, least, posting))
		ours = append(ours, r.closed(edge.address, texts, pod, redis, load))
		p99 = append(p99, r.open(edge.address, texts, 5_000))
	}
	return []figures.Row{
		figures.AtLeast("inbound texts ÷ bare net/http handler, 64 connections", figures.Ratio(ours, bare), "ratio", 0.40),
		figures.Info("the same by processor time of all that take part",
			(least.each()+posting.each())/(pod.each()+redis.each()+load.each()), "ratio"),
		figures.Info("inbound texts", figures.Median(ours), "texts/s"),
		figures.Info("bare net/http handler", figures.Median(bare), "requests/s"),
		figures.Info("processor time of a text: the pod", pod.each(), "µs"),
		figures.Info("processor time of a text: Redis", redis.each(), "µs"),
		figures.Info("processor time of a text: the load generator", load.each(), "µs"),
		figures.Info("processor time of a request: bare net/http handler", least.each(), "µs"),
		figures.Below("inbound at 5000/s, open loop, p99", figures.Median(p99), "ms", 5),
	}
}

// status does the same with status callbacks.
func status(r *run) []figures.Row {
	server := r.redis()
	r.room(server, "bench.status", speakers)
	edge := r.edge(server.Address(), "bench.status")
	floor := r.child("floor")
	callbacks := &requests{make: signedStatus}
	var ours, bare []float64
	for range max(r.rounds/2, 1) {
		bare = append(bare, r.closed(floor.address, callbacks))
		ours = append(ours, r.closed(edge.address, callbacks))
	}
	return []figures.Row{
		figures.AtLeast("status callbacks ÷ bare net/http handler, 64 connections", figures.Ratio(ours, bare), "ratio", 0.6),
		figures.Info("status callbacks", figures.Median(ours), "callbacks/s"),
	}
}

func (r *run) edge(redis, room string) *child {
	return r.child("edge", "BENCH_REDIS="+redis, "BENCH_ROOM="+room)
}

// playFloor is the least that a handler of net/http can do with a form.
func playFloor(func(string) string) (string, func(), error) {
	return serve(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		_, _ = drain(q.Body)
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?><Response/>`))
	}))
}

func playEdge(env func(string) string) (string, func(), error) {
	roomprogram.CollectGarbage(env)
	client := store.Connect(store.Config{Addresses: []string{env("BENCH_REDIS")}})
	s, err := store.Open(context.Background(), client, env("BENCH_ROOM"), store.Options{Segments: segments, Effect: delivery.EffectOf})
	if err != nil {
		return "", nil, err
	}
	n, _ := strconv.Atoi(env("BENCH_RULES"))
	set, err := someRules(n)
	if err != nil {
		return "", nil, err
	}
	handler, stop, err := newEdge(s, set)
	if err != nil {
		return "", nil, err
	}
	address, closeServer, err := serve(handler)
	return address, func() {
		closeServer()
		stop()
		_ = client.Close()
	}, err
}

// newEdge is the room's webhook handler, as the program assembles it.
func newEdge(s *store.Store, set *rules.Set) (http.Handler, func(), error) {
	log := slog.New(slog.DiscardHandler)
	receipts := webhook.NewReceipts(s.Receipt, log)
	receipts.Start()
	settings := webhook.Settings{BaseURL: publicURL, Rules: set, Room: chat.Room{
		Name: "Bench", Number: roomNumber, Prefix: '#', Region: "US", TimeZone: time.UTC, MaxMembers: 1_000_000, Segments: segments,
	}}
	h, err := webhook.New(webhook.Config{
		Store: s, Receipts: receipts, Log: log, Metrics: prometheus.NewRegistry(), MediaKey: make([]byte, 32),
		CarrierURL:  "https://api.twilio.com",
		Settings:    func() webhook.Settings { return settings },
		Credentials: carrier.NewKeyring(carrier.Credentials{AccountSID: accountSID, AuthToken: authToken}).Current,
	})
	return h, func() { _ = receipts.Stop(context.Background()) }, err
}

func serve(h http.Handler) (string, func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	var serving sync.WaitGroup
	serving.Go(func() { _ = s.Serve(l) })
	return "http://" + l.Addr().String() + "/room", func() {
		_ = s.Close()
		serving.Wait()
	}, nil
}

var sids atomic.Int64

// fields are what Twilio sends with a text
// (https://www.twilio.com/docs/messaging/guides/webhook-request).
func fields(sid, from, text string) map[string]string {
	return map[string]string{
		"ToCountry": "US", "ToState": "CA", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "SAN FRANCISCO", "FromZip": "94105",
		"SmsSid": sid, "FromState": "CA", "SmsStatus": "received", "FromCity": "SAN FRANCISCO", "Body": text, "FromCountry": "US",
		"To": roomNumber, "ToZip": "94105", "NumSegments": "1", "MessageSid": sid, "AccountSid": accountSID, "From": from,
		"ApiVersion": "2010-04-01",
	}
}

func newSID() string { return fmt.Sprintf("SM%032x", sids.Add(1)) }

// signedText is a line of chat of one member after another.
func signedText() (path string, form url.Values, signature string) {
	return signedTextOf(1 + int(sids.Load()%speakers))
}

func signedTextOf(member int) (path string, form url.Values, signature string) {
	form = url.Values{}
	for name, value := range fields(newSID(), number(member), "see you at eight, bring the boat and the long rope") {
		form.Set(name, value)
	}
	return "/sms", form, carrier.Sign(authToken, publicURL+"/sms", form)
}

// signedStatus says sent and delivered of one text after another
// (https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks).
func signedStatus() (path string, form url.Values, signature string) {
	n := sids.Add(1)
	sid, state := fmt.Sprintf("SM%032x", n/2), []string{"sent", "delivered"}[n%2]
	form = url.Values{"ApiVersion": {"2010-04-01"}, "AccountSid": {accountSID}, "From": {roomNumber}, "To": {number(1 + int(n/2%speakers))},
		"SmsSid": {sid}, "MessageSid": {sid}, "SmsStatus": {state}, "MessageStatus": {state}, "RawDlrDoneDate": {"2611221200"}}
	path = "/status?d=b" + strconv.FormatInt(n/2/speakers+1, 10) + "." + strconv.FormatInt(1+n/2%speakers, 10)
	return path, form, carrier.Sign(authToken, publicURL+path, form)
}
