package twiliosim

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// overrides are the connection settings of one webhook URL, from its fragment.
// See https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides.
type overrides struct {
	connect, read, total time.Duration
	retries              int
	policy               []string
}

// failure says at which point a webhook failed, in the words of the retry policy.
type failure string

const (
	noFailure     failure = ""
	connectFailed failure = "ct"
	readFailed    failure = "rt"
	clientError   failure = "4xx"
	serverError   failure = "5xx"
	badAnswer     failure = "content" // never retried
)

// withoutFragment is the address as it is called and signed.
func withoutFragment(address string) string {
	bare, _, _ := strings.Cut(address, "#")
	return bare
}

// overridesOf reads the fragment of a webhook URL. Values out of range are brought into it, and an
// unknown policy (Twilio's error 11243) leaves the default.
func overridesOf(address string) overrides {
	_, fragment, _ := strings.Cut(address, "#")
	values := map[string]string{}
	for pair := range strings.SplitSeq(fragment, "&") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			values[key] = unescapeOnce(value)
		}
	}
	ms := func(key string, usual, most int) time.Duration {
		return time.Duration(between(values[key], usual, 100, most)) * time.Millisecond
	}
	return overrides{connect: ms("ct", 5000, 10000), read: ms("rt", 15000, 15000), total: ms("tt", 15000, 15000),
		retries: between(values["rc"], 1, 0, 5), policy: policyOf(values["rp"])}
}

func unescapeOnce(value string) string {
	if text, err := url.PathUnescape(value); err == nil {
		return text
	}
	return value
}

func between(text string, usual, least, most int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return usual
	}
	return min(max(n, least), most)
}

func policyOf(text string) []string {
	known := []string{"4xx", "5xx", "ct", "rt", "all"}
	policy := slices.DeleteFunc(strings.Split(text, ","), func(p string) bool { return !slices.Contains(known, p) })
	if len(policy) == 0 {
		return []string{"ct"}
	}
	return policy
}

// again tells whether a failure is one to retry.
func (o overrides) again(f failure) bool {
	if f == noFailure || f == badAnswer {
		return false
	}
	return slices.Contains(o.policy, string(f)) || slices.Contains(o.policy, "all")
}
