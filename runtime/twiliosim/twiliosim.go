package twiliosim

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how the carrier behaves. The zero value is Twilio as published, with one account.
type Options struct {
	// Accounts that exist from the start; none makes one with DefaultAccountSID and DefaultAuthToken.
	Accounts []AccountOptions
	// Seed makes the SIDs differ between two simulators.
	Seed uint64
	// Speed makes the carrier's own time run faster: queues, validity, delivery. 0 means 1.
	// Webhook timeouts and retries stay in real time, because the other side lives there.
	Speed float64
	// Rates by number type in segments a second; a zero field is Twilio's public figure.
	Rates Rates
	// Unpaced turns throughput and queue limits off.
	Unpaced bool
	// DeliveryTime passes between sent and delivered; 0 means 50 ms.
	DeliveryTime time.Duration
	// Latency is added to every answer of the API.
	Latency time.Duration
	// MaxConcurrent is how many API requests of all accounts may run at once; more get 20429. 0 means no limit.
	MaxConcurrent int
	// ForgetMessages keeps no messages, for load without memory: they cannot be fetched or listed.
	ForgetMessages bool
	// MediaNeedsAuth asks for the account's credentials where inbound media is fetched.
	MediaNeedsAuth bool
	// SendingCallbacks adds a callback for the status sending.
	SendingCallbacks bool
	// CallbackWorkers is how many status callbacks are on their way at once; 0 means 64.
	CallbackWorkers int
	// EnforceRegistration lets texts to US phones end undelivered unless the sender is registered: a
	// long code by the campaign of its Messaging Service, a toll-free number by its verification.
	EnforceRegistration bool
	// LoopGuard fails messages with 14107 after so many to one phone with gaps under 30 s; 0 turns it off.
	LoopGuard int
	// StockPerArea is how many numbers each area code has for sale; 0 means 50.
	StockPerArea int
	// Hosts maps a host (or host:port) of a webhook URL to the address that is dialled instead.
	Hosts map[string]string
	// RootCAs are trusted for webhooks by HTTPS; nil means the system's.
	RootCAs *x509.CertPool
	// BaseURL is where others reach the simulator, if it is not where Start listens.
	BaseURL string
	// Log gets a line for what an owner should know, such as a webhook that failed; nil discards.
	Log *slog.Logger
	// Now is the clock for dates and queues; nil means time.Now.
	Now func() time.Time
}

// Credentials of the account that exists when Options name none.
const (
	DefaultAccountSID = "AC5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"
	DefaultAuthToken  = "7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b7b"
)

// Sim is a Twilio. It is an http.Handler; Start gives it a listener of its own.
type Sim struct {
	opts Options
	now  func() time.Time
	log  *slog.Logger
	mint *sidMint

	accountsMu    sync.RWMutex
	accountList   []*Account
	credentialsMu sync.Mutex
	credentials   atomic.Pointer[credentials]

	numbers       numberBook
	services      serviceBook
	messages      messageLog
	phones        phoneBook
	media         mediaStore
	faults        faultList
	events        hub
	loops         loopGuard
	counts        counters
	hooks         *hookClient
	control       http.Handler
	inFlight      atomic.Int64
	callbackSlots chan struct{}
	lastBody      atomic.Pointer[string]
	lastCount     atomic.Pointer[countedBody]

	tasks   tasks
	ctx     context.Context
	cancel  context.CancelFunc
	base    atomic.Pointer[string]
	servers sync.Mutex
	server  *http.Server
	served  chan struct{}
}

// New returns a simulator. Close ends what it started.
func New(opts Options) *Sim {
	opts = withDefaults(opts)
	s := &Sim{opts: opts, now: opts.Now, log: opts.Log, mint: newSIDMint(opts.Seed), callbackSlots: make(chan struct{}, opts.CallbackWorkers), hooks: newHookClient(opts)}
	s.faults.count = &s.counts.Faults
	s.control = s.newControl()
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.base.Store(&opts.BaseURL)
	s.numbers.sold = map[string]bool{}
	s.credentials.Store(&credentials{})
	for _, a := range opts.Accounts {
		s.AddAccount(a)
	}
	return s
}

func withDefaults(o Options) Options {
	if len(o.Accounts) == 0 {
		o.Accounts = []AccountOptions{{SID: DefaultAccountSID, AuthToken: DefaultAuthToken}}
	}
	if o.Speed <= 0 {
		o.Speed = 1
	}
	if o.DeliveryTime <= 0 {
		o.DeliveryTime = 50 * time.Millisecond
	}
	if o.CallbackWorkers <= 0 {
		o.CallbackWorkers = 64
	}
	if o.StockPerArea <= 0 {
		o.StockPerArea = 50
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Start listens on addr (such as "127.0.0.1:0") and returns the base URL of the API.
func (s *Sim) Start(addr string) (string, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("start the carrier simulator on %s: %w", addr, err)
	}
	return s.Serve(listener), nil
}

// Serve answers on a listener, which Close closes, and returns the base URL of the API.
func (s *Sim) Serve(listener net.Listener) string {
	s.servers.Lock()
	defer s.servers.Unlock()
	if s.opts.BaseURL == "" {
		base := "http://" + listener.Addr().String()
		s.base.Store(&base)
	}
	s.server, s.served = &http.Server{Handler: s, ReadHeaderTimeout: 30 * time.Second}, make(chan struct{})
	go func(server *http.Server, done chan struct{}) {
		defer close(done)
		if err := server.Serve(listener); err != http.ErrServerClosed {
			s.log.Error("the simulator stopped listening", "error", err)
		}
	}(s.server, s.served)
	return s.BaseURL()
}

// BaseURL is where the API is, without a slash at the end; empty before Start.
func (s *Sim) BaseURL() string { return *s.base.Load() }

// Close ends everything: hung requests, open streams, webhooks on their way. It waits for all of it.
func (s *Sim) Close() error {
	s.cancel()
	s.servers.Lock()
	defer s.servers.Unlock()
	var err error
	if s.server != nil {
		err = s.server.Close()
		<-s.served
		s.server = nil
	}
	s.tasks.close()
	s.hooks.close()
	if err != nil {
		return fmt.Errorf("close the carrier simulator: %w", err)
	}
	return nil
}

// AddAccount makes another account. It panics on a SID that exists already: a test would
// otherwise go on with the wrong one.
func (s *Sim) AddAccount(o AccountOptions) *Account {
	a := &Account{sim: s, sid: o.SID, parent: o.ParentSID, name: o.FriendlyName, trial: o.Trial, created: s.now(),
		primary: o.AuthToken, keys: map[string]string{}, verified: o.Verified, regions: o.Regions}
	if a.sid == "" {
		a.sid = s.mint.next("AC")
	}
	if a.primary == "" {
		a.primary = s.mint.token()
	}
	if a.name == "" {
		a.name = "Account " + a.sid[2:8]
	}
	if s.account(a.sid) != nil {
		panic("twiliosim: account " + a.sid + " exists already")
	}
	s.accountsMu.Lock()
	s.accountList = append(s.accountList, a)
	s.accountsMu.Unlock()
	s.reindexCredentials()
	return a
}

// Account returns the first account.
func (s *Sim) Account() *Account { return s.accounts()[0] }

func (s *Sim) accounts() []*Account {
	s.accountsMu.RLock()
	defer s.accountsMu.RUnlock()
	return s.accountList[:len(s.accountList):len(s.accountList)]
}

func (s *Sim) account(sid string) *Account {
	for _, a := range s.accounts() {
		if a.sid == sid {
			return a
		}
	}
	return nil
}

// real turns a duration of the carrier's time into real nanoseconds.
func (s *Sim) real(d time.Duration) int64 { return int64(float64(d) / s.opts.Speed) }
