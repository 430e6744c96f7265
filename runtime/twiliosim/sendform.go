package twiliosim

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
)

// sendForm is the form of POST Messages. Its parts point into scratch, which is used again for
// the next request; what is kept is copied.
type sendForm struct {
	raw, scratch                            []byte
	to, from, body, callback, service       []byte
	validity, scheduleType, sendAt, content []byte
	media                                   [][]byte
}

var sendForms = sync.Pool{New: func() any { return &sendForm{raw: make([]byte, 0, 4096), scratch: make([]byte, 0, 4096)} }}

// maxForm is more than any message needs: 1,600 characters, each escaped, and ten picture URLs.
const maxForm = 128 << 10

var errFormTooLong = errors.New("the form is too long")

// read takes the request's body and finds the parameters in it.
func (f *sendForm) read(r *http.Request) error {
	*f = sendForm{raw: f.raw[:0], scratch: f.scratch[:0], media: f.media[:0]}
	for {
		if len(f.raw) == cap(f.raw) {
			f.raw = append(f.raw, 0)[:len(f.raw)]
		}
		n, err := r.Body.Read(f.raw[len(f.raw):cap(f.raw)])
		f.raw = f.raw[:len(f.raw)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if len(f.raw) > maxForm {
			return errFormTooLong
		}
	}
	f.split()
	return nil
}

var equalsSign = []byte{'='}

// split cuts the form into its parameters. The first value of a name counts, MediaUrl repeats.
func (f *sendForm) split() {
	if cap(f.scratch) < len(f.raw) {
		f.scratch = make([]byte, 0, cap(f.raw)) // never grows below: the parts point into it
	}
	rest := f.raw
	for len(rest) > 0 {
		pair := rest
		if i := bytes.IndexByte(rest, '&'); i >= 0 {
			pair, rest = rest[:i], rest[i+1:]
		} else {
			rest = nil
		}
		name, value, _ := bytes.Cut(pair, equalsSign)
		f.set(name, f.unescape(value))
	}
}

func (f *sendForm) set(name, value []byte) {
	var field *[]byte
	switch string(name) {
	case "To":
		field = &f.to
	case "From":
		field = &f.from
	case "Body":
		field = &f.body
	case "StatusCallback":
		field = &f.callback
	case "MessagingServiceSid":
		field = &f.service
	case "ValidityPeriod":
		field = &f.validity
	case "ScheduleType":
		field = &f.scheduleType
	case "SendAt":
		field = &f.sendAt
	case "ContentSid":
		field = &f.content
	case "MediaUrl":
		f.media = append(f.media, value)
		return
	default:
		return
	}
	if *field == nil {
		*field = value
	}
}

// unescape decodes a value into scratch. A broken escape stays as it is.
func (f *sendForm) unescape(value []byte) []byte {
	start := len(f.scratch)
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '+':
			c = ' '
		case c == '%' && i+2 < len(value):
			high, low := unhex(value[i+1]), unhex(value[i+2])
			if high < 16 && low < 16 {
				c, i = high<<4|low, i+2
			}
		}
		f.scratch = append(f.scratch, c)
	}
	return f.scratch[start:len(f.scratch):len(f.scratch)]
}

func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}
