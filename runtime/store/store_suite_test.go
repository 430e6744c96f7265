package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

func TestStore(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "store")
}

// Every suite of this package runs against both servers, as a user who may do nothing but
// the room's work: a single one, and a Cluster, which refuses scripts that touch keys of
// different slots.
var (
	single, clustered *redistest.Server
	servers           = []struct {
		name   string
		server **redistest.Server
	}{{"standalone", &single}, {"cluster", &clustered}}
)

var _ = BeforeSuite(func(ctx SpecContext) {
	before := gleak.Goroutines()
	DeferCleanup(func() { Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
	var err error
	single, err = redistest.New()
	Expect(err).NotTo(HaveOccurred())
	clustered, err = redistest.NewCluster()
	Expect(err).NotTo(HaveOccurred())
	for _, one := range servers {
		DeferCleanup((*one.server).Stop)
		Expect((*one.server).Start(ctx)).To(Succeed())
	}
})

// onEach describes the same for both servers.
func onEach(text string, body func(open func() *room)) bool {
	for _, one := range servers {
		Describe(text+" ("+one.name+")", func() {
			body(func() *room { return openRoom(*one.server) })
		})
	}
	return true
}

// room is a store and the shortest way to say things to it.
type room struct {
	*store.Store
	server *redistest.Server
	client redis.UniversalClient
	prefix string
	sids   int
	// nights are everyone's who has quiet hours; nil: as the clocks say.
	nights []chat.Window
}

var rooms int

func openRoom(server *redistest.Server) *room {
	rooms++
	name := "ns.room" + string(rune('a'+rooms%26)) + time.Now().Format("150405.000000000")
	config, err := server.Limited(context.Background(), name)
	Expect(err).NotTo(HaveOccurred())
	client := store.Connect(config)
	DeferCleanup(client.Close)
	r := &room{server: server, client: client, prefix: "smack:{" + name + "}:"}
	r.Store, err = store.Open(context.Background(), client, name, store.Options{Effect: effectOf, Pause: pauseOf, Nights: r.nightsOf})
	Expect(err).NotTo(HaveOccurred())
	return r
}

// trio is a room with Ann, Bob and Cid, in which nothing waits.
func trio(open func() *room) *room {
	GinkgoHelper()
	r := open()
	r.join("Ann", ann)
	r.join("Bob", bob)
	r.join("Cid", cid)
	return r
}

// options opens the store anew with other options.
func (r *room) options(change func(*store.Options)) {
	GinkgoHelper()
	o := store.Options{Effect: effectOf, Pause: pauseOf, Nights: r.nightsOf}
	change(&o)
	var err error
	r.Store, err = store.Open(context.Background(), r.client, strings.TrimSuffix(strings.TrimPrefix(r.prefix, "smack:{"), "}:"), o)
	Expect(err).NotTo(HaveOccurred())
}

func segments(body string) int { return carrier.Segments(body).Segments }

func (r *room) nightsOf(q chat.Quiet, since, until time.Time) ([]chat.Window, error) {
	if r.nights == nil {
		return q.Windows(since, until)
	}
	return r.nights, nil
}

func effectOf(code int) store.Effect {
	switch code {
	case 21610:
		return store.OptedOut
	case 14107:
		return store.Guarded
	case 30003:
		return store.Failing
	case 21211:
		return store.Unreachable
	}
	return store.NoEffect
}

func pauseOf(code int, _ time.Time) *store.Pause {
	switch code {
	case 30023:
		return &store.Pause{For: time.Hour, Why: "the day's cap", Cap: true}
	case 30034:
		return &store.Pause{For: time.Minute, Why: "not registered"}
	case 30001: // over at once
		return &store.Pause{For: time.Millisecond, Why: "overflow"}
	}
	return nil
}

func nickname(name string) chat.Nickname { return chat.StoredNickname(name, name) }

func (r *room) facts(from chat.E164, need chat.Need) chat.Facts {
	GinkgoHelper()
	f, err := r.Facts(context.Background(), from, need)
	Expect(err).NotTo(HaveOccurred())
	return f
}

func (r *room) sid() string {
	r.sids++
	return "SM" + time.Now().Format("150405.000000000") + string(rune('a'+r.sids%26))
}

// commit decides nothing: it commits an outcome against fresh facts.
func (r *room) commit(from chat.E164, out chat.Outcome) store.Committed {
	GinkgoHelper()
	need := chat.Need{Members: true}
	c, err := r.Commit(context.Background(), store.Inbound{SID: r.sid(), From: from, Fields: map[string]string{"From": string(from)}},
		r.facts(from, need), out)
	Expect(err).NotTo(HaveOccurred())
	return c
}

func (r *room) join(name string, number chat.E164) chat.MemberID {
	GinkgoHelper()
	r.commit(number, chat.Outcome{Changes: []chat.Change{chat.Join{Number: number, Nickname: nickname(name), Consent: "#join " + name}}})
	return r.facts(number, chat.Need{}).Sender.ID
}

func (r *room) change(from chat.E164, changes ...chat.Change) {
	GinkgoHelper()
	r.commit(from, chat.Outcome{Changes: changes})
}

func (r *room) say(from chat.E164, bodies ...string) chat.Seq {
	GinkgoHelper()
	author := r.facts(from, chat.Need{}).Sender.ID
	var parts []chat.Broadcast
	for _, body := range bodies {
		parts = append(parts, chat.Broadcast{Author: author, Kind: chat.Chat, Body: body})
	}
	return r.commit(from, chat.Outcome{Broadcasts: parts}).First
}

const (
	ann = chat.E164("+14155550101")
	bob = chat.E164("+14155550102")
	cid = chat.E164("+14155550103")
	eve = chat.E164("+14155550199")
)
