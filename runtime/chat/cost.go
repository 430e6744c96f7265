package chat

// MMSSegments is what a text with pictures counts for rate, budget and figures, in segments:
// about what it costs against an SMS.
// Source: https://www.twilio.com/en-us/sms/pricing/us
const MMSSegments = 3

// MaxPictures is how many pictures a message can have
// (https://www.twilio.com/docs/api/errors/21623).
const MaxPictures = 10

// costOf is what one part costs for one phone, in segments.
func (r *Room) costOf(part Broadcast) int64 {
	if len(part.Media) > 0 {
		return MMSSegments
	}
	return int64(r.Segments(part.Body))
}

// cost is what all parts cost for one phone.
func (r *Room) cost(parts []Broadcast) (segments int64) {
	for _, part := range parts {
		segments += r.costOf(part)
	}
	return segments
}

// dearest is what the part costs that costs most.
func (r *Room) dearest(parts []Broadcast) (segments int64) {
	for _, part := range parts {
		segments = max(segments, r.costOf(part))
	}
	return segments
}
