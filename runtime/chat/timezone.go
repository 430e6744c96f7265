package chat

import (
	"slices"
	"strings"
)

// Look-alikes are made anew with -confusables alone, when Unicode has a new version of them.
//
//go:generate go run ./tablegen

// zoneNamed is the time zone of that name, in any case; ok is false if there is none. Only
// what is in the table counts: what a machine's own files have besides differs from pod to
// pod.
func zoneNamed(typed string) (name string, ok bool) {
	i, ok := slices.BinarySearch(zoneKeys[:], strings.ToLower(typed))
	if !ok {
		return "", false
	}
	return zoneNames[i], true
}
