package chat

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func FuzzRead(f *testing.F) {
	for _, body := range []string{
		"hello", "#join Ann", "##x", "#", "＃who", "# ", "#1 fan!", "STOP", "yes", "#invite +1 415", "#mute @Bob on",
		"#\u200bjoin", "#me waves", "#quiet 22-7", "#quiet 10:30 pm - 7 am Europe/Berlin", "#dm Ann x", "#topic x", "\xff#list", "#list 9999999999999999999", "#help #help", strings.Repeat("x ", 3000), "#resend -1",
	} {
		f.Add(body, "", true)
		f.Add(body, "START", false)
	}
	f.Fuzz(func(t *testing.T, body, optOutType string, member bool) {
		w := fridayClub()
		text := Text{SID: "SM1", From: zoeNumber, Body: body, OptOutType: optOutType}
		if member {
			text.From = bobNumber
		}
		out := w.hears(text)
		trimmed := strings.TrimSpace(body)
		if first, rest := runeAndRest(trimmed); first == '#' || first == '＃' {
			if next, _ := runeAndRest(rest); unicode.IsLetter(next) && broadcasts(out, Chat) && out.Kind != "me" {
				t.Fatalf("a command was broadcast: %q", body)
			}
		}
		if !member && broadcasts(out, Chat) {
			t.Fatalf("a stranger was broadcast: %q", body)
		}
		for _, d := range out.Directs {
			if units(d.Body) > maxUnits || d.Body == "" {
				t.Fatalf("%q is answered with %d units", body, units(d.Body))
			}
		}
	})
}

func runeAndRest(s string) (rune, string) {
	r, size := utf8.DecodeRuneInString(s)
	return r, s[size:]
}

func broadcasts(out Outcome, kind BroadcastKind) bool {
	for _, b := range out.Broadcasts {
		if b.Kind == kind {
			return true
		}
	}
	return false
}

func FuzzHours(f *testing.F) {
	for _, s := range []string{"22-7", "22:00 - 07:00 UTC", "10pm-7am", "2200-700", "24-0", "22.30\u20137 a", "7 am-7pm x y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		from, to, zone, ok := readHours(s)
		if !ok {
			return
		}
		if from < 0 || from >= minutesOfDay || to < 0 || to >= minutesOfDay || strings.ContainsFunc(zone, unicode.IsSpace) {
			t.Fatalf("%q is read as %d to %d in %q", s, from, to, zone)
		}
		again := clockText(from) + "-" + clockText(to) + " " + zone
		if from2, to2, zone2, ok := readHours(again); !ok || from2 != from || to2 != to || zone2 != zone {
			t.Fatalf("%q is written as %q and read as another", s, again)
		}
	})
}

func FuzzParseNickname(f *testing.F) {
	for _, s := range []string{"Ann", "@Zoë", "Zoe\u0308", "ﬁnn", "ΣΩς", "İstanbul", "ǅ", "ŉa", "ß", "किरण", "A\u200b", "ｶﾞ", "Ⅷ", "ᾳ", "ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNickname(s)
		if err != nil {
			if n != (Nickname{}) {
				t.Fatalf("%q is refused and given", s)
			}
			return
		}
		again, err := ParseNickname(n.String())
		if err != nil || again != n {
			t.Fatalf("%q is %q, and that is %q (%v)", s, n, again, err)
		}
		if !n.LooksLike(n) || slices.Contains(n.LookKeys(), nicknameKey(s)) {
			t.Fatalf("%q looks like %q, and is found by %q", s, n.looks(), n.LookKeys())
		}
		for _, other := range []string{n.Key(), n.String(), "@" + n.String(), strings.ToUpper(n.Key()), strings.ToLower(n.String())} {
			if key := nicknameKey(other); key != n.Key() && foldable(n.String()) {
				t.Fatalf("%q has the key %q, and %q has %q", s, n.Key(), other, key)
			}
		}
	})
}

// foldable excludes the two Turkish letters whose other case folds to another letter.
func foldable(s string) bool { return !strings.ContainsAny(s, "ıİ") }

func FuzzSplit(f *testing.F) {
	for _, s := range []string{"hello", strings.Repeat("word ", 400), strings.Repeat("x", 4000), strings.Repeat("👨‍👩‍👧‍👦", 500),
		strings.Repeat("e\u0301", 2000), "a\xffb", strings.Repeat(" ", 3000) + "x", "x" + strings.Repeat("\n", 1700) + "y"} {
		f.Add("Ann", ":", s)
		f.Add("* Ann", "", s)
		f.Add("", "", s)
	}
	f.Fuzz(func(t *testing.T, speaker, sign, text string) {
		if utf8.RuneCountInString(speaker) > maxNickname || strings.ContainsAny(strings.TrimPrefix(speaker, "* "), " :") || speaker == "" && sign != "" || sign != "" && sign != ":" {
			return
		}
		text = strings.TrimSpace(text)
		as := opening{speaker: speaker, sign: sign}
		pieces := as.split(text)
		var rejoined strings.Builder
		for i, piece := range pieces {
			if units(piece) > maxUnits {
				t.Fatalf("part %d has %d units", i, units(piece))
			}
			body, ok := strings.CutPrefix(piece, as.label(i+1, len(pieces)))
			if !ok || body == "" && text != "" {
				t.Fatalf("part %d is %q", i, piece)
			}
			if utf8.ValidString(text) && !utf8.ValidString(body) {
				t.Fatalf("part %d cuts a character", i)
			}
			rejoined.WriteString(body)
		}
		if squeezed(rejoined.String()) != squeezed(text) {
			t.Fatalf("%q came back as %q", text, rejoined.String())
		}
	})
}

// squeezed takes out the white space, which parts may lose at their ends.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }
