package carrier

import "strings"

// look-alikes that phones put in by themselves, and what people meant.
var lookAlikes = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "ʼ", "'",
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-",
	"…", "...",
	"\u00a0", " ", "\u2007", " ", "\u202f", " ",
)

// Plain turns curly quotes, dashes, ellipses and non-breaking spaces plain when, and
// only when, that saves a segment. Otherwise the text stays as it was written.
func Plain(body string) string {
	before := Segments(body)
	if before.Encoding == GSM7 {
		return body
	}
	plain := lookAlikes.Replace(body)
	if plain == body || utf16Units(plain) > max(MaxBody, before.Units) {
		return body
	}
	if Segments(plain).Segments < before.Segments {
		return plain
	}
	return body
}
