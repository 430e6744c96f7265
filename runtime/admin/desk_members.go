package admin

import (
	"context"
	"time"

	"github.com/smackdev/smack/runtime/chat"
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
	Place      string    `json:"place,omitempty"`
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
	return MemberPage{}, errLater
}

// Member is one member.
func (d *Desk) Member(ctx context.Context, a Actor, id chat.MemberID) (Member, error) {
	return Member{}, errLater
}

// Banned is a number that gets no answer.
type Banned struct {
	// ID names the ban; Unban takes it.
	ID     string `json:"id"`
	Number string `json:"number"`
	// Nickname is the last one, as it is compared; empty where the number was no member's.
	Nickname string `json:"nickname,omitempty"`
}

// BannedPage is all who are banned, or the first of them.
type BannedPage struct {
	Banned []Banned `json:"banned"`
	// Total is how many there are; a page shows at most MaxBanned.
	Total int64 `json:"total"`
}

// MaxBanned is how many bans are shown.
const MaxBanned = 1000

// Banned lists who is banned.
func (d *Desk) Banned(ctx context.Context, a Actor) (BannedPage, error) {
	return BannedPage{}, errLater
}
