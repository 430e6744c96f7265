package main

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"

	"github.com/smackdev/smack/runtime/chat"
)

// newLog writes JSON, one line an event. Whoever logs a number masks it; that none slips
// through inside an error is seen to here.
func newLog(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("--log-level: %w", err)
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l, ReplaceAttr: mask})), nil
}

var number = regexp.MustCompile(`\+[1-9][0-9]{6,14}\b`)

func mask(_ []string, a slog.Attr) slog.Attr {
	text := ""
	switch v := a.Value.Any().(type) {
	case string:
		text = v
	case error:
		text = v.Error()
	case fmt.Stringer:
		text = v.String()
	default:
		return a
	}
	if number.MatchString(text) {
		text = number.ReplaceAllStringFunc(text, func(n string) string { return chat.Mask(chat.E164(n)) })
		return slog.String(a.Key, text)
	}
	return a
}
