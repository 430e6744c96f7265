package twiliosim

import (
	"encoding/xml"
	"fmt"
	"mime"
	"strings"
)

// twiml is what the simulator knows of TwiML: messages to send. Other verbs are skipped.
type twiml struct {
	XMLName  xml.Name       `xml:"Response"`
	Messages []twimlMessage `xml:"Message"`
	Sms      []twimlMessage `xml:"Sms"`
}

type twimlMessage struct {
	To             string   `xml:"to,attr"`
	From           string   `xml:"from,attr"`
	StatusCallback string   `xml:"statusCallback,attr"`
	Action         string   `xml:"action,attr"`
	Text           string   `xml:",chardata"`
	Bodies         []string `xml:"Body"`
	Media          []string `xml:"Media"`
}

func (m twimlMessage) body() string {
	if len(m.Bodies) > 0 {
		return strings.Join(m.Bodies, "")
	}
	return strings.TrimSpace(m.Text)
}

// parseTwiML reads an answer. Anything but one Response element is error 12100.
func parseTwiML(body []byte) (twiml, error) {
	var doc twiml
	if err := xml.Unmarshal(body, &doc); err != nil {
		return twiml{}, fmt.Errorf("read TwiML: %w", err)
	}
	return doc, nil
}

// obeyTwiML sends what a webhook answered, and returns the bodies.
func (s *Sim) obeyTwiML(in *arrival, a Attempt) []string {
	var messages []twimlMessage
	if kind, _, _ := mime.ParseMediaType(a.contentType); kind == "text/plain" && len(a.body) > 0 {
		messages = []twimlMessage{{Text: string(a.body)}}
	} else if doc, err := parseTwiML(a.body); err == nil {
		messages = append(doc.Messages, doc.Sms...)
	}
	var sent []string
	for _, m := range messages {
		if m.body() == "" && len(m.Media) == 0 {
			continue
		}
		if _, err := s.admit(s.replyOrder(in, m)); err != nil {
			s.log.Warn("a TwiML reply was refused", "error", err)
			continue
		}
		sent = append(sent, m.body())
	}
	return sent
}

func (s *Sim) replyOrder(in *arrival, m twimlMessage) order {
	o := order{account: in.number.account, from: in.To, to: in.From, body: m.body(), media: m.Media,
		callback: m.StatusCallback, direction: outboundReply, validity: maxValidity}
	if m.To != "" {
		o.to = normalNumber(m.To)
	}
	if m.From != "" {
		o.from = m.From
	}
	if o.callback == "" {
		o.callback = m.Action
	}
	return o
}
