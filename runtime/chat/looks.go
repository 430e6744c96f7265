package chat

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// looks are what a nickname is easily taken for: two that have one in common look alike.
// They are Unicode's skeletons (UTS #39, section 4), of the nickname as it is written and
// of the key, for an I may be meant for an l and be read as an i.
func (n Nickname) looks() []string {
	written, key := look(norm.NFKC.String(n.display)), look(n.key)
	if written == key {
		return []string{key}
	}
	return []string{written, key}
}

// look is a skeleton without regard to case. Unicode takes every m for rn; here every rn is
// taken for m, which tells the same nicknames apart and leaves most of them as they are: a
// nickname that is its own look needs no second key.
func look(s string) string { return strings.ReplaceAll(foldKey(skeleton(s)), "rn", "m") }

// LooksLike says whether one nickname is easily taken for the other.
func (n Nickname) LooksLike(other Nickname) bool {
	theirs := other.looks()
	return slices.ContainsFunc(n.looks(), func(look string) bool { return slices.Contains(theirs, look) })
}

// LookKeys are the keys, besides Key, under which the store has to find whoever has this
// nickname when a nickname that looks like it is asked for.
func (n Nickname) LookKeys() []string {
	var keys []string
	for _, look := range n.looks() {
		if look != n.key {
			keys = append(keys, lookKey(look))
		}
	}
	return keys
}

// likeKeys are all keys under which the store may know somebody whose nickname looks like
// this one.
func (n Nickname) likeKeys() []string {
	var keys []string
	for _, look := range n.looks() {
		if look != n.key {
			keys = append(keys, look)
		}
		keys = append(keys, lookKey(look))
	}
	return keys
}

// lookKey sets looks apart from keys: what somebody types is cut at white space.
func lookKey(look string) string { return " " + look }

// skeleton puts in the place of each character what it is easily taken for.
func skeleton(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if i, ok := slices.BinarySearchFunc(lookalikes[:], r, byCharacter); ok {
			b.WriteString(lookalikes[i].to)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFD.String(b.String())
}

// lookalike is one line of Unicode's table.
type lookalike struct {
	from rune
	to   string
}

func byCharacter(l lookalike, r rune) int { return cmp.Compare(l.from, r) }
