package store

// NewPipeline lets tests share round trips without a room.
var NewPipeline = newPipeline

// UnpackFields reads what a message keeps of the carrier's parameters.
var UnpackFields = unpackFields

// PackedNumber is a number as packed parameters hold it.
func PackedNumber(number string) string {
	packed := packFields(map[string]string{"To": number})
	return string(packed[2:])
}

// PackNights and PackedEnd are how the nights to come are kept.
var (
	PackNights = packNights
	PackedEnd  = packedEnd
)

// DecodeEntry is the log as the room reads it.
var DecodeEntry = decodeEntry

// Library is files of lua/lib.
func Library(names ...string) (string, error) { return includes(names) }

// Waiting is how many callers wait for a trip.
func (s *shared[T]) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}
