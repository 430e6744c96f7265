package store

// NewPipeline lets tests share round trips without a room.
var NewPipeline = newPipeline

// UnpackFields reads what a message keeps of the carrier's parameters.
var UnpackFields = unpackFields

// Waiting is how many callers wait for a trip.
func (s *shared[T]) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}
