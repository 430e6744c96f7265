package twiliosim

import (
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"time"
)

// serviceBook holds the Messaging Services.
type serviceBook struct {
	mu   sync.RWMutex
	list []*Service
}

// Service is a Messaging Service: a pool of numbers with a webhook of its own.
type Service struct {
	sim     *Sim
	account *Account
	sid     string
	created time.Time
	optOuts optOuts

	mu      sync.RWMutex
	set     ServiceSettings
	updated time.Time
	numbers []*Number
	// campaign is registered for it, nil if none is.
	campaign *Campaign
}

// ServiceSettings are what the owner of a Messaging Service sets.
type ServiceSettings struct {
	FriendlyName string
	// InboundRequestURL gets inbound messages. Without it, and without UseInboundWebhookOnNumber,
	// they are dropped and not even logged.
	InboundRequestURL, InboundMethod string
	FallbackURL, FallbackMethod      string
	StatusCallback, Usecase          string
	UseInboundWebhookOnNumber        bool
	StickySender, MmsConverter       bool
	SmartEncoding, AreaCodeGeomatch  bool
	ValidityPeriod                   int // seconds
	// AdvancedOptOut adds OptOutType to webhooks. It is set in the console, not by the API.
	AdvancedOptOut bool
	// StopWord and StartWord are what Advanced Opt-Out takes besides the words that it always
	// takes; empty: nothing.
	StopWord, StartWord string
}

// AddService makes a Messaging Service.
func (a *Account) AddService(set ServiceSettings) *Service {
	now := a.sim.now()
	service := &Service{sim: a.sim, account: a, sid: a.sim.mint.next("MG"), created: now, updated: now, set: set.withDefaults()}
	a.sim.services.mu.Lock()
	defer a.sim.services.mu.Unlock()
	a.sim.services.list = append(a.sim.services.list, service)
	return service
}

func (set ServiceSettings) withDefaults() ServiceSettings {
	if set.InboundMethod == "" {
		set.InboundMethod = "POST"
	}
	if set.FallbackMethod == "" {
		set.FallbackMethod = "POST"
	}
	if set.ValidityPeriod == 0 {
		set.ValidityPeriod = 36000
	}
	if set.Usecase == "" {
		set.Usecase = "undeclared"
	}
	return set
}

// SID returns MG and 32 hex digits.
func (s *Service) SID() string { return s.sid }

// Settings returns what is set.
func (s *Service) Settings() ServiceSettings {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.set
}

// Change edits the settings, as the console would.
func (s *Service) Change(edit func(*ServiceSettings)) {
	s.mu.Lock()
	edit(&s.set)
	s.updated = s.sim.now()
	s.mu.Unlock()
}

// Numbers lists the sender pool.
func (s *Service) Numbers() []*Number {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.numbers)
}

// Add puts a number into the pool, false if it is in one already (21710 and 21712).
func (s *Service) Add(n *Number) bool {
	n.mu.Lock()
	if n.service != nil {
		n.mu.Unlock()
		return false
	}
	n.service = s
	n.mu.Unlock()
	s.mu.Lock()
	s.numbers = append(s.numbers, n)
	s.mu.Unlock()
	return true
}

func (s *Service) remove(n *Number) {
	n.mu.Lock()
	n.service = nil
	n.mu.Unlock()
	s.mu.Lock()
	s.numbers = slices.DeleteFunc(s.numbers, func(o *Number) bool { return o == n })
	s.mu.Unlock()
}

// pick chooses a sender, always the same for a phone, nil if the pool is empty.
func (s *Service) pick(to string) *Number {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(s.numbers) == 0 {
		return nil
	}
	hash := fnv.New32a()
	hash.Write([]byte(to))
	return s.numbers[int(hash.Sum32())%len(s.numbers)]
}

func (s *Service) drops() bool {
	set := s.Settings()
	return set.InboundRequestURL == "" && !set.UseInboundWebhookOnNumber
}

func (s *Service) usesNumber() bool { return s.Settings().UseInboundWebhookOnNumber }

// keywordOf reads a text as Advanced Opt-Out does with words of its own.
func (s *Service) keywordOf(body string) keyword {
	set := s.Settings()
	switch word := strings.TrimSpace(body); {
	case !set.AdvancedOptOut || word == "":
		return keywordNone
	case strings.EqualFold(word, set.StopWord):
		return keywordStop
	case strings.EqualFold(word, set.StartWord):
		return keywordStart
	}
	return keywordNone
}

func (s *Service) advancedOptOut() bool   { return s.Settings().AdvancedOptOut }
func (s *Service) statusCallback() string { return s.Settings().StatusCallback }

func (s *Service) target() target {
	set := s.Settings()
	return target{set.InboundRequestURL, set.InboundMethod, set.FallbackURL, set.FallbackMethod}
}

// find returns a service of an account, nil if there is none.
func (b *serviceBook) find(account *Account, sid string) *Service {
	for _, s := range b.of(account) {
		if s.sid == sid {
			return s
		}
	}
	return nil
}

func (b *serviceBook) of(account *Account) []*Service {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var mine []*Service
	for _, s := range b.list {
		if s.account == account {
			mine = append(mine, s)
		}
	}
	return mine
}

func (b *serviceBook) remove(service *Service) {
	b.mu.Lock()
	b.list = slices.DeleteFunc(slices.Clone(b.list), func(s *Service) bool { return s == service })
	b.mu.Unlock()
	for _, n := range service.Numbers() {
		service.remove(n)
	}
}
