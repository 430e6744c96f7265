package chat

import (
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// A world is a room with its people. It hands Decide what Read asked for and nothing
// else, as the store does, so that a fact which is used but not asked for shows.
type world struct {
	room      Room
	members   []Member
	numbers   map[E164]NumberFacts
	muted     []Member
	recent    []Message
	missed    int
	lastChats int
	invites   int
	backlog   int64
	spent     int64
	restKnown bool
	held      bool
	topic     string
	muters    []MemberID // who mutes whoever texts
	log       []Message
	banned    map[string]E164
	today     int
	more      bool // than are counted today
	resting   Resting
	strangers int
	made      []CustomCommand // on the screen
	calls     map[string]int  // of whoever texts, in the last minute
	lastID    MemberID        // the highest ever given; 0: as many as there are members
	passed    time.Duration   // since noon
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const (
	roomNumber E164 = "+14155550100"
	annNumber  E164 = "+14155550101"
	bobNumber  E164 = "+14155550102"
	cidNumber  E164 = "+14155550103"
	zoeNumber  E164 = "+14155550199"
	friend     E164 = "+14155550142"
)

// fridayClub is an open room with Ann (admin), Bob and Cid.
func fridayClub(changes ...func(*world)) world {
	w := world{
		room: Room{
			Name: "Friday Club", Number: roomNumber, Prefix: '#', Region: "US", TimeZone: time.UTC,
			AnnounceJoins: true, SegmentsPerSecond: 1, MaxMembers: 100, ChatPerMinute: 20, InvitesPerDay: 10,
			Segments: segments,
		},
		members: []Member{ann(), bob(), cid()},
		numbers: map[E164]NumberFacts{}, banned: map[string]E164{},
	}
	for _, change := range changes {
		change(&w)
	}
	return w
}

// with changes the room's settings.
func with(change func(*Room)) func(*world) { return func(w *world) { change(&w.room) } }

// peopled replaces the members.
func peopled(members ...Member) func(*world) { return func(w *world) { w.members = members } }

// knowing sets what is known of a number, besides its member.
func knowing(n E164, facts NumberFacts) func(*world) {
	return func(w *world) { w.numbers[n] = facts }
}

type memberOption func(*Member)

func member(id MemberID, nickname string, number E164, options ...memberOption) Member {
	m := Member{
		ID: id, Number: number, Nickname: nick(nickname), Active: true, Private: true,
		JoinedAt: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC),
	}
	for _, option := range options {
		option(&m)
	}
	return m
}

func ann(options ...memberOption) Member {
	return member(1, "Ann", annNumber, append([]memberOption{admin}, options...)...)
}
func bob(options ...memberOption) Member { return member(2, "Bob", bobNumber, options...) }
func cid(options ...memberOption) Member { return member(3, "Cid", cidNumber, options...) }

func admin(m *Member)       { m.Admin = true }
func noAdmin(m *Member)     { m.Admin = false }
func stopped(m *Member)     { m.Active, m.StoppedAt = false, 7 }
func public(m *Member)      { m.Private = false }
func optedOut(m *Member)    { m.OptedOut = true }
func unreachable(m *Member) { m.Unreachable = true }
func from(p Place) memberOption {
	return func(m *Member) { m.Place = p }
}

// nick builds a nickname that ParseNickname accepts.
func nick(s string) Nickname {
	n, err := ParseNickname(s)
	if err != nil {
		panic(err)
	}
	return n
}

// sms is a text.
func sms(number E164, body string, media ...Media) Text {
	return Text{SID: "SM1", From: number, Body: body, Media: media}
}

// hears is all that the text does.
func (w world) hears(text Text) Outcome {
	reading := Read(w.room, text)
	return Decide(w.room, reading, text, w.facts(text.From, reading.Need))
}

func (w world) facts(number E164, need Need) Facts {
	facts := Facts{
		Now: noon.Add(w.passed), SenderNumber: w.number(number), MemberCount: len(w.members), InvitesToday: w.invites,
		ByNickname: map[string]Member{}, ByNumber: map[E164]NumberFacts{},
	}
	facts.Sender = facts.SenderNumber.Member
	if facts.Sender == nil {
		facts.StrangersThisHour = w.strangers
	}
	facts.RestKnown, facts.Topic = w.restKnown, w.topic
	if need.Chat || need.Budget > 0 || need.Today != nil {
		facts.SpentToday, facts.Resting, facts.IntakeHeld = w.spent, w.resting, w.held
	}
	if (facts.Resting.Cap || need.Budget > 0 && w.spent >= need.Budget) && !w.restKnown {
		facts.Admins = slices.DeleteFunc(slices.Clone(w.members), func(m Member) bool { return !m.Admin })
	}
	for _, m := range w.members {
		if m.Admin {
			facts.AdminCount++
		}
		for _, key := range append(m.Nickname.LookKeys(), m.Nickname.Key()) {
			if slices.Contains(need.Nicknames, key) {
				facts.ByNickname[key] = m
			}
		}
	}
	for _, n := range need.Numbers {
		facts.ByNumber[n] = w.number(n)
	}
	w.further(&facts, need)
	return facts
}

func (w world) further(facts *Facts, need Need) {
	if need.Members || need.MembersIfUnknown && len(facts.ByNickname) < len(need.Nicknames) {
		facts.Members = w.members
	}
	if need.MutesSender {
		facts.MutesSender = map[MemberID]bool{}
		for _, m := range facts.ByNickname {
			facts.MutesSender[m.ID] = slices.Contains(w.muters, m.ID)
		}
	}
	w.logAndBans(facts, need)
	if need.Commands {
		facts.Commands = w.made
	}
	if need.Calls {
		facts.CallsLastMinute = w.calls
	}
	if need.Muted {
		facts.Muted = w.muted
	}
	if need.Recent > 0 {
		facts.Recent = w.recent
	}
	if need.Missed {
		facts.Missed = w.missed
	}
	if need.Chat {
		facts.ChatLastMinute, facts.BacklogSegments = w.lastChats, w.backlog
		for _, m := range w.members {
			if m.Receives() {
				facts.ReceiverCount++
			}
		}
	}
}

func (w world) logAndBans(facts *Facts, need Need) {
	if need.Log > 0 {
		facts.Log = w.log[:min(need.Log, len(w.log))]
	}
	for _, key := range need.BannedAs {
		if number, ok := w.banned[key]; ok {
			if facts.BannedAs == nil {
				facts.BannedAs = map[string]E164{}
			}
			facts.BannedAs[key] = number
		}
	}
	if need.Today != nil {
		facts.MessagesToday, facts.MessagesMore = w.today, w.more
	}
}

func (w world) number(n E164) NumberFacts {
	facts := w.numbers[n]
	for i := range w.members {
		if w.members[i].Number == n {
			facts.Member = &w.members[i]
			facts.OptedOut = facts.OptedOut || w.members[i].OptedOut
		}
	}
	return facts
}

// outcome collects changes, directs, broadcasts and calls, each in its order.
func outcome(kind string, parts ...any) Outcome {
	out := Outcome{Kind: kind}
	for _, part := range parts {
		switch part := part.(type) {
		case Change:
			out.Changes = append(out.Changes, part)
		case Direct:
			out.Directs = append(out.Directs, part)
		case Broadcast:
			out.Broadcasts = append(out.Broadcasts, part)
		case Call:
			out.Calls = append(out.Calls, part)
		default:
			panic("an outcome has changes, directs, broadcasts and calls")
		}
	}
	return out
}

func reply(to E164, body string) Direct  { return Direct{To: to, Body: body, Kind: Reply} }
func notice(to E164, body string) Direct { return Direct{To: to, Body: body, Kind: Notice} }

// patient is a notice that does not wake its reader.
func patient(to E164, body string) Direct {
	return Direct{To: to, Body: body, Kind: Notice, Patient: true}
}

// said is a chat text that goes to the room.
func said(author MemberID, body string, media ...Media) Broadcast {
	return Broadcast{Author: author, Kind: Chat, Body: body, Media: media}
}

// worded has other words for phones that take no pictures.
func worded(b Broadcast, words string) Broadcast {
	b.Words = words
	return b
}

// announced tells of the author, or of who joins if there is none.
func announced(author MemberID, body string) Broadcast {
	return Broadcast{Author: author, Kind: Announcement, Body: body, About: author, AboutNew: author == 0}
}

// decides is the body of the tables: a world hears one text, and this is all it does.
func decides(w world, text Text, want Outcome) {
	GinkgoHelper()
	Expect(w.hears(text)).To(Equal(want))
}

// calling asks the service of a command.
func calling(command, words string) Outcome {
	return outcome("custom-command", Call{Command: command, Text: words})
}
