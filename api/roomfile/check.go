package roomfile

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// check finds what the schema cannot say: fields that contradict each other, names that
// must exist, spans that must lie between bounds, rules that must compile.
func (f *File) check() Invalid {
	var c checker
	c.number(f.Number)
	c.webhook(f.Webhook.BaseURL)
	c.address("carrier.baseURL", f.Carrier.BaseURL)
	c.redis(f.Redis)
	c.chat(f.Chat)
	c.span("delivery.validity", f.Delivery.Validity, 10*time.Second, 10*time.Hour)
	c.span("delivery.doubtGrace", f.Delivery.DoubtGrace, time.Second, 10*time.Minute)
	c.rules(f.Rules)
	c.commands(f.Commands)
	c.services(f.Services)
	c.admin(f.Admin)
	return c.found
}

type checker struct{ found Invalid }

func (c *checker) add(path, format string, args ...any) {
	c.found = append(c.found, Problem{path, fmt.Sprintf(format, args...)})
}

func (c *checker) number(n Number) {
	long := strings.HasPrefix(n.E164, "+")
	switch {
	case n.E164 == "":
	case n.Type == ShortCode && long:
		c.add("number.type", "is ShortCode, but %s is a full phone number; write LongCode or TollFree", n.E164)
	case n.Type != ShortCode && !long:
		c.add("number.type", "is %s, but %s is a short code; write ShortCode, or the number with + and country code", n.Type, n.E164)
	}
}

// webhook: Twilio takes no callback address whose host has an underscore
// (https://www.twilio.com/docs/messaging/api/message-resource), and the paths and the
// fragment are the room's to add.
func (c *checker) webhook(base string) {
	u := c.address("webhook.baseURL", base)
	switch {
	case u == nil:
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		c.add("webhook.baseURL", "must end with its path: no ? and no #")
	case strings.Contains(u.Host, "_"):
		c.add("webhook.baseURL", "has an underscore in its host, which Twilio refuses; use a host name without")
	}
}

// address checks a URL and returns it; nil if there is none or it is bad.
func (c *checker) address(path, text string) *url.URL {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		c.add(path, "%q is no address; write it like https://sms.example.com/family", text)
		return nil
	}
	return u
}

func (c *checker) redis(r *Redis) {
	if r == nil {
		return
	}
	if r.Mode == Standalone && len(r.Addresses) > 1 {
		c.add("redis.addresses", "has %d addresses; a Standalone Redis has one (set redis.mode to Sentinel or Cluster?)", len(r.Addresses))
	}
	switch {
	case r.Mode == Sentinel && r.MasterName == "":
		c.add("redis.masterName", "is required with mode Sentinel: the name that the sentinels know the master by")
	case r.Mode != Sentinel && r.MasterName != "":
		c.add("redis.masterName", "is for mode Sentinel only; leave it out with mode %s", r.Mode)
	}
	if r.Mode == Cluster && r.Database != 0 {
		c.add("redis.database", "must be 0 with mode Cluster: a cluster has one database")
	}
}

func (c *checker) chat(chat Chat) {
	c.span("chat.retention", chat.Retention, time.Hour, 366*24*time.Hour)
	if _, err := time.LoadLocation(chat.TimeZone); err != nil || chat.TimeZone == "Local" {
		c.add("chat.timeZone", "%q is no time zone; write an IANA name like America/Los_Angeles", chat.TimeZone)
	}
}

func (c *checker) span(path string, d Duration, shortest, longest time.Duration) {
	v, err := ParseDuration(string(d))
	switch {
	case err != nil:
		c.add(path, "%v", err)
	case v < shortest || v > longest:
		c.add(path, "is %s; write a duration from %s to %s", d, plain(shortest), plain(longest))
	}
}

// plain writes a span as the room file does, in the largest unit that fits.
func plain(d time.Duration) string {
	for _, unit := range []string{"d", "h", "m", "s"} {
		if size := durationUnit(unit); d%size == 0 {
			return fmt.Sprintf("%d%s", d/size, unit)
		}
	}
	return fmt.Sprintf("%dms", d.Milliseconds())
}
