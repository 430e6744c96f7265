package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Description says in words and figures what a verdict would do, for who tries rules.
type Description struct {
	Rules []StepLine `json:"rules"`
	// Body is what commands and chat would see; Dropped, that they would see nothing.
	Body    string `json:"body"`
	Dropped bool   `json:"dropped"`
	Does    []Act  `json:"does"`
}

// StepLine is what would become of one rule.
type StepLine struct {
	Rule    string `json:"rule"`
	Matched bool   `json:"matched"`
	// Skipped is why the rule would fail; nothing of it would happen.
	Skipped string `json:"skipped,omitempty"`
	// Cost is in CEL's units of work.
	Cost uint64 `json:"cost"`
}

// Act is one thing that would happen.
type Act struct {
	// Act is reply, broadcast, direct, run, forward, tag or mute.
	Act string `json:"act"`
	// To is a nickname, a number or a URL.
	To   string `json:"to,omitempty"`
	Text string `json:"text,omitempty"`
	// Segments are what one phone's text is charged as.
	Segments int `json:"segments,omitempty"`
}

// Describe says what a verdict would do; segments counts what a text is charged as.
func Describe(v Verdict, segments func(text string) int) Description {
	d := Description{Rules: []StepLine{}, Body: v.Body, Dropped: v.Drop, Does: []Act{}}
	for _, s := range v.Trace {
		line := StepLine{Rule: s.Rule, Matched: s.Matched && s.Err == nil, Cost: s.Cost}
		if s.Err != nil {
			line.Skipped = s.Err.Error()
		}
		d.Rules = append(d.Rules, line)
	}
	says := func(act, to, text string) {
		d.Does = append(d.Does, Act{Act: act, To: to, Text: text, Segments: segments(text)})
	}
	for _, text := range v.Replies {
		says("reply", "", text)
	}
	for _, text := range v.Broadcasts {
		says("broadcast", "", text)
	}
	for _, direct := range v.Directs {
		says("direct", direct.To, direct.Text)
	}
	d.Does = append(d.Does, unsaid(v)...)
	return d
}

// unsaid is what would happen and is no text.
func unsaid(v Verdict) (acts []Act) {
	for _, run := range v.Runs {
		acts = append(acts, Act{Act: "run", Text: run.Command})
	}
	for _, f := range v.Forwards {
		acts = append(acts, Act{Act: "forward", To: f.URL})
	}
	for _, tag := range v.Tags {
		acts = append(acts, Act{Act: "tag", Text: tag})
	}
	if v.Mute > 0 {
		acts = append(acts, Act{Act: "mute", Text: plain(v.Mute)})
	}
	return acts
}

// plain leaves the zeros out that a Duration ends with: "10m".
func plain(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Outcome is whether the rule would match, in words.
func (s StepLine) Outcome() string {
	switch {
	case s.Skipped != "":
		return "skipped: " + s.Skipped
	case s.Matched:
		return "yes"
	}
	return "no"
}

// String is the act in words.
func (a Act) String() string {
	switch a.Act {
	case "direct":
		return fmt.Sprintf("would text %s %q%s", a.To, a.Text, a.charge())
	case "broadcast":
		return fmt.Sprintf("would tell everyone %q%s", a.Text, a.charge())
	case "run", "tag":
		return fmt.Sprintf("would %s %s", a.Act, a.Text)
	case "forward":
		return "would forward the SMS to " + a.To
	case "mute":
		return "would keep the sender's chat from everyone for " + a.Text
	}
	return fmt.Sprintf("would reply %q%s", a.Text, a.charge())
}

func (a Act) charge() string {
	if a.Segments == 1 {
		return " (1 segment)"
	}
	return " (" + strconv.Itoa(a.Segments) + " segments)"
}

// Fate is what commands and chat would see, in words.
func (d Description) Fate() string {
	if d.Dropped {
		return "Neither commands nor chat would see the text."
	}
	return fmt.Sprintf("Commands and chat would see %q.", d.Body)
}
