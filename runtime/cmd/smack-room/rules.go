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

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/rules"
)

// rulesCommand is the tool for rules.
type rulesCommand struct {
	Test   rulesTestCommand   `cmd:"" help:"Show which rules match a text, what they would do and what they cost."`
	Secret rulesSecretCommand `cmd:"" help:"Print the secret that signs what rules forward, for the service that gets it."`
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
	settings, err := room.ChatRoom(file)
	if err != nil {
		return &room.ConfigError{Err: err}
	}
	text, err := c.text(settings)
	if err != nil {
		return usageError{err}
	}
	trial := rules.Describe(set.Apply(ctx, text, rules.ReaderOf(settings)), segments)
	if c.Output == "json" {
		return printJSON(p.out, trial)
	}
	return printTrial(p.out, trial)
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

func (c *rulesTestCommand) text(settings chat.Room) (rules.Text, error) {
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
	return s.text(settings), nil
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

// text is what the room would know; what the sample says of its sender is taken as it is.
func (s sample) text(settings chat.Room) rules.Text {
	facts := chat.Facts{Now: s.Now, MemberCount: int(s.Room.Members), Topic: s.Room.Topic}
	if s.Now.IsZero() {
		facts.Now = time.Now()
	}
	m := s.Member
	text := rules.TextOf(settings, facts, s.SMS)
	text.Member = roomfile.RuleMember{
		Nickname: m.Nickname, Admin: m.Admin, Active: m.Active, Private: m.Private, JoinedAt: m.JoinedAt,
		Messages: m.Messages, Known: m.Nickname != "",
	}
	if m.Known != nil {
		text.Member.Known = *m.Known
	}
	return text
}

func segments(text string) int { return carrier.Segments(carrier.Plain(text)).Segments }

func printTrial(out io.Writer, d rules.Description) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "RULE\tMATCHES\tCOST\t")
	for _, s := range d.Rules {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t\n", s.Rule, s.Outcome(), s.Cost)
	}
	for _, act := range d.Does {
		_, _ = fmt.Fprintf(w, "\n%s", act)
	}
	_, _ = fmt.Fprintf(w, "\n\n%s\n", d.Fate())
	if err := w.Flush(); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}
