package chat

// Language is the language of the room's replies, as the room file names it. The commands'
// names are the same in all.
type Language string

// The languages of which there is a catalogue.
const (
	English Language = "en"
	German  Language = "de"
)

// words is the room's catalogue.
func (r *Room) words() *catalogue {
	if r.Language == German {
		return &german
	}
	return &english
}
