package twiliosim

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// controlPhone is a phone in the control API.
type controlPhone struct {
	Number   string `json:"number"`
	Off      bool   `json:"off"`
	Landline bool   `json:"landline"`
	Messages int    `json:"messages"`
}

func (p *Phone) control() controlPhone {
	return controlPhone{Number: p.number, Off: p.isOff(), Landline: p.isLandline(), Messages: len(p.Thread())}
}

func (s *Sim) controlPhones(*http.Request) (int, any, error) {
	list := []controlPhone{}
	for _, p := range s.Phones() {
		list = append(list, p.control())
	}
	return http.StatusOK, map[string]any{"phones": list}, nil
}

func (s *Sim) controlAddPhone(r *http.Request) (int, any, error) {
	var wish struct{ Number string }
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	if wish.Number == "" {
		wish.Number = s.freePhone()
	}
	if !isE164(wish.Number) {
		return 0, nil, fmt.Errorf("number %q is not in E.164, such as +14155550123", wish.Number)
	}
	phone := s.Phone(wish.Number)
	s.publish(Event{Kind: EventPhone, Number: phone.number})
	return http.StatusCreated, phone.control(), nil
}

// freePhone makes up a number that nobody has: 555-0100 to 555-0199 are set aside for fiction.
func (s *Sim) freePhone() string {
	for _, code := range []string{"415", "212", "312", "206", "512", "617"} {
		for i := 1; i < 100; i++ {
			number := fmt.Sprintf("+1%s55501%02d", code, i)
			if s.phones.find(number) == nil && s.Number(number) == nil {
				return number
			}
		}
	}
	return ""
}

// phoneOf finds the phone that a path names.
func (s *Sim) phoneOf(r *http.Request) (*Phone, error) {
	number := r.PathValue("number")
	if p := s.phones.find(number); p != nil {
		return p, nil
	}
	return nil, &missingError{"phone " + number}
}

func (s *Sim) controlChangePhone(r *http.Request) (int, any, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return 0, nil, err
	}
	var wish struct{ Off, Landline *bool }
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	if wish.Off != nil {
		p.SwitchOff(*wish.Off)
	}
	if wish.Landline != nil {
		p.SetLandline(*wish.Landline)
	}
	s.publish(Event{Kind: EventPhone, Number: p.number})
	return http.StatusOK, p.control(), nil
}

func (s *Sim) controlThread(r *http.Request) (int, any, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, map[string]any{"messages": p.Thread()}, nil
}

// wishToText is what a phone is told to send.
type wishToText struct {
	To    string   `json:"to"`
	Body  string   `json:"body"`
	Media []string `json:"media"` // data URLs

	pictures []Media
}

// controlText sends a text from a phone. With ?wait=false it answers before the webhook does.
func (s *Sim) controlText(r *http.Request) (int, any, error) {
	p, err := s.phoneOf(r)
	if err != nil {
		return 0, nil, err
	}
	wish, err := wishOf(r)
	if err != nil {
		return 0, nil, err
	}
	if r.URL.Query().Get("wait") == "false" {
		if s.Number(normalNumber(wish.To)) == nil {
			return 0, nil, fmt.Errorf("text %s: nobody owns that number", wish.To)
		}
		s.tasks.spawn(func() {
			if _, err := p.Text(s.ctx, wish.To, wish.Body, wish.pictures...); err != nil && !errors.Is(err, context.Canceled) {
				s.log.Warn("a text could not be sent", "error", err)
			}
		})
		return http.StatusAccepted, map[string]any{}, nil
	}
	// Twilio goes on when the person who texts looks away.
	in, err := p.Text(context.WithoutCancel(r.Context()), wish.To, wish.Body, wish.pictures...)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, map[string]any{"message": p.sentBubble(in), "webhook": in.Webhook.control()}, nil
}

// control is a webhook's result as JSON.
func (r WebhookResult) control() map[string]any {
	attempts := []map[string]any{}
	for _, a := range r.Attempts {
		attempts = append(attempts, map[string]any{"url": a.URL, "status": a.Status, "error": a.Error, "tookMs": a.Took.Milliseconds()})
	}
	return map[string]any{"delivered": r.Delivered, "status": r.Status, "errorCode": r.ErrorCode, "attempts": attempts, "replies": r.Replies}
}

// wishOf reads JSON with data URLs, or a multipart form with files.
func wishOf(r *http.Request) (wishToText, error) {
	var wish wishToText
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return wishOfForm(r)
	}
	if err := readJSON(r, &wish); err != nil {
		return wish, err
	}
	for _, text := range wish.Media {
		picture, err := dataURL(text)
		if err != nil {
			return wish, err
		}
		wish.pictures = append(wish.pictures, picture)
	}
	return wish, nil
}

func wishOfForm(r *http.Request) (wishToText, error) {
	if err := r.ParseMultipartForm(32 << 20); err != nil {
		return wishToText{}, fmt.Errorf("read the form: %w", err)
	}
	wish := wishToText{To: r.FormValue("to"), Body: r.FormValue("body")}
	for _, header := range r.MultipartForm.File["media"] {
		file, err := header.Open()
		if err != nil {
			return wish, fmt.Errorf("read a picture: %w", err)
		}
		data, err := io.ReadAll(file)
		_ = file.Close() // reading is over
		if err != nil {
			return wish, fmt.Errorf("read a picture: %w", err)
		}
		wish.pictures = append(wish.pictures, Media{ContentType: header.Header.Get("Content-Type"), Data: data})
	}
	return wish, nil
}

// dataURL reads data:<type>;base64,<data> (RFC 2397).
func dataURL(text string) (Media, error) {
	head, data, ok := strings.Cut(strings.TrimPrefix(text, "data:"), ",")
	if !ok || !strings.HasPrefix(text, "data:") {
		return Media{}, errors.New("media must be data URLs, such as data:image/png;base64,…")
	}
	contentType, isBase64 := strings.CutSuffix(head, ";base64")
	if !isBase64 {
		plain, err := url.PathUnescape(data)
		return Media{ContentType: contentType, Data: []byte(plain)}, err
	}
	bytes, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return Media{}, fmt.Errorf("read a data URL: %w", err)
	}
	return Media{ContentType: contentType, Data: bytes}, nil
}
