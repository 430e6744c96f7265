package admin

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// Member is one person in the room.
type Member struct {
	ID       chat.MemberID `json:"id"`
	Nickname string        `json:"nickname"`
	Number   string        `json:"number"`
	JoinedAt time.Time     `json:"joinedAt"`
	// Receives says that chat goes to the member now; Active, OptedOut and Unreachable say why
	// not.
	Receives    bool `json:"receives"`
	Active      bool `json:"active"`
	OptedOut    bool `json:"optedOut"`
	Unreachable bool `json:"unreachable"`
	Admin       bool `json:"admin"`
	// Owner says that the room file lists the number among its admins.
	Owner   bool `json:"owner"`
	Private bool `json:"private"`
	// Messages are the member's chat texts.
	Messages int64 `json:"messages"`
	// Quiet are the hours in which the member gets no chat, as the member set them.
	Quiet string `json:"quiet,omitempty"`
	// MutedUntil is when everybody hears the member's chat again; zero if they do.
	MutedUntil time.Time `json:"mutedUntil,omitzero"`
	// Place is where the member's last text came from, as the carrier says.
	Place string `json:"place,omitempty"`
}

// MemberQuery asks for a page of members.
type MemberQuery struct {
	// After is a page's Next; empty for the first page.
	After string
	// Search is a nickname, the beginning of one, or a whole number.
	Search string
	// Limit is the page's size; 0 is DefaultPage.
	Limit int
}

// MemberPage is a page of members in the order in which they joined, or by nickname where
// they were searched for.
type MemberPage struct {
	Members []Member `json:"members"`
	// Next is the cursor of the next page; empty at the end.
	Next string `json:"next,omitempty"`
	// Total is how many members the room has.
	Total int64 `json:"total"`
	// Indexing says that only exact matches are shown, because the index that finds the
	// beginnings of nicknames is being made: search again in some seconds.
	Indexing bool `json:"indexing,omitempty"`
}

// Members is a page of members, all or those that are searched for.
func (d *Desk) Members(ctx context.Context, a Actor, q MemberQuery) (MemberPage, error) {
	limit, err := d.pageFor(a, q.Limit)
	if err != nil {
		return MemberPage{}, err
	}
	if strings.TrimSpace(q.Search) != "" {
		return d.search(ctx, a, q, limit)
	}
	after, err := strconv.ParseUint(orZero(q.After), 10, 32)
	if err != nil {
		return MemberPage{}, noCursor()
	}
	page, err := d.Store.MembersAfter(ctx, chat.MemberID(after), limit)
	if err != nil {
		return MemberPage{}, fmt.Errorf("listing members: %w", err)
	}
	shown := MemberPage{Members: d.shownTo(a, page.Members), Total: page.Total}
	if page.Next > 0 {
		shown.Next = strconv.FormatUint(uint64(page.Next), 10)
	}
	return shown, nil
}

// maxSearch bounds what is searched for, in bytes; a nickname has 20 characters at most.
const maxSearch = 100

func (d *Desk) search(ctx context.Context, a Actor, q MemberQuery, limit int) (MemberPage, error) {
	if len(q.Search) > maxSearch || len(q.After) > maxSearch {
		return MemberPage{}, wrong("search", "Search for at most %d characters.", maxSearch)
	}
	s := store.Search{Limit: limit, After: q.After}
	if number, ok := d.keptNumber(q.Search); ok {
		if a.Role != Admin {
			return MemberPage{}, wrong("search", "Only admins can search by number. Search for a nickname.")
		}
		s.Number = number
	} else {
		s.Beginning = chat.NicknameKey(q.Search)
	}
	found, err := d.Store.Search(ctx, s)
	if err != nil {
		return MemberPage{}, fmt.Errorf("searching members: %w", err)
	}
	return MemberPage{
		Members: d.shownTo(a, found.Members), Next: found.Next, Total: found.Total,
		Indexing: !found.Whole && s.Number == "",
	}, nil
}

// typedNumber reads a number as people type it, or one of another channel.
func (d *Desk) typedNumber(text string) (chat.E164, bool) {
	text = strings.TrimSpace(text)
	if strings.Contains(text, ":") {
		number, err := chat.CarrierNumber(text)
		return number, err == nil
	}
	if !strings.ContainsAny(text[:min(1, len(text))], "+(0123456789") {
		return "", false
	}
	number, err := chat.ParseE164(text, d.Settings().Room.Region)
	return number, err == nil
}

// plainNumber is a number as Redis has it.
var plainNumber = regexp.MustCompile(`^\+?[0-9]{3,15}$`)

// keptNumber reads a number that is known already: also a short code, and one that no numbering
// plan has, if the carrier brought it.
func (d *Desk) keptNumber(text string) (chat.E164, bool) {
	if number, ok := d.typedNumber(text); ok {
		return number, true
	}
	text = strings.TrimSpace(text)
	return chat.E164(text), plainNumber.MatchString(text)
}

// Member is one member.
func (d *Desk) Member(ctx context.Context, a Actor, id chat.MemberID) (Member, error) {
	if err := d.mayLook(a); err != nil {
		return Member{}, err
	}
	m, err := d.memberOf(ctx, id)
	if err != nil {
		return Member{}, err
	}
	return d.shownTo(a, []chat.Member{m})[0], nil
}

func (d *Desk) memberOf(ctx context.Context, id chat.MemberID) (chat.Member, error) {
	m, err := d.Store.Member(ctx, id)
	if err != nil {
		return chat.Member{}, err
	}
	if m == nil {
		return chat.Member{}, refuse(NotFound, "There is no member %d, or it has left the room.", id)
	}
	return *m, nil
}

func (d *Desk) shownTo(a Actor, members []chat.Member) []Member {
	owners := d.Settings().Room.Admins
	shown := make([]Member, len(members))
	for i, m := range members {
		shown[i] = Member{
			ID: m.ID, Nickname: m.Nickname.String(), Number: a.sees(m.Number), JoinedAt: m.JoinedAt,
			Receives: m.Receives(), Active: m.Active, OptedOut: m.OptedOut, Unreachable: m.Unreachable,
			Admin: m.Admin, Owner: slices.Contains(owners, m.Number), Private: m.Private, Messages: m.Messages,
			Quiet: quietHours(m.Quiet), Place: m.Place.String(),
		}
		if m.Silenced(d.Now()) {
			shown[i].MutedUntil = m.SilencedUntil
		}
	}
	return shown
}

// quietHours are hours as members set them: "22:00-07:00 Europe/Berlin".
func quietHours(q chat.Quiet) string {
	if q == (chat.Quiet{}) {
		return ""
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d %s", q.From()/60, q.From()%60, q.To()/60, q.To()%60, q.Zone())
}

func orZero(text string) string {
	if text == "" {
		return "0"
	}
	return text
}
