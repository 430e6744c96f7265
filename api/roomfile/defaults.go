package roomfile

// DefaultCarrierURL is Twilio's REST API.
const DefaultCarrierURL = "https://api.twilio.com"

// Defaults fills in every setting that has a default and was left out. The one default
// it leaves open is chat.defaultRegion, which takes a table of the world's numbers: the
// room fills that in from its own number.
func (f *File) Defaults() {
	fill(&f.DisplayName, f.Room)
	fill(&f.Number.Type, defaultType(f.Number.E164))
	fill(&f.Carrier.BaseURL, DefaultCarrierURL)
	if f.Redis != nil {
		fill(&f.Redis.Mode, Standalone)
	}
	f.Chat.defaults(f.Number.Type)
	f.Limits.defaults()
	f.Delivery.defaults(f.Number.Type)
	for i := range f.Rules {
		fill(&f.Rules[i].Then, ThenContinue)
	}
	for i := range f.Commands {
		f.Commands[i].Defaults()
	}
	fillPointer(&f.Admin.Enabled, true)
}

// defaultType takes what is no E.164 for a short code, the only number without a "+".
func defaultType(number string) NumberType {
	if number != "" && number[0] != '+' {
		return ShortCode
	}
	return LongCode
}

func (c *Chat) defaults(t NumberType) {
	fill(&c.Access, Open)
	fill(&c.Invites, InvitesMembers)
	fill(&c.CommandPrefix, "#")
	fill(&c.TimeZone, "UTC")
	fillPointer(&c.AnnounceJoins, true)
	fill(&c.Reactions, ReactionsFold)
	fill(&c.OptOut, defaultOptOut(t))
	fill(&c.Retention, "30d")
	fill(&c.Language, "en")
}

// defaultOptOut: Twilio answers STOP, START and HELP for every kind of number but short codes
// (https://support.twilio.com/hc/en-us/articles/223181748).
func defaultOptOut(t NumberType) OptOut {
	if t == ShortCode {
		return OptOutSelf
	}
	return OptOutProvider
}

func (l *Limits) defaults() {
	fillPointer(&l.MaxMembers, 10_000)
	fillPointer(&l.MessagesPerMinutePerMember, 20)
	fillPointer(&l.SegmentsPerDay, 0)
	fillPointer(&l.InvitesPerDay, 10)
}

func (d *Delivery) defaults(t NumberType) {
	fillPointer(&d.MessagesPerSecond, defaultRate(t))
	fill(&d.Coalesce, CoalesceAuto)
	fill(&d.Receipts, ReceiptsAuto)
	fill(&d.Validity, "30m")
	fill(&d.DoubtGrace, "10s")
	fill(&d.OnDoubt, OnDoubtResend)
}

// defaultRate is what Twilio lets a number of this kind send, in segments a second.
func defaultRate(t NumberType) int32 {
	switch t {
	case ShortCode:
		return 100
	case TollFree:
		return 3
	default:
		return 1
	}
}

// Defaults fills in every setting of a command that has a default and was left out.
func (c *Command) Defaults() {
	fill(&c.Timeout, "3s")
	fill(&c.Allow, "Members")
	fill(&c.Answer, "Sender")
	fillPointer(&c.RateLimit, 10)
	fillPointer(&c.Enabled, true)
	fill(&c.Format, "Smack")
}

func fill[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func fillPointer[T any](field **T, value T) {
	if *field == nil {
		*field = &value
	}
}
