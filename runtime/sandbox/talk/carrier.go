package talk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// Carrier is a simulator by its control API.
type Carrier struct {
	// URL is where the simulator answers, without a slash at the end.
	URL string
	// HTTP asks it. Default: http.DefaultClient.
	HTTP *http.Client
}

// Number is a phone number that someone owns.
type Number struct {
	SID          string `json:"sid"`
	Number       string `json:"number"`
	FriendlyName string `json:"friendlyName"`
	SmsURL       string `json:"smsURL"`
}

// Numbers are all numbers that someone owns.
func (c Carrier) Numbers(ctx context.Context) ([]Number, error) {
	var answer struct {
		Numbers []Number `json:"numbers"`
	}
	return answer.Numbers, c.ask(ctx, http.MethodGet, "/sim/numbers", nil, &answer)
}

// Own gives the account a number that leads to an address.
func (c Carrier) Own(ctx context.Context, number, smsURL string) (Number, error) {
	var answer Number
	return answer, c.ask(ctx, http.MethodPost, "/sim/numbers", map[string]string{"number": number, "smsURL": smsURL}, &answer)
}

// AddPhone gives someone a phone.
func (c Carrier) AddPhone(ctx context.Context, number string) error {
	return c.ask(ctx, http.MethodPost, "/sim/phones", map[string]string{"number": number}, nil)
}

// Counters are what the simulator has counted since its start.
func (c Carrier) Counters(ctx context.Context) (twiliosim.Counters, error) {
	var answer twiliosim.Counters
	return answer, c.ask(ctx, http.MethodGet, "/sim/counters", nil, &answer)
}

// Inject has the simulator misbehave.
func (c Carrier) Inject(ctx context.Context, fault twiliosim.Fault) error {
	var answer any
	return c.ask(ctx, http.MethodPost, "/sim/faults", fault, &answer)
}

// Struck is how many requests and messages the armed faults have hit.
func (c Carrier) Struck(ctx context.Context) (int, error) {
	var answer struct {
		Faults []struct {
			Hits int `json:"hits"`
		} `json:"faults"`
	}
	if err := c.ask(ctx, http.MethodGet, "/sim/faults", nil, &answer); err != nil {
		return 0, err
	}
	hits := 0
	for _, fault := range answer.Faults {
		hits += fault.Hits
	}
	return hits, nil
}

// Behave ends all faults.
func (c Carrier) Behave(ctx context.Context) error {
	return c.ask(ctx, http.MethodDelete, "/sim/faults", nil, nil)
}

// ask sends a question and reads the answer into a value, nil for none.
func (c Carrier) ask(ctx context.Context, method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encoding a question to the carrier: %w", err)
	}
	// A plus sign in a path does not come through every proxy.
	address := c.URL + strings.ReplaceAll(path, "+", "%2B")
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("asking the carrier: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http().Do(request)
	if err != nil {
		return fmt.Errorf("asking the carrier: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("reading the carrier's answer: %w", err)
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the carrier answers %s %s with %d: %s", method, path, response.StatusCode, answer)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("reading the carrier's answer %q: %w", answer, err)
	}
	return nil
}

func (c Carrier) http() *http.Client {
	if c.HTTP == nil {
		return http.DefaultClient
	}
	return c.HTTP
}
