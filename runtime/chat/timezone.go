package chat

import (
	"slices"
	"strings"
)

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

// A city is looked for from leastCity letters on: shorter words are abbreviations like PST,
// to which the nearest city has nothing to say. A slip leaves its first letter alone and
// changes its length by citySlip at most.
const (
	leastCity = 4
	citySlip  = 2
)

// zoneNear is the time zone that somebody may have meant, by its city.
func zoneNear(typed string) string {
	city := cityOf(strings.ToLower(typed))
	if len(city) < leastCity {
		return ""
	}
	var like, names []string
	for i, key := range zoneKeys {
		c := cityOf(key)
		if c == city {
			return zoneNames[i]
		}
		if len(c) < len(key) && c[0] == city[0] && apart(len(c), len(city)) <= citySlip {
			like, names = append(like, c), append(names, zoneNames[i])
		}
	}
	if i := slices.Index(like, closest(city, like)); i >= 0 {
		return names[i]
	}
	return ""
}

// cityOf is what follows the continent.
func cityOf(zone string) string { return zone[strings.LastIndexByte(zone, '/')+1:] }
