package chat

import "unicode"

// characterEnd is the byte at which text can be cut within room units without taking
// a character apart. A "character" longer than room is cut between code points.
func characterEnd(text string, room int) int {
	var clusters clusterBreaks
	end, last, used := 0, 0, 0
	for i, r := range text {
		if clusters.breakBefore(r) {
			end = i
		}
		last = i
		if used += unitsOf(r); used > room {
			break
		}
	}
	if end == 0 {
		return last
	}
	return end
}

// clusterBreaks finds where characters begin: the rules of UAX #29 that matter for
// what is texted (marks, emoji sequences, flags, jamo).
type clusterBreaks struct {
	before rune
	flags  int // regional indicators in a row before here
}

func (c *clusterBreaks) breakBefore(r rune) bool {
	before, flags := c.before, c.flags
	c.before, c.flags = r, 0
	if regionalIndicator(r) {
		c.flags = flags + 1
	}
	switch {
	case before == zeroWidthJoiner, extends(r):
		return false
	case regionalIndicator(r):
		return flags%2 == 0
	}
	return !jamo(before, r)
}

const zeroWidthJoiner = '\u200d'

// extends holds for what belongs to the character before it.
func extends(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r == zeroWidthJoiner, r == '\u200c':
		return true
	case r >= 0x1F3FB && r <= 0x1F3FF: // skin tones
		return true
	case r >= 0xE0020 && r <= 0xE007F: // tags, in the flags of Scotland and Wales
		return true
	case r == 0xFF9E || r == 0xFF9F: // half-width voiced sound marks
		return true
	}
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc)
}

func regionalIndicator(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// jamo holds for two letters of one Hangul syllable.
func jamo(before, r rune) bool {
	leading := before >= 0x1100 && before <= 0x115F
	vowel := before >= 0x1160 && before <= 0x11A7 || before >= 0xAC00 && before <= 0xD7A3
	trailing := before >= 0x11A8 && before <= 0x11FF
	switch {
	case r >= 0x1100 && r <= 0x115F, r >= 0xAC00 && r <= 0xD7A3:
		return leading
	case r >= 0x1160 && r <= 0x11A7:
		return leading || vowel
	case r >= 0x11A8 && r <= 0x11FF:
		return vowel || trailing
	}
	return false
}
