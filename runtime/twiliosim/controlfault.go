package twiliosim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// FaultKinds are all faults with what they do, for people to choose from.
func FaultKinds() map[FaultKind]string {
	return map[FaultKind]string{
		FaultAcceptThenHang:     "takes effect, then no answer ever comes",
		FaultAcceptThen500:      "takes effect, then answers 500",
		FaultAcceptThenReset:    "takes effect, then resets the connection",
		FaultAcceptThenTruncate: "takes effect, then cuts the answer in half",
		FaultAcceptThenHTML:     "takes effect, then answers an HTML page with 502",
		FaultHang:               "has no effect, no answer ever comes",
		FaultReset:              "has no effect, resets the connection",
		FaultRefuse:             "has no effect, answers status and code",
		FaultTooManyRequests:    "has no effect, answers 429 with Retry-After",
		FaultBadGateway:         "has no effect, answers an HTML page with 502",
		FaultSlow:               "works, after delay",
		FaultListLag:            "lists lack what is younger than delay",
		FaultOutcome:            "messages end as messageStatus with code",
		FaultCallbackLate:       "status callbacks come after delay",
		FaultCallbackMissing:    "status callbacks never come",
		FaultCallbackTwice:      "status callbacks come twice",
		FaultWebhookTwice:       "inbound texts are delivered twice",
		FaultWebhookLate:        "inbound texts are delivered after delay",
	}
}

// faultJSON is a Fault with durations as people write them, such as "2s".
type faultJSON struct {
	plainFault
	RetryAfter string `json:"retryAfter,omitempty"`
	Delay      string `json:"delay,omitempty"`
}

type plainFault Fault

// MarshalJSON writes durations as texts.
func (f Fault) MarshalJSON() ([]byte, error) {
	j := faultJSON{plainFault: plainFault(f)}
	if f.RetryAfter != 0 {
		j.RetryAfter = f.RetryAfter.String()
	}
	if f.Delay != 0 {
		j.Delay = f.Delay.String()
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads durations from texts.
func (f *Fault) UnmarshalJSON(text []byte) error {
	var j faultJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*f = Fault(j.plainFault)
	for field, value := range map[*time.Duration]string{&f.RetryAfter: j.RetryAfter, &f.Delay: j.Delay} {
		if value == "" {
			continue
		}
		d, err := time.ParseDuration(value)
		if err != nil {
			return fmt.Errorf("read a fault's duration: %w", err)
		}
		*field = d
	}
	return nil
}

// controlFault is an armed fault in the control API.
type controlFault struct {
	ID    uint64 `json:"id"`
	Hits  int    `json:"hits"`
	Fault Fault  `json:"fault"`
}

func (s *Sim) controlFaults(*http.Request) (int, any, error) {
	list := []controlFault{}
	for _, f := range s.Faults() {
		list = append(list, controlFault{f.ID(), f.Hits(), f.Fault})
	}
	return http.StatusOK, map[string]any{"faults": list}, nil
}

func (s *Sim) controlInject(r *http.Request) (int, any, error) {
	var wish Fault
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	if _, known := FaultKinds()[wish.Kind]; !known {
		return 0, nil, fmt.Errorf("fault %q is unknown: GET /sim/faults/kinds lists what there is", wish.Kind)
	}
	armed := s.Inject(wish)
	return http.StatusCreated, controlFault{armed.ID(), armed.Hits(), armed.Fault}, nil
}

func (s *Sim) controlClear(*http.Request) (int, any, error) {
	s.ClearFaults()
	return http.StatusNoContent, nil, nil
}

func (s *Sim) controlClearOne(r *http.Request) (int, any, error) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 64)
	if err != nil || !s.faults.remove(id) {
		return 0, nil, &missingError{"fault " + r.PathValue("id")}
	}
	return http.StatusNoContent, nil, nil
}

func (s *Sim) controlKinds(*http.Request) (int, any, error) {
	return http.StatusOK, map[string]any{"kinds": FaultKinds()}, nil
}
