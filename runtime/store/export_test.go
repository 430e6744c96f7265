package store

// NewShared lets tests share round trips without a room.
var NewShared = newShared

// UnpackFields reads what a message keeps of the carrier's parameters.
var UnpackFields = unpackFields

// Waiting is how many callers wait for a trip.
func (s *shared) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}
