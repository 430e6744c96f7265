package store

import (
	"sync"

	"github.com/smackdev/smack/runtime/chat"
)

// maxSenders is how many senders are remembered at least.
const maxSenders = 4096

// senders remembers members whose facts were read. It may be wrong at any time: what is
// decided from it takes effect only if Redis knows the same (see Post).
//
// There are two maps in turns, so that those who text again stay and the others go.
type senders struct {
	mu            sync.Mutex
	recent, older map[chat.E164]chat.Member
}

func (s *senders) remember(number chat.E164, m *chat.Member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m == nil {
		delete(s.recent, number)
		delete(s.older, number)
		return
	}
	if s.recent == nil || len(s.recent) >= maxSenders {
		s.recent, s.older = map[chat.E164]chat.Member{}, s.recent
	}
	s.recent[number] = *m
}

func (s *senders) recall(number chat.E164) (chat.Member, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.recent[number]
	if !ok {
		if m, ok = s.older[number]; ok && len(s.recent) < maxSenders {
			s.recent[number] = m
		}
	}
	return m, ok
}

// said counts a text as the member's record does.
func (s *senders) said(number chat.E164) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, all := range []map[chat.E164]chat.Member{s.recent, s.older} {
		if m, ok := all[number]; ok {
			m.Messages++
			all[number] = m
		}
	}
}

// recallNoMore drops whom the outcome ends the membership of.
func (s *Store) recallNoMore(out chat.Outcome) {
	for _, change := range out.Changes {
		if left, ok := change.(chat.Leave); ok {
			s.senders.remember(left.Number, nil)
		}
	}
}

// Recall gives facts of a member as they were when Facts last read them, and nothing of
// the room. What is decided from them is good for Post alone. False for whom it does not
// remember.
func (s *Store) Recall(from chat.E164) (chat.Facts, bool) {
	m, ok := s.senders.recall(from)
	if !ok {
		return chat.Facts{}, false
	}
	return chat.Facts{Sender: &m, SenderNumber: chat.NumberFacts{Member: &m}}, true
}
