package carrier

import (
	"unicode"
	"unicode/utf16"
)

// clusters yields the UTF-16 sizes of what readers see as one character: a letter with
// its accents, an emoji with its skin tone, a family, a flag, a Hangul syllable. It
// follows the boundary rules of Unicode's UAX #29 as far as they decide where a text
// message may be cut. A cluster that would not fit any segment is cut after all.
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
	units int
	last  rune
	flags int // regional indicators in a row
}

func (c *cluster) add(r rune, size int) {
	c.units += size
	c.last = r
	if isRegional(r) {
		c.flags++
	}
}

// continues reports whether r belongs to the cluster. The numbers are UAX #29's rules.
func (c *cluster) continues(r rune) bool {
	switch {
	case unicode.IsControl(c.last) || unicode.IsControl(r): // GB4, GB5; CR LF counts as two here
		return false
	case isExtend(r), isSpacingMark(r): // GB9, GB9a
		return true
	case c.last == zeroWidthJoiner: // GB11
		return isPictograph(r)
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
	case r >= 0x1F3FB && r <= 0x1F3FF: // skin tones
		return true
	case r == 0xFF9E, r == 0xFF9F: // half-width voicing marks
		return true
	}
	return unicode.In(r, unicode.Mn, unicode.Me) || (r >= 0xE0020 && r <= 0xE007F)
}

func isSpacingMark(r rune) bool {
	return r >= 0x900 && (unicode.Is(unicode.Mc, r) || r == 0xE33 || r == 0xEB3)
}

func isRegional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

func isPictograph(r rune) bool {
	return (r >= 0x1F000 && r <= 0x1FAFF) || (r >= 0x2190 && r <= 0x2BFF && unicode.Is(unicode.So, r)) ||
		(r >= 0x2600 && r <= 0x27BF)
}

// hangulContinues joins the parts of a Korean syllable.
func hangulContinues(last, r rune) bool {
	leading := last >= 0x1100 && last <= 0x115F
	vowel := (last >= 0x1160 && last <= 0x11A7) || isSyllable(last, true)
	trailing := (last >= 0x11A8 && last <= 0x11FF) || isSyllable(last, false)
	switch {
	case r >= 0x1160 && r <= 0x11A7:
		return leading || vowel
	case r >= 0x11A8 && r <= 0x11FF:
		return vowel || trailing
	case r >= 0x1100 && r <= 0x115F, r >= 0xAC00 && r <= 0xD7A3:
		return leading
	}
	return false
}

// isSyllable reports whether r is a whole syllable without (open) or with a final consonant.
func isSyllable(r rune, open bool) bool {
	return r >= 0xAC00 && r <= 0xD7A3 && ((r-0xAC00)%28 == 0) == open
}
