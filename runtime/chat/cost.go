package chat

// cost is what all parts cost for one phone, in segments.
func (r *Room) cost(parts []Broadcast) (segments int64) {
	for _, part := range parts {
		segments += int64(r.Segments(part.Body))
	}
	return segments
}

// dearest is what the part costs that costs most.
func (r *Room) dearest(parts []Broadcast) (segments int64) {
	for _, part := range parts {
		segments = max(segments, int64(r.Segments(part.Body)))
	}
	return segments
}
