package store

import "strings"

// keys builds the name of every key of one room. All of them carry the hash tag
// {room}, so that a room lives in one slot of a Cluster and scripts are atomic there.
// A script names the keys it uses in its header; by those names they are found here.
type keys struct{ prefix string }

func newKeys(room string) keys { return keys{prefix: "smack:{" + room + "}:"} }

// families are the names of keys of which there are many: a script gets what they
// begin with and appends a member, a number or a lane.
const (
	familyMember    = "member_of"    // HASH: one member
	familyLast      = "last_of"      // HASH: what Twilio sent with the last text of each member of a lane
	familyMuters    = "muters_of"    // SET: who mutes this member
	familyMutes     = "mutes_of"     // HASH: whom this member mutes, and from which Seq to which
	familyNumber    = "number_of"    // HASH: what is known of a number for a while
	familyChats     = "chats_of"     // STRING: the times of this member's chat texts of the last minute
	familyInvite    = "invite_of"    // ZSET: this member's invitations of the last day
	familyReactions = "reactions_of" // HASH: who reacted to a message, and what its author knows of it
	familyLane      = "lane_of"      // HASH: a block of 512 members, where it stands in the log
	familyLine      = "line_of"      // LIST: what one phone has still to get, one at a time
	familyState     = "state_of"     // HASH: the state of a line's first entry
	familyCall      = "call_of"      // HASH: one call of a service that is to be made
	familyUses      = "uses_of"      // ZSET: this member's uses of custom commands of the last minute
	familyRecords   = "records_of"   // LIST: the last calls of one command, newest first
	familyLater     = "later_of"     // HASH: whom a service may still answer later, and how often
	familyOnce      = "once_of"      // STRING: the answer to a request that must take effect once
	familySignIn    = "signin_of"    // HASH: a code for the admin screen, hashed, by the hash of what the browser knows
	familySession   = "session_of"   // STRING: who has signed in, by the hash of what the browser keeps
	familyTries     = "tries_of"     // STRING: how often something was tried in the last while
)

// The single keys, by the names that scripts use:
//
//	meta      HASH    counters: seq, member, rev, members, admins, receivers, direct, backlog, commands (their revision), the topic, and the turns of the pairs
//	numbers   HASH    number → member ID
//	phones    STRING  every member's number in 16 bytes, by ID; @ for one that is longer
//	addresses HASH    member ID → an address longer than a number ("whatsapp:+14155550100")
//	nicks     HASH    nickname key → member ID; what a nickname looks like, if that is something else, behind a space → member ID
//	names     ZSET    nickname keys in their order, for a day after somebody searched; see search.go
//	active    STRING  a bit for each member, by ID: who receives chat now
//	optout    SET     numbers that told the carrier STOP
//	banned    SET     numbers that get no answer
//	strangers STRING  answers to people who are no members, of an hour
//	bans      HASH    the last nickname's key of who is banned → number
//	departed  ZSET    numbers of who has left within a day, hashed
//	leaving   HASH    member ID → what is to be forgotten of who has left
//	invitations HASH  number → when it was last invited, in milliseconds
//	log       STREAM  what the room accepted, ID "<seq>-0"
//	consent   STREAM  who agreed to what, when and how
//	seen0/1   SET     MessageSids of the last two days, in turns
//	bound0/1  SET     outbound SIDs that are known to belong to a send, in turns
//	proof0/1  HASH    ref → SID that a callback brought, in turns
//	final0/1  SET     SIDs whose final status is counted, in turns
//	sent0/1   HASH    ref → direct text that the carrier took, in turns
//	due_*     ZSET    what may be claimed when; one per class, the only truth of it
//	off       SET     members who are off their lane
//	quiet     HASH    member ID → the nights of the next days in which the member gets no chat, packed
//	asleep    HASH    member ID → segments that wait for the end of quiet hours, and are no backlog
//	doubts    HASH    ref → line whose first entry is in doubt
//	commands  HASH    name → custom command that was made on the screen
//	disabled  HASH    name → why and when such a command was switched off by itself
//	fails     HASH    name → failed calls in a row
//	recorded  SET     names of commands whose calls are recorded
//	gate      HASH    rate, pause and the day's budget, and what somebody has paused
//	failed    STREAM  dead letters
//	parked    STREAM  doubts that wait for a person
//	stats     HASH    totals
//	figures   STREAM  totals of each quarter of an hour, of 30 days
//	audit     STREAM  who changed what from outside
//	wake      channel the hint that there is work
//	rules     STRING  the rules in force, as JSON
//	probe     STRING  what readiness writes
//	key       STRING  the secret that all pods share
func (k keys) named(name string) string {
	if family, ok := strings.CutSuffix(name, "_of"); ok {
		return k.prefix + family + ":"
	}
	return k.prefix + name
}

func (k keys) all(names []string) []string {
	full := make([]string, len(names))
	for i, name := range names {
		full[i] = k.named(name)
	}
	return full
}

// of is one key of a family.
func (k keys) of(family, id string) string { return k.named(family) + id }
