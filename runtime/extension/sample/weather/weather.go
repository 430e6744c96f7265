// Package weather is a sample service for a custom command, in both formats: made-up weather,
// the same for a city and a day whoever asks.
//
//	#weather oslo        the weather of today
//	#weather week oslo   in Slack's format, says so at once and tells the week's later
//
// It promises to believe signed calls alone, and that Close waits for what it still has to say.
//
// It leaves the real weather to others.
package weather

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/extension/sample/signature"
)

// Of is the weather of a city on a day.
func Of(city string, day time.Time) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.ToLower(city) + day.Format(time.DateOnly)))
	n := h.Sum32()
	skies := [...]string{"sunny", "cloudy", "rain", "fog", "showers", "clear", "windy", "snow"}
	sky, degrees := skies[n%8], int(n/8%25)+5
	if sky == "snow" {
		degrees = -int(n / 8 % 10)
	}
	return fmt.Sprintf("%s, %d C", sky, degrees)
}

// Service answers the command.
type Service struct {
	secret string
	now    func() time.Time
	client *http.Client
	later  sync.WaitGroup
}

// New makes a service that believes what the secret has signed; now is the clock.
func New(secret string, now func() time.Time) *Service {
	return &Service{secret: secret, now: now, client: &http.Client{Timeout: 10 * time.Second}}
}

// Close waits for answers that are still to be given.
func (s *Service) Close() {
	s.later.Wait()
	s.client.CloseIdleConnections()
}

// Smack answers calls in Smack's format.
func (s *Service) Smack(w http.ResponseWriter, r *http.Request) {
	body, err := signature.Smack(s.secret, r)
	if err != nil {
		http.Error(w, "not signed by a room that I know", http.StatusUnauthorized)
		return
	}
	var call struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(body, &call); err != nil {
		http.Error(w, "this is no call", http.StatusBadRequest)
		return
	}
	answer(w, map[string]string{"reply": s.today(call.Text)})
}

// Slack answers calls in Slack's format.
func (s *Service) Slack(w http.ResponseWriter, r *http.Request) {
	body, err := signature.Slack(s.secret, s.now(), r)
	if err != nil {
		http.Error(w, "not signed by a room that I know", http.StatusUnauthorized)
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "this is no call", http.StatusBadRequest)
		return
	}
	city, week := strings.CutPrefix(form.Get("text"), "week ")
	if !week {
		answer(w, map[string]string{"response_type": "ephemeral", "text": s.today(form.Get("text"))})
		return
	}
	s.later.Go(func() { s.tell(form.Get("response_url"), s.week(city)) })
	answer(w, map[string]string{"response_type": "ephemeral", "text": "Looking at the week in *" + city + "*"})
}

func (s *Service) today(city string) string {
	city = strings.TrimSpace(city)
	if city == "" {
		return "Which city?"
	}
	return city + ": " + Of(city, s.now())
}

func (s *Service) week(city string) string {
	var b strings.Builder
	b.WriteString(city)
	for i := range 7 {
		day := s.now().AddDate(0, 0, i)
		fmt.Fprintf(&b, "\n%s: %s", day.Format("Mon"), Of(city, day))
	}
	return b.String()
}

// tell says something where a call told it to. Whoever has signed the call has written the
// address.
func (s *Service) tell(address, text string) {
	message, _ := json.Marshal(map[string]string{"response_type": "ephemeral", "text": text}) // strings always marshal
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, bytes.NewReader(message))
	if err != nil {
		return
	}
	r.Header.Set("Content-Type", "application/json")
	if res, err := s.client.Do(r); err == nil {
		_ = res.Body.Close()
	}
}

func answer(w http.ResponseWriter, message map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(message)
}
