package chat

import (
	"errors"
	"slices"
	"time"
)

// Action is what somebody does to a member without texting: on a screen, or by a program.
// The members concerned are told what they would be told by another member's command; who
// acts gets no text.
type Action struct {
	Do Doing
	// Member is to whom, and Number the number, which the facts have to tell of. A ban or its
	// end may be of a number alone.
	Member MemberID
	Number E164
	// Nickname is the new one, for Naming.
	Nickname string
	// Until is the end of a Silencing.
	Until time.Time
	// By is the member who acts, ByName what others call it; 0 and empty for a program.
	By     MemberID
	ByName string
}

// Doing is a kind of action.
type Doing int

// The kinds of actions.
const (
	// Silencing keeps the member's chat from everybody for a while; Unsilencing ends that.
	Silencing Doing = iota
	Unsilencing
	// Stopping ends that the member gets chat, Starting begins it again.
	Stopping
	Starting
	// Promoting makes the member an admin, Demoting takes that back.
	Promoting
	Demoting
	// Kicking removes the member, who may come back.
	Kicking
	// Banning shuts the number out for good, with the member if it has one; Unbanning ends it.
	Banning
	Unbanning
	// Naming gives the member another nickname.
	Naming
)

// KindAction is the Kind of an outcome of Act.
const KindAction = "action"

// Why an action does not happen.
var (
	// ErrNobody: the member has left meanwhile.
	ErrNobody = errors.New("there is no such member any more")
	// ErrLastAdmin: the room would be without an admin.
	ErrLastAdmin = errors.New("this is the room's last admin")
	// ErrOneself: people would shut themselves out by mistake.
	ErrOneself = errors.New("nobody can remove or ban oneself")
	// ErrOwner: the room's owner made the member an admin.
	ErrOwner = errors.New("the room's owner made this number an admin")
	// ErrAlready: it is so already.
	ErrAlready = errors.New("that is so already")
	// ErrNicknameTaken: somebody else has it, or one that looks like it.
	ErrNicknameTaken = errors.New("somebody else has this nickname, or one that looks like it")
)

// Need says what Act has to know.
func (a Action) Need() Need {
	need := Need{Numbers: []E164{a.Number}}
	if wanted, err := ParseNickname(a.Nickname); a.Do == Naming && err == nil {
		need.Nicknames = append([]string{wanted.Key()}, wanted.likeKeys()...)
	}
	return need
}

// Act says what an action does. The error says why it does nothing; it is one of those above,
// one of ParseNickname, or ErrNoNumber.
func Act(room Room, a Action, facts Facts) (Outcome, error) {
	t := &turn{room: room, facts: facts, out: Outcome{Kind: KindAction}}
	about := facts.ByNumber[a.Number]
	var err error
	switch {
	case a.Do == Unbanning:
		err = t.letIn(a.Number, about)
	case a.Do == Banning && a.Member == 0:
		err = t.keepOut(a, about)
	case about.Member == nil || about.Member.ID != a.Member:
		err = ErrNobody
	default:
		err = t.act(a, *about.Member)
	}
	if err != nil {
		return Outcome{}, err
	}
	return t.out, nil
}

func (t *turn) act(a Action, m Member) error {
	switch a.Do {
	case Silencing, Unsilencing:
		return t.silence(a, m)
	case Stopping, Starting:
		return t.setActive(m, a.Do == Starting)
	case Promoting, Demoting:
		return t.setRights(a, m, a.Do == Promoting)
	case Naming:
		return t.rename(a, m)
	case Banning:
		return t.keepOut(a, t.facts.ByNumber[a.Number])
	default:
		return t.kick(a, m)
	}
}

// silence is told when the member says something.
func (t *turn) silence(a Action, m Member) error {
	if a.Do == Unsilencing && !m.Silenced(t.facts.Now) {
		return ErrAlready
	}
	change := Silence{Member: m.ID}
	if a.Do == Silencing {
		change.Until = a.Until
	}
	t.change(change)
	return nil
}

func (t *turn) setActive(m Member, on bool) error {
	if m.Active == on {
		return ErrAlready
	}
	t.change(SetActive{Member: m.ID, Active: on})
	if on {
		t.tellUnlessOptedOut(m, t.say(msgBack, "name", m.Nickname.String()))
	} else {
		t.tellUnlessOptedOut(m, t.say(msgStop))
	}
	return nil
}

func (t *turn) setRights(a Action, m Member, on bool) error {
	switch {
	case m.Admin == on:
		return ErrAlready
	case !on && t.facts.AdminCount <= 1:
		return ErrLastAdmin
	}
	t.change(SetAdmin{Member: m.ID, Admin: on})
	if m.ID == a.By {
		return nil
	}
	by, words := a.ByName, msgAdminTaken
	if by == "" {
		by = t.say(wordSomeAdmin)
	}
	if on {
		words = msgAdminGiven
	}
	t.tellUnlessOptedOut(m, t.say(words, "name", by))
	return nil
}

func (t *turn) rename(a Action, m Member) error {
	wanted, err := ParseNickname(a.Nickname)
	if err != nil {
		return err
	}
	t.facts.Sender = &m // whose own nickname is not taken by another
	switch {
	case wanted.String() == m.Nickname.String():
		return ErrAlready
	case t.taken(wanted) || t.takenByLooks(wanted):
		return ErrNicknameTaken
	}
	t.change(Rename{Member: m.ID, Nickname: wanted})
	if m.ID != a.By {
		t.tellUnlessOptedOut(m, t.say(msgUpdated, "name", wanted.String()))
	}
	t.announce(Broadcast{Author: m.ID, About: m.ID,
		Body: t.say(msgRenamed, "old", m.Nickname.String(), "name", wanted.String())})
	return nil
}

func (t *turn) kick(a Action, m Member) error {
	if err := t.mayRemove(a, m); err != nil {
		return err
	}
	t.remove(m, Kicked)
	t.farewell(m, t.wayBack(m))
	return nil
}

// mayRemove keeps a room from losing by mistake whoever could undo it.
func (t *turn) mayRemove(a Action, m Member) error {
	switch {
	case m.ID == a.By:
		return ErrOneself
	case m.Admin && t.facts.AdminCount <= 1:
		return ErrLastAdmin
	}
	return nil
}

// keepOut bans a number, and the member who has it.
func (t *turn) keepOut(a Action, about NumberFacts) error {
	switch {
	case a.Number == "" || a.Number == t.room.Number:
		return ErrNoNumber
	case about.Banned:
		return ErrAlready
	case slices.Contains(t.room.Admins, a.Number):
		return ErrOwner
	case about.Member == nil:
		t.change(Ban{Number: a.Number})
		return nil
	}
	if err := t.mayRemove(a, *about.Member); err != nil {
		return err
	}
	t.shutOut(*about.Member)
	return nil
}

func (t *turn) letIn(number E164, about NumberFacts) error {
	if !about.Banned {
		return ErrAlready
	}
	t.change(Unban{Number: number})
	return nil
}

func (t *turn) tellUnlessOptedOut(m Member, body string) {
	if !m.OptedOut {
		t.tell(m, body)
	}
}
