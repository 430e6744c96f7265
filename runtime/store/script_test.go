package store

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

// Every script says in its header what it takes and gives, and what it takes it uses.
func TestScriptHeaders(t *testing.T) {
	files, err := filepath.Glob("lua/*.lua")
	gomega.NewWithT(t).Expect(err).NotTo(gomega.HaveOccurred())
	all, err := loadScripts(newKeys("r"))
	gomega.NewWithT(t).Expect(err).NotTo(gomega.HaveOccurred())
	gomega.NewWithT(t).Expect(all.list()).To(gomega.HaveLen(len(files)), "every file is a script that is used")
	documented := documentedKeys(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".lua")
		t.Run(name, func(t *testing.T) {
			g := gomega.NewWithT(t)
			text, err := os.ReadFile(file)
			g.Expect(err).NotTo(gomega.HaveOccurred())
			for _, word := range []string{"-- KEYS", "-- ARGV", "-- Returns", "-- Cost"} {
				g.Expect(string(text)).To(gomega.ContainSubstring(word))
			}
			s, err := loadScript(name, newKeys("r"))
			g.Expect(err).NotTo(gomega.HaveOccurred())
			code := withoutComments(s.source)
			g.Expect(s.keyNames).NotTo(gomega.BeEmpty())
			for _, word := range slices.Concat(s.keyNames, s.argNames) {
				uses := regexp.MustCompile(`\b`+word+`\b`).FindAllString(code, -1)
				g.Expect(len(uses)).To(gomega.BeNumerically(">", 1), "%s is declared and never used", word)
			}
			for _, key := range s.keyNames {
				g.Expect(documented).To(gomega.ContainElement(key), "keys.go does not tell of it")
			}
		})
	}
}

// A script with a wrong number of arguments never reaches Redis.
func TestScriptArity(t *testing.T) {
	g := gomega.NewWithT(t)
	all, err := loadScripts(newKeys("r"))
	g.Expect(err).NotTo(gomega.HaveOccurred())
	for _, s := range all.list() {
		cmd := s.run(context.Background(), nil, make([]any, len(s.argNames)+1)...)
		g.Expect(cmd.Err()).To(gomega.MatchError(gomega.ContainSubstring("wants")))
	}
}

func TestKeysShareOneSlot(t *testing.T) {
	g := gomega.NewWithT(t)
	k := newKeys("team.lunch")
	g.Expect(k.named("meta")).To(gomega.Equal("smack:{team.lunch}:meta"))
	g.Expect(k.of(familyLane, "3")).To(gomega.Equal("smack:{team.lunch}:lane:3"))
	g.Expect(k.all([]string{"log", "line_of"})).To(gomega.Equal([]string{"smack:{team.lunch}:log", "smack:{team.lunch}:line:"}))
}

func withoutComments(source string) string {
	return regexp.MustCompile(`(?m)--.*$`).ReplaceAllString(source, "")
}

func documentedKeys(t *testing.T) []string {
	text, err := os.ReadFile("keys.go")
	gomega.NewWithT(t).Expect(err).NotTo(gomega.HaveOccurred())
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z0-9_/*]+)|= "([a-z]+_of)"`).FindAllStringSubmatch(string(text), -1) {
		switch name := m[1] + m[2]; {
		case strings.HasSuffix(name, "0/1"):
			names = append(names, strings.TrimSuffix(name, "/1"), strings.TrimSuffix(name, "0/1")+"1")
		case name == "due_*":
			names = append(names, "due_look", "due_chore", "due_direct", "due_held", "due_lane", "due_quiet", "due_call")
		default:
			names = append(names, name)
		}
	}
	return names
}

func TestSpans(t *testing.T) {
	g := gomega.NewWithT(t)
	g.Expect(parseSpans("")).To(gomega.BeEmpty())
	list := parseSpans("3-5,9-")
	g.Expect(list.open()).To(gomega.BeTrue())
	for seq, muted := range map[int64]bool{2: false, 3: true, 5: true, 6: false, 9: true, 1000: true} {
		g.Expect(list.hold(chat.Seq(seq))).To(gomega.Equal(muted), "seq %d", seq)
	}
	g.Expect(parseSpans("3-5").open()).To(gomega.BeFalse())
}

func TestParseURL(t *testing.T) {
	for text, want := range map[string]Config{
		"redis://localhost":                 {Mode: Standalone, Addresses: []string{"localhost:6379"}},
		"redis://localhost:7000/2":          {Mode: Standalone, Addresses: []string{"localhost:7000"}, Database: 2},
		"redis://[::1]:7000":                {Mode: Standalone, Addresses: []string{"[::1]:7000"}},
		"unix:///run/redis.sock?db=1":       {Mode: Standalone, Addresses: []string{"/run/redis.sock"}, Database: 1},
		"redis+cluster://a,b:7000":          {Mode: Cluster, Addresses: []string{"a:6379", "b:7000"}},
		"redis+sentinel://a,b:26000/main/3": {Mode: Sentinel, Addresses: []string{"a:26379", "b:26000"}, MasterName: "main", Database: 3},
	} {
		t.Run(text, func(t *testing.T) {
			g := gomega.NewWithT(t)
			got, err := ParseURL(text)
			g.Expect(err).NotTo(gomega.HaveOccurred())
			g.Expect(got).To(gomega.Equal(want))
		})
	}
}

func TestParseURLWithSecrets(t *testing.T) {
	g := gomega.NewWithT(t)
	cfg, err := ParseURL("rediss://room:p%40ss@redis.example:6380/1")
	g.Expect(err).NotTo(gomega.HaveOccurred())
	g.Expect(cfg.TLS).NotTo(gomega.BeNil())
	user, password, err := cfg.Credentials(context.Background())
	g.Expect(err).NotTo(gomega.HaveOccurred())
	g.Expect([]string{user, password}).To(gomega.Equal([]string{"room", "p@ss"}))
}

func TestParseURLRefuses(t *testing.T) {
	for _, text := range []string{
		"", "localhost:6379", "http://x", "redis://a,b", "redis://", "redis+sentinel://a", "redis+cluster://a/1",
		"redis://a/x", "redis://a/-1", "redis://u:sec%zzret@a",
	} {
		g := gomega.NewWithT(t)
		_, err := ParseURL(text)
		g.Expect(err).To(gomega.HaveOccurred(), text)
		g.Expect(err.Error()).NotTo(gomega.ContainSubstring("zzret"))
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("redis://u:p@h:1/2")
	f.Add("redis+sentinel://a,b/m/1")
	f.Fuzz(func(t *testing.T, text string) {
		cfg, err := ParseURL(text)
		if err == nil && len(cfg.Addresses) == 0 {
			t.Fatal("accepted without an address")
		}
	})
}

func TestReplies(t *testing.T) {
	g := gomega.NewWithT(t)
	g.Expect(asInt("12")).To(gomega.Equal(int64(12)))
	g.Expect(asInt(nil)).To(gomega.BeZero())
	g.Expect(asText(int64(7))).To(gomega.Equal("7"))
	g.Expect(micros(0)).To(gomega.Equal(time.Time{}))
	g.Expect(millis("")).To(gomega.Equal(time.Time{}))
	g.Expect(item(nil, 3)).To(gomega.BeNil())
}

func FuzzDecodeDirect(f *testing.F) {
	f.Add(`1|2|{"b":"x"}`)
	f.Fuzz(func(_ *testing.T, text string) { decodeDirect(text) })
}
