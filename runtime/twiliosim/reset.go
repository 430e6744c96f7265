package twiliosim

// Reset forgets messages, pictures, opt-outs, queues, faults, what phones show, and the counters.
// Numbers stay as they are, unless numbers is true: then all are given up and can be bought again.
func (s *Sim) Reset(numbers bool) {
	s.ClearFaults()
	s.messages.reset()
	s.media.clear()
	for _, a := range s.accounts() {
		for _, n := range a.Numbers() {
			n.optOuts.clear()
			n.queue.clear()
		}
		for _, service := range s.services.of(a) {
			service.optOuts.clear()
		}
	}
	for _, p := range s.Phones() {
		p.clear()
	}
	s.loops.clear()
	if numbers {
		s.giveUpNumbers()
	}
	s.counts.reset()
	s.publish(Event{Kind: EventReset})
}

// giveUpNumbers takes all numbers out of accounts and services.
func (s *Sim) giveUpNumbers() {
	for _, a := range s.accounts() {
		for _, n := range a.Numbers() {
			if service := n.inService(); service != nil {
				service.remove(n)
			}
		}
	}
	s.numbers.clear()
}

// clear deletes all pictures. Their positions are not used again.
func (m *mediaStore) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.pictures {
		m.pictures[i] = picture{deleted: true}
	}
}

func (p *Phone) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thread, p.off, p.landline = nil, false, false
	clear(p.taken)
}

func (g *loopGuard) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.runs = nil
}

func (b *numberBook) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.owned, b.index, b.sold, b.empty = nil, nil, map[string]bool{}, nil
}
