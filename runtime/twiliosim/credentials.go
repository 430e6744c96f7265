package twiliosim

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// principal is who a request comes from.
type principal struct {
	account *Account
	key     bool // an API key, which must not touch the account itself
}

// credentials maps a whole Authorization header to who it stands for, so that checking one
// costs a look-up and no decoding. It is replaced as a whole when a token or key changes.
type credentials map[string]principal

// reindexCredentials rebuilds the table after a change.
func (s *Sim) reindexCredentials() {
	s.credentialsMu.Lock()
	defer s.credentialsMu.Unlock()
	table := credentials{}
	for _, a := range s.accounts() {
		a.mu.RLock()
		table[basicAuth(a.sid, a.primary)] = principal{account: a}
		if a.secondary != "" {
			table[basicAuth(a.sid, a.secondary)] = principal{account: a}
		}
		for sid, secret := range a.keys {
			table[basicAuth(sid, secret)] = principal{account: a, key: true}
		}
		a.mu.RUnlock()
	}
	s.credentials.Store(&table)
}

func basicAuth(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// authenticate finds out who sent a request.
func (s *Sim) authenticate(r *http.Request) (principal, bool) {
	header := r.Header.Get("Authorization")
	if p, ok := (*s.credentials.Load())[header]; ok {
		return p, true
	}
	scheme, value, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return principal{}, false
	}
	p, ok := (*s.credentials.Load())["Basic "+value]
	return p, ok
}

// authorize returns the account that a request's path names, if the sender may act for it.
func (s *Sim) authorize(r *http.Request, sid string) (*Account, error) {
	who, ok := s.authenticate(r)
	if !ok {
		return nil, unauthorized()
	}
	account := who.account
	if sid != account.sid {
		if account = s.account(sid); account == nil || account.parent != who.account.sid {
			return nil, unauthorized()
		}
	}
	if account.isSuspended() {
		return nil, &Problem{Status: http.StatusForbidden, Code: 20005, Message: "Account not active"}
	}
	return account, nil
}
