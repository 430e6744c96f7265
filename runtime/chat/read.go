package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of texts that Read tells apart.
const (
	// readDropped is what the room must not even look at: its own texts.
	readDropped readingKind = iota
	// readNothing is white space.
	readNothing
	readChat
	readCommand
	readKeyword
	readTapback
)

// Read says what a text is and which facts deciding about it needs.
func Read(room Room, text Text) Reading {
	body := cleaned(text.Body)
	switch {
	case text.From == room.Number || !text.From.answerable():
		return Reading{kind: readDropped}
	case keywordOf(body, text.OptOutType) != noKeyword:
		return readKeywordText(body, text.OptOutType)
	}
	return readWords(room, text, body)
}

// readWords reads what is neither the room's own text nor a keyword of the carriers.
func readWords(room Room, text Text, body string) Reading {
	if body == "" && len(text.Media) == 0 && text.TooLarge == 0 {
		return Reading{kind: readNothing}
	}
	name, rest, ok := splitCommand(body, room.Prefix)
	if !ok {
		reading := Reading{kind: readChat, body: unescape(body, room.Prefix)}
		needRoom(&room, &reading.Need)
		if room.Reactions != BroadcastReactions && len(text.Media) == 0 && text.TooLarge == 0 {
			reading.readTapback(body)
		}
		return reading
	}
	return readCommandText(room, text, name, rest)
}

// CommandOf is the command that a body holds, and its arguments; no name for chat.
func CommandOf(body string, prefix rune) (name string, args []string) {
	name, rest, ok := splitCommand(cleaned(body), prefix)
	if !ok {
		return "", nil
	}
	return name, strings.Fields(rest)
}

func cleaned(body string) string { return strings.TrimSpace(strings.ToValidUTF8(body, "\ufffd")) }

// splitCommand takes a command's name and the rest from a text: the prefix directly
// followed by a letter begins one.
func splitCommand(body string, prefix rune) (name, rest string, ok bool) {
	first, size := utf8.DecodeRuneInString(body)
	if !isPrefix(first, prefix) {
		return "", "", false
	}
	body = body[size:]
	if next, _ := utf8.DecodeRuneInString(body); !unicode.IsLetter(next) {
		return "", "", false
	}
	end := strings.IndexFunc(body, unicode.IsSpace)
	if end < 0 {
		end = len(body)
	}
	return strings.ToLower(body[:end]), strings.TrimSpace(body[end:]), true
}

// unescape turns a doubled prefix into one.
func unescape(body string, prefix rune) string {
	first, size := utf8.DecodeRuneInString(body)
	if !isPrefix(first, prefix) {
		return body
	}
	if second, _ := utf8.DecodeRuneInString(body[size:]); isPrefix(second, prefix) {
		return body[size:]
	}
	return body
}

// isPrefix accepts the full-width form too, which East Asian keyboards type.
func isPrefix(r, prefix rune) bool {
	const fullWidth = '＃' - '#'
	return r == prefix || r == prefix+fullWidth
}

// readCommandText takes copies, so that those of chat, the hot path, stay off the heap.
func readCommandText(room Room, text Text, name, rest string) Reading {
	reading := Reading{kind: readCommand, command: name, rest: rest, args: strings.Fields(rest)}
	switch c := builtin(name); {
	case c == nil:
		reading.Need.Commands, reading.Need.Calls = true, true
	case c.about().takes(len(reading.args)):
		c.read(&room, &text, &reading)
	}
	return reading
}
