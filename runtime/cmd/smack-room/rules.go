package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/rules"
)

// rulesCommand is the tool for rules.
type rulesCommand struct {
	Test rulesTestCommand `cmd:"" help:"Show which rules match a text, what they would do and what they cost."`
}

// rulesTestCommand applies the room's rules to one text. Nothing is sent, and no Redis is asked.
type rulesTestCommand struct {
	File   string `short:"f" default:"${podConfig}" placeholder:"FILE" help:"The room file."`
	SMS    string `required:"" placeholder:"FILE" help:"The text, as JSON: Twilio's parameters by their names, or an object with sms, member (nickname, admin, active, private, joinedAt, messages, known), room (members, topic) and now. - reads from standard input."`
	Output string `short:"o" default:"text" enum:"text,json" help:"How to print: ${enum}."`
}

// Run is called by kong.
func (c *rulesTestCommand) Run(ctx context.Context, p program) error {
	file, err := roomfile.Load(c.File)
	if err != nil {
		return &room.ConfigError{Err: err}
	}
	set, err := rules.Compile(file.Rules)
	if err != nil {
		return &room.ConfigError{Err: err}
	}
	text, err := c.text(file)
	if err != nil {
		return usageError{err}
	}
	v := set.Apply(ctx, text, readCommands(file))
	if c.Output == "json" {
		return printJSON(p.out, trialOf(v))
	}
	return printTrial(p.out, trialOf(v))
}

func readCommands(file roomfile.File) rules.Reader {
	prefix, _ := utf8.DecodeRuneInString(file.Chat.CommandPrefix)
	return func(body string) roomfile.RuleCommand {
		name, args := chat.CommandOf(body, prefix)
		return roomfile.RuleCommand{Name: name, Args: args}
	}
}

// sample is a text with what is known of its sender and room.
type sample struct {
	SMS    map[string]string
	Member struct {
		Nickname               string
		Admin, Active, Private bool
		Known                  *bool
		JoinedAt               time.Time
		Messages               int64
	}
	Room struct {
		Members int64
		Topic   string
	}
	Now time.Time
}

func (c *rulesTestCommand) text(file roomfile.File) (rules.Text, error) {
	var from io.Reader = os.Stdin
	if c.SMS != "-" {
		opened, err := os.Open(c.SMS)
		if err != nil {
			return rules.Text{}, fmt.Errorf("reading the sample: %w", err)
		}
		defer func() { _ = opened.Close() }()
		from = opened
	}
	written, err := io.ReadAll(from)
	if err != nil {
		return rules.Text{}, fmt.Errorf("reading the sample: %w", err)
	}
	s, err := readSample(written)
	if err != nil {
		return rules.Text{}, fmt.Errorf("the sample %s: %w", c.SMS, err)
	}
	return s.text(file), nil
}

// readSample takes an object with sms, or one of Twilio's parameters alone.
func readSample(written []byte) (s sample, err error) {
	var names map[string]json.RawMessage
	if err := json.Unmarshal(written, &names); err != nil {
		return sample{}, fmt.Errorf("is no JSON object: %w", err)
	}
	if _, whole := names["sms"]; !whole {
		if err := json.Unmarshal(written, &s.SMS); err != nil {
			return sample{}, errors.New("has a value that is no string; Twilio's parameters are strings, such as \"NumMedia\": \"0\"")
		}
		return s, nil
	}
	strict := json.NewDecoder(bytes.NewReader(written))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&s); err != nil {
		return sample{}, err
	}
	return s, nil
}

func (s sample) text(file roomfile.File) rules.Text {
	m := s.Member
	text := rules.Text{
		SMS: s.SMS,
		Member: roomfile.RuleMember{
			Nickname: m.Nickname, Admin: m.Admin, Active: m.Active, Private: m.Private, JoinedAt: m.JoinedAt,
			Messages: m.Messages, Known: m.Nickname != "",
		},
		Room: roomfile.RuleRoom{Name: file.DisplayName, Members: s.Room.Members, Topic: s.Room.Topic, TimeZone: file.Chat.TimeZone},
		Now:  s.Now,
	}
	if m.Known != nil {
		text.Member.Known = *m.Known
	}
	if text.Now.IsZero() {
		text.Now = time.Now()
	}
	text.Command = readCommands(file)(s.SMS["Body"])
	return text
}

// trial is a verdict for people and scripts.
type trial struct {
	Rules []trialStep `json:"rules"`
	// Body is what commands and chat would see; Dropped, that they would see nothing.
	Body    string     `json:"body"`
	Dropped bool       `json:"dropped"`
	Does    []trialAct `json:"does"`
}

type trialStep struct {
	Rule    string `json:"rule"`
	Matched bool   `json:"matched"`
	Skipped string `json:"skipped,omitempty"`
	Cost    uint64 `json:"cost"`
}

// trialAct is one thing that would happen.
type trialAct struct {
	Act string `json:"act"`
	// To is a nickname, a number or a URL.
	To   string `json:"to,omitempty"`
	Text string `json:"text,omitempty"`
	// Segments are what one phone's text is charged as.
	Segments int `json:"segments,omitempty"`
}

func trialOf(v rules.Verdict) trial {
	t := trial{Rules: []trialStep{}, Body: v.Body, Dropped: v.Drop, Does: []trialAct{}}
	for _, s := range v.Trace {
		step := trialStep{Rule: s.Rule, Matched: s.Matched && s.Err == nil, Cost: s.Cost}
		if s.Err != nil {
			step.Skipped = s.Err.Error()
		}
		t.Rules = append(t.Rules, step)
	}
	say := func(act, to, text string) {
		t.Does = append(t.Does, trialAct{Act: act, To: to, Text: text, Segments: carrier.Segments(carrier.Plain(text)).Segments})
	}
	for _, text := range v.Replies {
		say("reply", "", text)
	}
	for _, text := range v.Broadcasts {
		say("broadcast", "", text)
	}
	for _, d := range v.Directs {
		say("direct", d.To, d.Text)
	}
	for _, command := range v.Runs {
		t.Does = append(t.Does, trialAct{Act: "run", Text: command})
	}
	for _, f := range v.Forwards {
		t.Does = append(t.Does, trialAct{Act: "forward", To: f.URL})
	}
	for _, tag := range v.Tags {
		t.Does = append(t.Does, trialAct{Act: "tag", Text: tag})
	}
	if v.Mute > 0 {
		t.Does = append(t.Does, trialAct{Act: "mute", Text: v.Mute.String()})
	}
	return t
}

func printTrial(out io.Writer, t trial) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "RULE\tMATCHES\tCOST\t")
	for _, s := range t.Rules {
		matches := "no"
		switch {
		case s.Skipped != "":
			matches = "skipped: " + s.Skipped
		case s.Matched:
			matches = "yes"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t\n", s.Rule, matches, s.Cost)
	}
	for _, a := range t.Does {
		_, _ = fmt.Fprintf(w, "\nwould %s", a.Act)
		if a.To != "" {
			_, _ = fmt.Fprintf(w, " to %s", a.To)
		}
		if a.Text != "" {
			_, _ = fmt.Fprintf(w, " %q", a.Text)
		}
		if a.Segments > 0 {
			_, _ = fmt.Fprintf(w, " (segments: %d)", a.Segments)
		}
	}
	if t.Dropped {
		_, _ = fmt.Fprint(w, "\n\nNeither commands nor chat would see the text.\n")
	} else {
		_, _ = fmt.Fprintf(w, "\n\nCommands and chat would see %q.\n", t.Body)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}
