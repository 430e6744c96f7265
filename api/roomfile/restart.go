package roomfile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// setting is a part of the file under the name that people know it by.
type setting struct {
	field string
	of    func(File) any
}

// atStart are the settings that a room takes when it starts and not again. Whoever makes
// a room follow one of them takes it off here, and rooms are no longer restarted for it.
func atStart() []setting {
	return []setting{
		{"carrier.baseURL", func(f File) any { return f.Carrier.BaseURL }},
		{"redis", func(f File) any { return f.Redis }},
		{"chat.retention", func(f File) any { return f.Chat.Retention }},
	}
}

// RestartFields names the settings that differ and that a running room cannot take over.
// What is left out equals its default.
func RestartFields(last, next File) []string {
	last, next = filled(last), filled(next)
	var fields []string
	for _, s := range atStart() {
		if digest(s.of(last)) != digest(s.of(next)) {
			fields = append(fields, s.field)
		}
	}
	return fields
}

// RestartDigest is the same for two files of which a room that runs with one can take
// over the other.
func RestartDigest(f File) string {
	f = filled(f)
	var parts []any
	for _, s := range atStart() {
		parts = append(parts, s.of(f))
	}
	return digest(parts)
}

// Place names the data that a Redis holds: two sections with another place are another
// Redis, however one signs in.
func (r *Redis) Place() string {
	if r == nil {
		return ""
	}
	addresses := slices.Sorted(slices.Values(r.Addresses))
	return digest([]any{strings.Join(addresses, ","), r.MasterName, r.Database})
}

func filled(f File) File {
	f = *f.DeepCopy()
	f.Defaults()
	return f
}

// digest relies on JSON that leaves empty fields out: a field that a later release adds
// changes no digest before it is set.
func digest(part any) string {
	text, err := json.Marshal(part)
	if err != nil {
		panic(err) // settings are strings, numbers and lists of them
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
