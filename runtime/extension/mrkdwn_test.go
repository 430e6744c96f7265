package extension

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/onsi/gomega"
)

func TestPlainText(t *testing.T) {
	for markup, want := range map[string]string{
		"*bold* _italic_ ~struck~ `code`":          "bold italic struck code",
		"```\nlet x = 1\n```":                      "\nlet x = 1\n",
		"2*3 snake_case a~b 5*":                    "2*3 snake_case a~b 5",
		"(*a*), _b_.":                              "(a), b.",
		"<https://a.example>":                      "https://a.example",
		"<https://a.example|a.example>":            "https://a.example",
		"<https://a.example|the menu>":             "the menu (https://a.example)",
		"<mailto:a@b.example|a@b.example>":         "a@b.example",
		"<@U012AB|ann> in <#C012AB|lunch>":         "@ann in #lunch",
		"<@U012AB>, <!here>, <!subteam^S1|@chefs>": "@U012AB, @here, @chefs",
		"<!date^1392734382^{date}|18 February>":    "18 February",
		"a &lt;b&gt; &amp;amp; c":                  "a <b> &amp; c",
		"1 < 2 > 0, <p>a</p>":                      "1 < 2 > 0, <p>a</p>",
		"1 &lt; 2":                                 "1 < 2",
		"<unclosed":                                "<unclosed",
		"<a\nb>":                                   "<a\nb>",
		"<https://a.example/?a=1&amp;b=*2*>":       "https://a.example/?a=1&b=*2*",
		"*Ärger* über _ß_ \U0001f600*x*":           "Ärger über ß \U0001f600*x",
		"":                                         "",
	} {
		gomega.NewWithT(t).Expect(plainText(markup, true)).To(gomega.Equal(want), markup)
	}
	gomega.NewWithT(t).Expect(plainText("*a* &amp; <https://a.example|b>", false)).To(gomega.Equal("*a* & b (https://a.example)"))
}

// What a service answers is read whatever it is, and never becomes more than it was.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`{"reply": "a", "broadcast": "b", "media": ["https://a.example/1.png"]}`, `{"text": "<https://a|b> *c*", "response_type": "in_channel"}`,
		`{"attachments": [{"fallback": "a", "blocks": [{"text": "b", "fields": [{"text": "c"}]}]}], "blocks": [{"text": {"text": "d"}}]}`,
		"<a|b> *c* _d_ ~e~ `f` <!here> &amp;", "\xff<\xfe*", "{", "[]", "null", `{"media": ["http://a", "https://b@c/"]}`,
	} {
		f.Add("application/json", seed)
		f.Add("text/plain", seed)
	}
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := response{status: 200, contentType: contentType, body: []byte(body)}
		for name, read := range map[string]func(response) (answerText, error){"smack": smackText, "slack": slackAnswerText} {
			got, err := read(r)
			if err != nil {
				continue
			}
			if limit := 4*len(body) + 64; len(got.words) > limit {
				t.Errorf("%s: %d bytes of %d", name, len(got.words), len(body))
			}
			if utf8.ValidString(body) && !utf8.ValidString(got.words) {
				t.Errorf("%s: broken text", name)
			}
			for _, address := range got.media {
				if !strings.HasPrefix(strings.ToLower(address), "https://") {
					t.Errorf("%s: %q", name, address)
				}
			}
		}
	})
}

type answerText struct {
	words string
	media []string
}

func smackText(r response) (answerText, error) {
	a, err := readSmack(r)
	text := answerText{words: a.Reply + a.Broadcast}
	for _, m := range a.Media {
		text.media = append(text.media, m.URL)
	}
	return text, err
}

func slackAnswerText(r response) (answerText, error) {
	a, err := readSlack(r)
	return answerText{words: a.Reply + a.Broadcast}, err
}
