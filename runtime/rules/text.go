package rules

import (
	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
)

// TextOf is a text as rules see it: what the carrier sent, and what the room knows of its
// sender and of itself.
func TextOf(room chat.Room, facts chat.Facts, sms map[string]string) Text {
	text := Text{
		SMS:     sms,
		Room:    roomfile.RuleRoom{Name: room.Name, Members: int64(facts.MemberCount), Topic: facts.Topic, TimeZone: room.TimeZone.String()},
		Command: ReaderOf(room)(sms["Body"]),
		Now:     facts.Now.UTC(), // whose hours CEL gives where no zone is named
	}
	if m := facts.Sender; m != nil {
		text.Member = roomfile.RuleMember{
			Nickname: m.Nickname.String(), Admin: m.Admin, Active: m.Active, Private: m.Private, JoinedAt: m.JoinedAt.UTC(),
			Messages: m.Messages, Known: true,
		}
		if text.Command.Name == "" {
			text.Member.Messages++ // the one at hand
		}
	}
	return text
}

// ReaderOf reads commands as the room does.
func ReaderOf(room chat.Room) Reader {
	return func(body string) roomfile.RuleCommand {
		name, args := chat.CommandOf(body, room.Prefix)
		return roomfile.RuleCommand{Name: name, Args: args}
	}
}

// Ruling is the verdict as the room takes it up.
func (v Verdict) Ruling() chat.Ruling {
	r := chat.Ruling{Body: v.Body, Replies: v.Replies, Broadcasts: v.Broadcasts, Mute: v.Mute, Tags: v.Tags, Drop: v.Drop}
	for _, d := range v.Directs {
		r.Directs = append(r.Directs, chat.RuledDirect{Rule: d.Rule, To: d.To, Text: d.Text})
	}
	for _, run := range v.Runs {
		r.Runs = append(r.Runs, chat.RuledCommand{Rule: run.Rule, Text: run.Command})
	}
	for _, f := range v.Forwards {
		r.Calls = append(r.Calls, chat.Call{Rule: f.Rule, URL: f.URL})
	}
	return r
}

// Idle says that commands and chat see the text as it came, and that nothing else happens.
func (v Verdict) Idle(body string) bool {
	says := len(v.Replies) + len(v.Broadcasts) + len(v.Directs) + len(v.Forwards) + len(v.Runs) + len(v.Tags)
	return says == 0 && v.Body == body && v.Mute == 0 && !v.Drop
}
