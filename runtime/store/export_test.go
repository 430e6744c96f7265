package store

// NewShared lets tests share round trips without a room.
var NewShared = newShared

// Waiting is how many callers wait for a trip.
func (s *shared) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}
