package carrier

import (
	"bytes"
	"encoding/json"
)

// scanTop walks the members of a JSON object and calls found for each whose value is a
// string, with its token as it stands (see unquote); it looks into no nested value and
// stops at the first thing that is not JSON. It exists because decoding the whole answer
// costs more than sending the request.
func scanTop(b []byte, found func(key string, token []byte)) {
	s := scanner{b: b}
	if !s.take('{') {
		return
	}
	for {
		key, ok := s.str()
		if !ok || !s.take(':') {
			return
		}
		if token, isString := s.str(); isString {
			found(name(key), token)
		} else if !s.skip() {
			return
		}
		if !s.take(',') {
			return
		}
	}
}

// name gives the names that matter without allocating them anew.
func name(token []byte) string {
	switch string(token) {
	case `"sid"`:
		return "sid"
	case `"status"`:
		return "status"
	case `"num_segments"`:
		return "num_segments"
	}
	if bytes.IndexByte(token, '\\') < 0 {
		return ""
	}
	return unquote(token)
}

// unquote gives the value of a string's token; "" if it has none.
func unquote(token []byte) string {
	if bytes.IndexByte(token, '\\') < 0 {
		return string(token[1 : len(token)-1])
	}
	var v string
	if json.Unmarshal(token, &v) != nil {
		return ""
	}
	return v
}

type scanner struct {
	b []byte
	i int
}

func (s *scanner) space() {
	for ; s.i < len(s.b); s.i++ {
		switch s.b[s.i] {
		case ' ', '\t', '\r', '\n':
		default:
			return
		}
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

// str steps over a string, if it is next, and gives its token.
func (s *scanner) str() ([]byte, bool) {
	s.space()
	start := s.i
	if s.i >= len(s.b) || s.b[s.i] != '"' || !s.skipString() {
		s.i = start
		return nil, false
	}
	return s.b[start:s.i], true
}

// skipString steps from quote to quote, which costs less than from byte to byte.
func (s *scanner) skipString() bool {
	for s.i++; s.i < len(s.b); {
		end := bytes.IndexByte(s.b[s.i:], '"')
		if end < 0 {
			return false
		}
		escape := bytes.IndexByte(s.b[s.i:s.i+end], '\\')
		if escape < 0 {
			s.i += end + 1
			return true
		}
		s.i += escape + 2
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
