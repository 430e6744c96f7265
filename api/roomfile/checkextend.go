package roomfile

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// BuiltinCommands are the names that no custom command can take.
func BuiltinCommands() []string {
	return []string{
		"join", "update", "invite", "who", "private", "stop", "start", "list", "resend", "mute", "admin", "help",
		"leave", "dm", "topic", "kick", "ban", "quiet", "me", "stats",
	}
}

func (c *checker) rules(rules []Rule) {
	names := map[string]int{}
	for i, r := range rules {
		at := fmt.Sprintf("rules[%d]", i)
		if first, taken := names[r.Name]; taken {
			c.add(at+".name", "%q is the name of rules[%d] too; give each rule its own", r.Name, first)
		} else {
			names[r.Name] = i
		}
		if r.idle() {
			c.add(at, "does nothing; add reply, broadcast, direct, setBody, mute, forward, run, tag, or then: Stop or Drop")
		}
		if r.Mute != nil {
			c.span(at+".mute.for", r.Mute.For, time.Second, 366*24*time.Hour)
		}
		if r.Forward != nil {
			c.address(at+".forward.url", r.Forward.URL)
		}
		for _, e := range checkRule(i, r) {
			c.add(at+"."+e.Field, "%s", e.where())
		}
	}
}

func (r Rule) idle() bool {
	outcomes := r.Reply + r.Broadcast + r.SetBody + r.Run + r.Tag
	return outcomes == "" && r.Direct == nil && r.Mute == nil && r.Forward == nil && r.Then == ThenContinue
}

func (c *checker) commands(commands []Command) {
	taken := map[string]string{}
	for _, name := range BuiltinCommands() {
		taken[name] = "a built-in command"
	}
	for i, cmd := range commands {
		at := fmt.Sprintf("commands[%d]", i)
		c.span(at+".timeout", cmd.Timeout, 100*time.Millisecond, 10*time.Second)
		c.address(at+".url", cmd.URL)
		for n, name := range slices.Insert(slices.Clone(cmd.Aliases), 0, cmd.Name) {
			field := at + ".name"
			if n > 0 {
				field = fmt.Sprintf("%s.aliases[%d]", at, n-1)
			}
			if owner, ok := taken[name]; ok {
				c.add(field, "%q is %s already; choose another name", name, owner)
				continue
			}
			taken[name] = "taken by " + at
		}
	}
}

func (c *checker) services(s Services) {
	for i, network := range s.AllowedNetworks {
		if _, err := netip.ParsePrefix(network); err != nil {
			c.add(fmt.Sprintf("services.allowedNetworks[%d]", i), "%q is no network; write it like 10.96.0.0/12", network)
		}
	}
}

func (c *checker) admin(a Admin) {
	for i, text := range a.TrustedProxies {
		network, err := netip.ParsePrefix(text)
		at := fmt.Sprintf("admin.trustedProxies[%d]", i)
		switch {
		case err != nil:
			c.add(at, "%q is no network; write it like 10.244.0.0/16", text)
		case network.Bits() == 0:
			c.add(at, "%q is everybody, of whom nobody can be believed; name the proxies' network", text)
		}
	}
}

// Proxies are the networks of trusted proxies; files that were loaded hold none that cannot
// be read.
func (a Admin) Proxies() []netip.Prefix { return networks(a.TrustedProxies) }

// Networks are the allowed networks; files that were loaded hold none that cannot be read.
func (s Services) Networks() []netip.Prefix { return networks(s.AllowedNetworks) }

func networks(list []string) []netip.Prefix {
	var all []netip.Prefix
	for _, text := range list {
		if network, err := netip.ParsePrefix(text); err == nil {
			all = append(all, network.Masked())
		}
	}
	return all
}

// CheckCommand finds what is wrong with a command that is to stand beside others, by the rules
// of a room file; paths are those of the command's fields.
func CheckCommand(cmd Command, others []Command) Invalid {
	f := File{
		APIVersion: APIVersion, Kind: Kind, Room: "r", Number: Number{E164: "+14155550100"},
		Webhook: Webhook{BaseURL: "https://example.com"}, Commands: append(slices.Clip(others), cmd),
	}
	found, err := f.found()
	if err != nil {
		return Invalid{{"", err.Error()}}
	}
	at := fmt.Sprintf("commands[%d]", len(others))
	var own Invalid
	for _, p := range found {
		if rest, ok := strings.CutPrefix(p.Path, at); ok {
			own = append(own, Problem{strings.TrimPrefix(rest, "."), p.Message})
		}
	}
	return own
}
