package extension

import (
	"net/http"
	"sync"
	"time"
)

const (
	// openAfter is how many failures in a row open an endpoint's breaker.
	openAfter = 5
	// openFor is how long it is left alone then, before one call tries it.
	openFor = 30 * time.Second
	// maxBreakers bounds what is remembered; endpoints come and go with rules and commands.
	maxBreakers = 1000
)

// breakers keep calls from endpoints that fail: after some failures in a row they fail at
// once, and now and then a single call tries whether that is over. Each pod learns by itself.
type breakers struct {
	now func() time.Time

	mu  sync.Mutex
	all map[string]*breaker
}

// breaker is one endpoint's.
type breaker struct {
	fails int
	// until is when the next call may try; zero while calls go through.
	until time.Time
	// trying says that one does.
	trying bool
}

// enter lets a call through or says why not. Who gets through has to leave.
func (b *breakers) enter(endpoint string) *Failure {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.of(endpoint)
	switch {
	case one.until.IsZero():
		return nil
	case one.trying || b.now().Before(one.until):
		return failure(ResultOpen, "the service has failed several times in a row and is left alone for a while")
	}
	one.trying = true
	return nil
}

// leave notes how a call went.
func (b *breakers) leave(endpoint string, f *Failure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.of(endpoint)
	one.trying = false
	if f == nil || !f.ill() {
		*one = breaker{}
		return
	}
	if one.fails++; one.fails >= openAfter {
		one.until = b.now().Add(openFor)
	}
}

// ill says that the service, and not just this call, is in trouble.
func (f *Failure) ill() bool {
	switch f.Kind {
	case ResultTimeout, ResultConnect, ResultTooLarge:
		return true
	}
	return f.Status >= http.StatusInternalServerError
}

func (b *breakers) of(endpoint string) *breaker {
	one, ok := b.all[endpoint]
	if !ok {
		if b.all == nil || len(b.all) >= maxBreakers {
			b.all = map[string]*breaker{}
		}
		one = &breaker{}
		b.all[endpoint] = one
	}
	return one
}
