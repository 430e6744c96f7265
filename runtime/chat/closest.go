package chat

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// closest finds the word most like the one that somebody typed, or "" when nothing
// is near enough to be a slip of the thumb. Ties go to the first.
func closest(typed string, words []string) string {
	want := []rune(typed)
	if len(want) == 0 || len(want) > 2*maxNickname {
		return ""
	}
	best, limit := "", slip(len(want))+1
	var d distances
	for _, word := range words {
		// In a short word fewer letters may be wrong: #dm is no slip of #admn.
		bound := min(limit, slip(utf8.RuneCountInString(word))+1)
		if n := d.toWord(want, typed, word, bound); n < bound {
			best, limit = word, n
		}
	}
	return best
}

// slip is how many letters may be wrong in a word of n.
func slip(n int) int {
	switch {
	case n <= 2:
		return 1
	case n <= 5:
		return 2
	default:
		return 3
	}
}

// distances are three rows of the edit distance's table and the letters of a word,
// kept from word to word.
type distances struct {
	rows [3][]int
	word []rune
}

// toWord is how far the word is from what was typed. Half a word is nearer than a
// wrong one.
func (d *distances) toWord(want []rune, typed, word string, limit int) int {
	if len(want) > 1 && len(word) > len(typed) && strings.HasPrefix(word, typed) {
		return 1
	}
	if apart(len(want), utf8.RuneCountInString(word)) >= limit {
		return limit
	}
	d.word = d.word[:0]
	for _, r := range word {
		d.word = append(d.word, r)
	}
	return d.between(want, d.word, limit)
}

// between counts insertions, deletions, substitutions and swaps of neighbours (the
// optimal string alignment distance). What will be limit or more is told as limit.
func (d *distances) between(a, b []rune, limit int) int {
	a, b = withoutCommon(a, b)
	for i := range d.rows {
		d.rows[i] = slices.Grow(d.rows[i][:0], len(b)+1)[:len(b)+1]
	}
	before, above, row := d.rows[0], d.rows[1], d.rows[2]
	for j := range above {
		above[j] = j
	}
	for i := range a {
		if fill(a, b, i, before, above, row) >= limit {
			return limit
		}
		before, above, row = above, row, before
	}
	return min(above[len(b)], limit)
}

// fill computes one row and gives its least: the distance can't be less. (A swap looks
// back two rows, but never below the least of the row between.)
func fill(a, b []rune, i int, before, above, row []int) int {
	row[0] = i + 1
	least := row[0]
	for j := range b {
		change := above[j]
		if a[i] != b[j] {
			change++
		}
		distance := min(change, above[j+1]+1, row[j]+1)
		if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
			distance = min(distance, before[j-1]+1)
		}
		row[j+1] = distance
		least = min(least, distance)
	}
	return least
}

// withoutCommon cuts off what two words begin and end with alike.
func withoutCommon(a, b []rune) ([]rune, []rune) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

func apart(a, b int) int { return max(a-b, b-a) }
