package carrier

import (
	"bytes"
	"encoding/json"
	"strings"
)

// scanTop walks the members of a JSON object and calls found for each whose value is a
// string; it looks into no nested value and stops at the first thing that is not JSON.
// It exists because decoding the whole answer costs more than sending the request.
func scanTop(b []byte, found func(key, value string)) {
	s := scanner{b: b}
	if !s.take('{') {
		return
	}
	for {
		key, ok := s.str()
		if !ok || !s.take(':') {
			return
		}
		if value, isString := s.str(); isString {
			found(key, value)
		} else if !s.skip() {
			return
		}
		if !s.take(',') {
			return
		}
	}
}

type scanner struct {
	b []byte
	i int
}

func (s *scanner) space() {
	for s.i < len(s.b) && strings.IndexByte(" \t\r\n", s.b[s.i]) >= 0 {
		s.i++
	}
}

// take steps over c, if it is next.
func (s *scanner) take(c byte) bool {
	s.space()
	if s.i >= len(s.b) || s.b[s.i] != c {
		return false
	}
	s.i++
	return true
}

// str steps over a string, if it is next, and gives its value.
func (s *scanner) str() (string, bool) {
	s.space()
	start := s.i
	if s.i >= len(s.b) || s.b[s.i] != '"' || !s.skipString() {
		s.i = start
		return "", false
	}
	raw := s.b[start:s.i]
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1]), true
	}
	var v string
	return v, json.Unmarshal(raw, &v) == nil
}

func (s *scanner) skipString() bool {
	for s.i++; s.i < len(s.b); s.i++ {
		switch s.b[s.i] {
		case '\\':
			s.i++
		case '"':
			s.i++
			return true
		}
	}
	return false
}

// skip steps over a value that is no string: to the comma or bracket that ends it.
func (s *scanner) skip() bool {
	for depth := 0; s.i < len(s.b); s.i++ {
		switch s.b[s.i] {
		case '"':
			if !s.skipString() {
				return false
			}
			s.i--
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return true
			}
			depth--
		case ',':
			if depth == 0 {
				return true
			}
		}
	}
	return false
}
