package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

// benchRoom is a room with so many members on a server of its own.
func benchRoom(b *testing.B, members int) *store.Store {
	b.Helper()
	server, err := redistest.New()
	must(b, err)
	must(b, server.Start(b.Context()))
	b.Cleanup(func() { _ = server.Stop() })
	client := store.Connect(server.Config())
	b.Cleanup(func() { _ = client.Close() })
	s, err := store.Open(b.Context(), client, "bench", store.Options{})
	must(b, err)
	for i := 1; i <= members; i++ {
		name := fmt.Sprint("m", i)
		commit(b, s, fmt.Sprint("SMjoin", i), phone(i), chat.Outcome{Changes: []chat.Change{
			chat.Join{Number: phone(i), Nickname: chat.StoredNickname(name, name)}}})
	}
	return s
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func commit(b *testing.B, s *store.Store, sid string, from chat.E164, out chat.Outcome) {
	facts, err := s.Facts(context.Background(), from, chat.Need{Chat: true})
	must(b, err)
	_, err = s.Commit(context.Background(), store.Inbound{SID: sid, From: from}, facts, out)
	must(b, err)
}

// BenchmarkCommit is what one chat text costs: its facts and its commit.
func BenchmarkCommit(b *testing.B) {
	for _, members := range []int{10, 1000, 5000} {
		b.Run(fmt.Sprintf("members=%d", members), func(b *testing.B) {
			s := benchRoom(b, members)
			var n atomic.Int64
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					commit(b, s, fmt.Sprint("SMchat", n.Add(1)), phone(1), chat.Outcome{Broadcasts: []chat.Broadcast{
						{Author: 1, Kind: chat.Chat, Body: "m1: a line as people write them"}}})
				}
			})
		})
	}
}

// BenchmarkPost is what a plain text costs of which sixty-four come at once.
func BenchmarkPost(b *testing.B) {
	s := benchRoom(b, 1000)
	var n atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			member := chat.MemberID(i%1000 + 1)
			name := fmt.Sprint("m", member)
			in := store.Inbound{SID: fmt.Sprintf("SM%032x", i), From: phone(int(member))}
			premise := chat.Premise{Member: member, Nickname: chat.StoredNickname(name, name), Chats: 1000}
			_, err := s.Post(context.Background(), in, premise, chat.Outcome{Broadcasts: []chat.Broadcast{
				{Author: member, Kind: chat.Chat, Body: name + ": a line as people write them"}}})
			if err != nil && !errors.Is(err, store.ErrConflict) {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkFanOut is what one recipient costs in Redis and in this process, requests
// to the carrier left out: one round trip for 64 of them.
func BenchmarkFanOut(b *testing.B) {
	for _, members := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprintf("members=%d", members), func(b *testing.B) {
			s := benchRoom(b, members)
			b.ResetTimer()
			for sent, n := 0, 0; sent < b.N; n++ {
				commit(b, s, fmt.Sprint("SMfan", n), phone(1), chat.Outcome{Broadcasts: []chat.Broadcast{
					{Author: 1, Kind: chat.Chat, Body: "m1: a line as people write them"}}})
				sent += walk(b, s, n)
			}
		})
	}
}

func walk(b *testing.B, s *store.Store, round int) (sent int) {
	for n := 0; ; n++ {
		job, _, err := s.Claim(context.Background(), store.Want{Token: fmt.Sprintf("%d.%d", round, n), Lanes: true, Lease: lease})
		must(b, err)
		if job == nil {
			return sent
		}
		want := store.WaveWant{Job: *job, Number: 1, Lease: lease}
		wave, err := s.BeginWave(context.Background(), want)
		must(b, err)
		for wave.Standing == store.Going {
			end := store.WaveEnd{SIDs: make([]string, len(wave.To))}
			for i, to := range wave.To {
				end.SIDs[i] = "SM0123456789abcdef0123456789abcdef" + to.Ref
			}
			sent += len(wave.To)
			next := want
			next.Number++
			wave, err = s.Turnover(context.Background(), want, end, next)
			must(b, err)
			want = next
		}
	}
}
