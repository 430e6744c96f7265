package twiliosim

import (
	"strconv"
	"unicode/utf8"
)

// appendMessage writes a message as JSON without reflection: answers to POST Messages are the
// one path on which the simulator's own cost would spoil a measurement.
func (s *Sim) appendMessage(b []byte, m *message, now int64, status Status) []byte {
	var sid [34]byte
	s.mint.put(sid[:], m.prefix(), sidMessage, m.seq)
	uri := func(b []byte, tail string) []byte {
		b = append(b, accountsPath...)
		b = append(append(b, m.account.sid...), "/Messages/"...)
		return append(append(append(b, sid[:]...), tail...), '"')
	}
	b = append(append(b, `{"account_sid":"`...), m.account.sid...)
	b = append(b, `","api_version":"2010-04-01","body":`...)
	b = appendJSONString(b, m.body)
	b = appendDate(append(b, `,"date_created":`...), m.created)
	b = appendDateSent(append(b, `,"date_sent":`...), m, now)
	b = appendDate(append(b, `,"date_updated":`...), m.changed(now))
	b = append(append(append(b, `,"direction":"`...), m.more.direction...), '"')
	b = appendError(b, m.errorAt(now))
	b = appendJSONString(append(b, `,"from":`...), m.from)
	b = appendService(append(b, `,"messaging_service_sid":`...), m.more.service)
	b = strconv.AppendInt(append(b, `,"num_media":"`...), int64(m.mediaCount()), 10)
	b = strconv.AppendInt(append(b, `","num_segments":"`...), m.shownSegments(status), 10)
	b = appendPrice(append(b, `","price":`...), m, now)
	b = append(append(b, `,"price_unit":"USD","sid":"`...), sid[:]...)
	b = append(append(append(b, `","status":"`...), status...), `","subresource_uris":{"media":"`...)
	b = uri(b, "/Media.json")
	b = appendJSONString(append(b, `},"to":`...), m.to)
	b = uri(append(b, `,"uri":"`...), ".json")
	return append(b, '}')
}

// shownSegments is 0 until a Messaging Service has picked a sender.
func (m *message) shownSegments(status Status) int64 {
	if status == Accepted || status == Scheduled {
		return 0
	}
	return int64(m.segment)
}

func appendDate(b []byte, ns int64) []byte {
	return append(at(ns).AppendFormat(append(b, '"'), rfc2822Layout), '"')
}

// appendDateSent writes null while the message is queued.
func appendDateSent(b []byte, m *message, now int64) []byte {
	if now < m.sent || m.outcome == Failed && m.sent >= m.done || m.outcome == Canceled {
		return append(b, "null"...)
	}
	return appendDate(b, m.sent)
}

func appendError(b []byte, code int32) []byte {
	if code == 0 {
		return append(b, `,"error_code":null,"error_message":null`...)
	}
	b = strconv.AppendInt(append(b, `,"error_code":`...), int64(code), 10)
	return appendJSONString(append(b, `,"error_message":`...), deliveryErrors[code])
}

func appendService(b []byte, service *Service) []byte {
	if service == nil {
		return append(b, "null"...)
	}
	return append(append(append(b, '"'), service.sid...), '"')
}

// appendPrice writes what a message cost in the US, known once it was sent.
func appendPrice(b []byte, m *message, now int64) []byte {
	if now < m.sent || m.outcome == Canceled {
		return append(b, "null"...)
	}
	cents := int64(m.segment) * 830 // $0.00830 a segment, in hundred-thousandths
	if m.mediaCount() > 0 {
		cents = 2200
	}
	text := strconv.FormatFloat(float64(cents)/100000, 'f', 5, 64)
	return append(append(append(b, `"-`...), text...), '"')
}

const hexDigits = "0123456789abcdef"

// appendJSONString writes a text in quotes, escaped.
func appendJSONString(b []byte, text string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r != utf8.RuneError || size > 1 {
				i += size - 1
				continue
			}
		}
		b = append(b, text[from:i]...)
		b = appendEscaped(b, c)
		from = i + 1
	}
	return append(append(b, text[from:]...), '"')
}

func appendEscaped(b []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, '\\', 'n')
	case c >= utf8.RuneSelf:
		return append(b, `\ufffd`...)
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}
