package main

import (
	"fmt"
	"io"
	"log/slog"
	"reflect"
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

// number is one as people write it, also with something behind it, or as addresses do.
var number = regexp.MustCompile(`(?i:\+|%2b)([1-9][0-9]{6,14})`)

func mask(_ []string, a slog.Attr) slog.Attr {
	text, ok := words(a.Value.Any())
	if !ok || !number.MatchString(text) {
		return a
	}
	return slog.String(a.Key, number.ReplaceAllStringFunc(text, func(n string) string {
		return chat.Mask(chat.E164("+" + number.FindStringSubmatch(n)[1]))
	}))
}

// words is what a value would be logged as, where that is text.
func words(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case error:
		return v.Error(), true
	}
	named := reflect.ValueOf(value)
	return named.String(), named.Kind() == reflect.String
}
