package twiliosim

import (
	"slices"
	"sync"
)

// numberBook knows who owns which number, and which ones are gone for good.
type numberBook struct {
	mu    sync.RWMutex
	owned []*Number // in order of purchase
	index map[string]*Number
	sold  map[string]bool // bought by strangers, or released and not coming back
	empty map[string]bool // area codes that are sold out
}

// byAddress finds an owned number or short code, nil if there is none.
func (b *numberBook) byAddress(address string) *Number {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.index[address]
}

// bySID finds a number of an account.
func (b *numberBook) bySID(account *Account, sid string) *Number {
	for _, n := range b.of(account) {
		if n.sid == sid {
			return n
		}
	}
	return nil
}

// of lists an account's numbers and short codes, in order of purchase.
func (b *numberBook) of(account *Account) []*Number {
	b.mu.RLock()
	defer b.mu.RUnlock()
	var mine []*Number
	for _, n := range b.owned {
		if n.account == account {
			mine = append(mine, n)
		}
	}
	return mine
}

// add enters a number, false if somebody has it or it can't be had.
func (b *numberBook) add(n *Number) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.index[n.address] != nil || b.sold[n.address] {
		return false
	}
	if b.index == nil {
		b.index = map[string]*Number{}
	}
	b.index[n.address] = n
	b.owned = append(b.owned, n)
	return true
}

// remove takes a number out for good, false if it was gone already.
func (b *numberBook) remove(n *Number) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.index[n.address] != n {
		return false
	}
	delete(b.index, n.address)
	b.sold[n.address] = true
	b.owned = slices.DeleteFunc(b.owned, func(o *Number) bool { return o == n })
	return true
}

// forSale tells whether a number of an area can still be bought.
func (b *numberBook) forSale(area, address string) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.index[address] == nil && !b.sold[address] && !b.empty[area]
}

// Numbers lists what an account owns, short codes included, in order of purchase.
func (a *Account) Numbers() []*Number { return a.sim.numbers.of(a) }

// Number returns the owned number or short code with an address, nil if nobody owns it.
func (s *Sim) Number(address string) *Number { return s.numbers.byAddress(address) }

// Own gives the account a number that needs not be for sale, as if it had bought it long ago.
// It returns the number that is there already if the account owns it.
func (a *Account) Own(e164 string) *Number {
	n := a.sim.newNumber(a, e164)
	if a.sim.numbers.add(n) {
		return n
	}
	return a.sim.Number(e164)
}

// OwnShortCode gives the account a short code. They cannot be bought by the API.
func (a *Account) OwnShortCode(digits string) *Number {
	s := a.sim
	n := &Number{sim: s, account: a, sid: s.mint.next("SC"), address: digits, kind: ShortCode, country: "US",
		created: s.now(), updated: s.now(), set: newSettings(digits)}
	if s.numbers.add(n) {
		return n
	}
	return s.Number(digits)
}

// newNumber makes a number that nobody has entered yet.
func (s *Sim) newNumber(a *Account, e164 string) *Number {
	kind, country := kindOf(e164)
	return &Number{sim: s, account: a, sid: s.mint.next("PN"), address: e164, kind: kind, country: country,
		created: s.now(), updated: s.now(), set: newSettings(nationalFormat(e164))}
}

// Sell lets a stranger buy a number, so that the account that found it gets 21422.
func (s *Sim) Sell(e164 string) {
	s.numbers.mu.Lock()
	defer s.numbers.mu.Unlock()
	s.numbers.sold[e164] = true
}

// SellOut empties an area code (or with restock fills it again).
func (s *Sim) SellOut(areaCode string, restock ...bool) {
	s.numbers.mu.Lock()
	defer s.numbers.mu.Unlock()
	if s.numbers.empty == nil {
		s.numbers.empty = map[string]bool{}
	}
	s.numbers.empty[areaCode] = len(restock) == 0 || !restock[0]
}
