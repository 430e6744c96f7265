package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/smackdev/smack/runtime/chat"
)

// work is an outcome as the commit script takes it.
type work struct {
	// Ops are Redis commands, MUTE, REACT, LEAVE, UNBAN and NAME.
	Ops [][]string `json:"ops,omitempty"`
	// Seats are members whose flags changed: are they among the active?
	Seats []string `json:"seats,omitempty"`
	// Bump raises the membership revision and makes the commit rest on the one read.
	Bump bool `json:"bump,omitempty"`
	// Pace is the member who chats, or empty.
	Pace  string `json:"pace,omitempty"`
	Parts []part `json:"parts,omitempty"`
	Lines []line `json:"lines,omitempty"`
	// Calls are fields and values of each call, Uses what counts for the sender's rate.
	Calls [][]string `json:"calls,omitempty"`
	Uses  []use      `json:"uses,omitempty"`
	// Done is the call that this answers.
	Done string `json:"done,omitempty"`
}

// part is one entry of the log to be.
type part struct {
	Fields   []string `json:"fields"`
	Segments int      `json:"segments"`
	// Begins says that it is the first of another text.
	Begins bool `json:"begins,omitempty"`
}

// line is one direct text to be queued.
type line struct {
	Name string `json:"name"`
	Item string `json:"item"`
}

// Words that the script replaces: the last Seq before this commit, the time in ms, what the
// carrier sent, and its name for the text.
const (
	wordSeq    = "\x1fseq"
	wordNow    = "\x1fnow"
	wordFields = "\x1ffields"
	wordSID    = "\x1fsid"
)

func (s *Store) compile(ctx context.Context, facts chat.Facts, out chat.Outcome) (*work, error) {
	w := &work{}
	c := compiler{work: w, keys: s.keys, facts: facts, options: s.options}
	var err error
	if c.nextID, err = s.nextID(ctx, out.Changes); err != nil {
		return nil, err
	}
	for _, change := range out.Changes {
		c.change(change)
	}
	w.broadcasts(facts, c.named(out.Broadcasts), s.options.Segments)
	c.tag(out.Tags)
	if out.Paced && facts.Sender != nil {
		w.Pace = idText(facts.Sender.ID)
	}
	w.directs(out.Directs, s.options.Segments)
	w.calls(out.Calls)
	if facts.Sender == nil {
		c.answered(out)
	}
	return w, nil
}

// nextID is read only for joins. A join that comes between raises the revision, so
// the commit is refused rather than a number given twice.
func (s *Store) nextID(ctx context.Context, changes []chat.Change) (chat.MemberID, error) {
	for _, change := range changes {
		if _, ok := change.(chat.Join); ok {
			last, err := s.client.HMGet(ctx, s.keys.named("meta"), "member").Result()
			if err != nil {
				return 0, fmt.Errorf("reading the last member's number: %w", err)
			}
			return memberID(asText(item(last, 0))) + 1, nil
		}
	}
	return 0, nil
}

// named gives the announcement of who joins with the same outcome the new member's ID.
func (c *compiler) named(list []chat.Broadcast) []chat.Broadcast {
	for i, b := range list {
		if b.AboutNew {
			list = slices.Clone(list)
			list[i].About = c.nextID - 1
		}
	}
	return list
}

func (w *work) broadcasts(facts chat.Facts, list []chat.Broadcast, segments func(string) int) {
	for _, b := range list {
		var nickname chat.Nickname
		if facts.Sender != nil && facts.Sender.ID == b.Author {
			nickname = facts.Sender.Nickname
		}
		w.Parts = append(w.Parts, newPart(b, nickname, segments))
		if b.Kind == chat.Chat && facts.Sender != nil {
			w.Pace = idText(facts.Sender.ID)
		}
	}
}

// newPart is a broadcast as the log keeps it; nickname is the author's, if it is known.
func newPart(b chat.Broadcast, nickname chat.Nickname, segments func(string) int) part {
	p := part{Segments: cost(b.Body, b.Media, segments), Fields: make([]string, 0, 14), Begins: b.Begins}
	p.add(entryKind, string(b.Kind))
	p.add(entrySegments, decimal(int64(p.Segments)))
	p.add(entryBody, b.Body)
	if b.Author != 0 {
		p.add(entryAuthor, idText(b.Author))
		p.add(entryNickname, nickname.String())
	}
	if b.About != 0 {
		p.add(entryAbout, idText(b.About))
	}
	if media := encodePictures(b.Media, b.Words); media != "" {
		p.add(entryMedia, media)
	}
	return p
}

func (p *part) add(field, value string) { p.Fields = append(p.Fields, field, value) }

func (w *work) directs(list []chat.Direct, segments func(string) int) {
	for _, d := range list {
		w.Lines = append(w.Lines, line{Name: directLine(d.To), Item: encodeDirect(d, segments)})
	}
}

// cost is what sending a text takes of the number's rate.
func cost(body string, media []chat.Media, segments func(string) int) int {
	if len(media) > 0 {
		return chat.MMSSegments
	}
	return max(segments(body), 1)
}
