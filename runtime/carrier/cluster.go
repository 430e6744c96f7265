package carrier

import (
	"unicode"
	"unicode/utf16"
)

// clusters yields the UTF-16 sizes of what readers see as one character: a letter with
// its accents, an emoji with its skin tone, a family, a flag, a Hangul syllable. It
// follows UAX #29 as of Unicode 10, because that is what Twilio's calculator follows:
// a newer emoji sequence may be cut inside. A cluster that would not fit any segment is
// cut after all.
// Source: https://www.unicode.org/reports/tr29/tr29-31.html
func clusters(s string, yield func(units int)) {
	var c cluster
	for _, r := range s {
		size := utf16.RuneLen(r)
		if c.units > 0 && (!c.continues(r) || c.units+size > capacities[UCS2].joined) {
			yield(c.units)
			c = cluster{}
		}
		c.add(r, size)
	}
	if c.units > 0 {
		yield(c.units)
	}
}

// cluster is the part of a cluster that has been read.
type cluster struct {
	units  int
	last   rune
	flags  int  // regional indicators in a row
	person bool // a skin tone may follow
}

func (c *cluster) add(r rune, size int) {
	c.units += size
	c.last = r
	switch {
	case isRegional(r):
		c.flags++
	case r != zeroWidthJoiner && isExtend(r): // a skin tone may follow these, too
	default:
		c.person = unicode.Is(emojiBases, r)
	}
}

// continues reports whether r belongs to the cluster. The letters are UAX #29's rules.
func (c *cluster) continues(r rune) bool {
	switch {
	case unicode.IsControl(c.last) || unicode.IsControl(r): // GB4, GB5; CR LF counts as two here
		return false
	case isExtend(r), isSpacingMark(r): // GB9, GB9a
		return true
	case unicode.Is(prepended, c.last): // GB9b
		return true
	case r >= 0x1F3FB && r <= 0x1F3FF: // GB10: skin tones
		return c.person
	case c.last == zeroWidthJoiner: // GB11
		return unicode.Is(gluedEmoji, r)
	case isRegional(r): // GB12, GB13: two make a flag
		return c.flags == 1
	}
	return hangulContinues(c.last, r) // GB6 to GB8
}

const (
	zeroWidthJoiner    = 0x200D
	zeroWidthNonJoiner = 0x200C
)

func isExtend(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r == zeroWidthJoiner, r == zeroWidthNonJoiner:
		return true
	case r == 0xFF9E, r == 0xFF9F: // half-width voicing marks
		return true
	case r >= 0xE0020 && r <= 0xE007F: // tags
		return true
	}
	return unicode.In(r, unicode.Mn, unicode.Me)
}

func isSpacingMark(r rune) bool {
	switch {
	case r < 0x900, unicode.Is(freeMarks, r):
		return false
	case r == 0xE33, r == 0xEB3: // Thai and Lao AM
		return true
	}
	return unicode.Is(unicode.Mc, r)
}

func isRegional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// hangulContinues joins the parts of a Korean syllable.
func hangulContinues(last, r rune) bool {
	leading := last >= 0x1100 && last <= 0x115F || last >= 0xA960 && last <= 0xA97C
	vowel := (last >= 0x1160 && last <= 0x11A7) || last >= 0xD7B0 && last <= 0xD7C6 || isSyllable(last, true)
	trailing := (last >= 0x11A8 && last <= 0x11FF) || last >= 0xD7CB && last <= 0xD7FB || isSyllable(last, false)
	switch {
	case r >= 0x1160 && r <= 0x11A7, r >= 0xD7B0 && r <= 0xD7C6:
		return leading || vowel
	case r >= 0x11A8 && r <= 0x11FF, r >= 0xD7CB && r <= 0xD7FB:
		return vowel || trailing
	case r >= 0x1100 && r <= 0x115F, r >= 0xA960 && r <= 0xA97C, r >= 0xAC00 && r <= 0xD7A3:
		return leading
	}
	return false
}

// isSyllable reports whether r is a whole syllable without (open) or with a final consonant.
func isSyllable(r rune, open bool) bool {
	return r >= 0xAC00 && r <= 0xD7A3 && ((r-0xAC00)%28 == 0) == open
}
