package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/sandbox/loopback"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

// redis is a server with AOF everysec, as it is deployed.
func (r *run) redis() *redistest.Server {
	server := must(redistest.New())
	r.Cleanup(func() { _ = server.Stop() })
	check(server.Start(r.ctx))
	return server
}

// pid asks the server, because the process that started it keeps it to itself.
func (r *run) pid(client redis.UniversalClient) int {
	return must(strconv.Atoi(r.info(client, "server", "process_id")))
}

func (r *run) info(client redis.UniversalClient, section, field string) string {
	_, rest, _ := strings.Cut(must(client.Info(r.ctx, section).Result()), field+":")
	value, _, _ := strings.Cut(rest, "\r\n")
	return value
}

// room is a room in Redis, seen by this process.
type room struct {
	*store.Store
	run     *run
	client  redis.UniversalClient
	server  *redistest.Server
	name    string
	members int
	said    int
	// standing is the pod that serves a room over many measurements.
	standing *pod
}

func segments(body string) int { return carrier.Segments(body).Segments }

func openStore(r *run, server *redistest.Server, name string) (*store.Store, redis.UniversalClient) {
	client := store.Connect(server.Config())
	r.Cleanup(func() { _ = client.Close() })
	return must(store.Open(r.ctx, client, name, store.Options{Segments: segments, Effect: delivery.EffectOf})), client
}

// room makes a room with so many members, all of whom receive.
func (r *run) room(server *redistest.Server, name string, members int) *room {
	s, client := openStore(r, server, name)
	o := &room{Store: s, run: r, client: client, server: server, name: name, members: members}
	const step = 500
	for from := 1; from <= members; from += step {
		var out chat.Outcome
		for i := from; i < min(from+step, members+1); i++ {
			out.Changes = append(out.Changes, join(i))
		}
		o.commit(fmt.Sprint("SMjoin", from), "+14155559999", out)
	}
	return o
}

func join(i int) chat.Join {
	name := "member" + strconv.Itoa(i)
	return chat.Join{Number: chat.E164(number(i)), Nickname: chat.StoredNickname(name, name), Consent: "#join " + name}
}

// number is the phone of the i-th member.
func number(i int) string { return fmt.Sprintf("+1415%07d", 1_000_000+i) }

func (o *room) commit(sid string, from string, out chat.Outcome) {
	facts := must(o.Facts(o.run.ctx, chat.E164(from), chat.Need{}))
	must(o.Commit(o.run.ctx, store.Inbound{SID: sid, From: chat.E164(from), Fields: fields(sid, from, body)}, facts, out))
}

// say is a text of the first member to all others, committed as a pod commits the text of
// somebody whom it knows.
func (o *room) say() {
	o.said++
	from, sid := join(1), fmt.Sprint("SMsay", o.said)
	must(o.Post(o.run.ctx, store.Inbound{SID: sid, From: from.Number, Fields: fields(sid, string(from.Number), body)},
		chat.Premise{Member: 1, Nickname: from.Nickname},
		chat.Outcome{Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: body}}}))
}

// settled waits until nothing is due or in flight any more.
func (o *room) settled() {
	for ; ; time.Sleep(500 * time.Microsecond) {
		pipe := o.client.Pipeline()
		var left []*redis.IntCmd
		for _, class := range []string{"due_lane", "due_direct", "due_held", "due_look"} {
			left = append(left, pipe.ZCard(o.run.ctx, "smack:{"+o.name+"}:"+class))
		}
		_, err := pipe.Exec(o.run.ctx)
		check(err)
		if left[0].Val()+left[1].Val()+left[2].Val()+left[3].Val() == 0 {
			return
		}
	}
}

// pod is an engine in this process.
type pod struct {
	engine *delivery.Engine
	sent   atomic.Int64
	wanted atomic.Int64
	all    chan struct{}
}

func newCarrier(base string, observe func(carrier.Observation)) (*carrier.Client, error) {
	return carrier.New(carrier.Config{BaseURL: base, Observe: observe, MaxInFlight: workers,
		Credentials: carrier.NewKeyring(carrier.Credentials{AccountSID: accountSID, AuthToken: authToken}).Current})
}

func newEngine(s *store.Store, c *carrier.Client, rate int) (*delivery.Engine, error) {
	return delivery.New(s, c, delivery.Settings{
		Number: roomNumber, Rate: rate, Receipts: roomfile.ReceiptsSweep, StatusCallback: "https://sms.example.com/room/status",
	}, delivery.Options{})
}

func (o *room) pod(base string, rate int) *pod {
	p := &pod{all: make(chan struct{}, 1)}
	c := must(newCarrier(base, func(ob carrier.Observation) {
		if ob.Operation == "send" && ob.Class == "" && p.sent.Add(1) == p.wanted.Load() {
			p.all <- struct{}{}
		}
	}))
	s, _ := openStore(o.run, o.server, o.name)
	p.engine = must(newEngine(s, c, rate))
	p.engine.Start(o.run.ctx)
	o.run.Cleanup(func() {
		_ = p.engine.Stop(o.run.ctx)
		c.Close()
	})
	return p
}

// deliver says texts times something, waits until all of it is sent and written down, and
// gives deliveries a second.
func (o *room) deliver(p *pod, texts int) float64 {
	n := texts * (o.members - 1)
	before := p.sent.Load()
	begun := time.Now()
	o.sendAll(p, texts)
	o.settled()
	if took := p.sent.Load() - before; took != int64(n) {
		check(fmt.Errorf("%d were sent instead of %d", took, n))
	}
	return float64(n) / time.Since(begun).Seconds()
}

// sendAll says texts times something and waits until all of it is sent.
func (o *room) sendAll(p *pod, texts int) {
	n := texts * (o.members - 1)
	before := p.sent.Load()
	p.wanted.Store(before + int64(n))
	for range texts {
		o.say()
	}
	select {
	case <-p.all:
	case <-time.After(time.Minute):
		check(fmt.Errorf("%d of %d were sent", p.sent.Load()-before, n))
	}
}

// playPod is a pod in a process of its own, which has to use its Redis and carrier.
func playPod(env func(string) string) (string, func(), error) {
	client := store.Connect(store.Config{Addresses: []string{env("BENCH_REDIS")}})
	ctx := context.Background()
	s, err := store.Open(ctx, client, env("BENCH_ROOM"), store.Options{Segments: segments, Effect: delivery.EffectOf})
	if err != nil {
		return "", nil, err
	}
	c, err := newCarrier(env("BENCH_CARRIER"), nil)
	if err != nil {
		return "", nil, err
	}
	engine, err := newEngine(s, c, 0)
	if err != nil {
		return "", nil, err
	}
	engine.Start(ctx)
	return "pod", func() {
		_ = engine.Stop(ctx)
		_ = client.Close()
	}, nil
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress() string { return must(loopback.FreeAddress()) }

var errNotReady = errors.New("the room did not become ready")

func write(path, text string) { check(os.WriteFile(path, []byte(text), 0o600)) }
