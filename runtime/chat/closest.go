package chat

import (
	"slices"
	"strings"
)

// closest finds the word most like the one that somebody typed, or "" when nothing
// is near enough to be a slip of the thumb. Ties go to the first.
func closest(typed string, words []string) string {
	want := []rune(typed)
	if len(want) == 0 || len(want) > 2*maxNickname {
		return ""
	}
	best, bestDistance := "", slip(len(want))+1
	var d distances
	for _, word := range words {
		if len(want) > 1 && strings.HasPrefix(word, typed) && bestDistance > 1 {
			// Half a word is nearer than a wrong one.
			best, bestDistance = word, 1
			continue
		}
		if distance := d.between(want, []rune(word), bestDistance); distance < bestDistance {
			best, bestDistance = word, distance
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

// distances are three rows of the edit distance's table, kept from word to word.
type distances [3][]int

// between counts insertions, deletions, substitutions and swaps of neighbours (the
// optimal string alignment distance). What will be limit or more is told as limit.
func (d *distances) between(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	for i := range d {
		d[i] = slices.Grow(d[i][:0], len(b)+1)[:len(b)+1]
	}
	before, above, row := d[0], d[1], d[2]
	for j := range above {
		above[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			row[j+1] = step(a, b, i, j, before, above, row)
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

func step(a, b []rune, i, j int, before, above, row []int) int {
	change := above[j]
	if a[i] != b[j] {
		change++
	}
	distance := min(change, above[j+1]+1, row[j]+1)
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		distance = min(distance, before[j-1]+1)
	}
	return distance
}
