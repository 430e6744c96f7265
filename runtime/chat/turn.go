package chat

// turn is the deciding about one text.
type turn struct {
	room    Room
	reading Reading
	text    Text
	facts   Facts
	out     Outcome
}

func (t *turn) change(c Change) { t.out.Changes = append(t.out.Changes, c) }

// reply answers the sender.
func (t *turn) reply(body string) { t.direct(Reply, t.text.From, body) }

// direct sends body to one number, in as many texts as it takes.
func (t *turn) direct(kind DirectKind, to E164, body string) {
	for _, part := range (opening{}).split(body) {
		t.out.Directs = append(t.out.Directs, Direct{To: to, Body: part, Kind: kind})
	}
}

// tell tells a member what the sender has caused, but not in the member's quiet hours.
func (t *turn) tell(m Member, body string) { t.patient(Notice, m, body) }

// patient sends body to a member, but not in the member's quiet hours.
func (t *turn) patient(kind DirectKind, m Member, body string) {
	before := len(t.out.Directs)
	t.direct(kind, m.Number, body)
	for i := range t.out.Directs[before:] {
		t.out.Directs[before+i].Patient = true
	}
}

// announce tells everyone but author, where the room wants that.
func (t *turn) announce(b Broadcast) {
	if t.room.AnnounceJoins {
		b.Kind = Announcement
		t.out.Broadcasts = append(t.out.Broadcasts, b)
	}
}

// arrival notes what any text from a member says of its phone.
func (t *turn) arrival() {
	m := t.facts.Sender
	if m == nil {
		return
	}
	if m.Unreachable {
		t.change(SetReachable{Member: m.ID})
	}
	if t.text.Place != (Place{}) && t.text.Place != m.Place {
		t.change(SetPlace{Member: m.ID, Place: t.text.Place})
	}
}

// say fills a message of the room's catalogue: name is followed by its value.
func (t *turn) say(m message, nameValues ...string) string {
	return t.room.say(m, nameValues...)
}
