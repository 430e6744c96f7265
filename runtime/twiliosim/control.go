package twiliosim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// newControl builds the control API, which doc.go describes.
func (s *Sim) newControl() http.Handler {
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(*http.Request) (int, any, error){
		"GET /sim/accounts":                  s.controlAccounts,
		"GET /sim/phones":                    s.controlPhones,
		"POST /sim/phones":                   s.controlAddPhone,
		"POST /sim/phones/{number}":          s.controlChangePhone,
		"GET /sim/phones/{number}/messages":  s.controlThread,
		"POST /sim/phones/{number}/texts":    s.controlText,
		"GET /sim/numbers":                   s.controlNumbers,
		"POST /sim/numbers":                  s.controlOwn,
		"POST /sim/numbers/{n}/verification": s.controlVerify,
		"GET /sim/services":                  s.controlServices,
		"POST /sim/services":                 s.controlAddService,
		"POST /sim/services/{sid}/campaign":  s.controlCampaign,
		"GET /sim/faults":                    s.controlFaults,
		"POST /sim/faults":                   s.controlInject,
		"DELETE /sim/faults":                 s.controlClear,
		"DELETE /sim/faults/{id}":            s.controlClearOne,
		"GET /sim/faults/kinds":              s.controlKinds,
		"GET /sim/counters":                  s.controlCounters,
		"POST /sim/reset":                    s.controlReset,
	} {
		mux.Handle(pattern, controlHandler(handle))
	}
	mux.HandleFunc("GET /sim/events", s.streamEvents)
	return allowPages(mux)
}

// allowPages lets a page from another port use the control API.
func allowPages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// controlHandler writes what a control function returns. Its errors are the caller's mistakes.
func controlHandler(handle func(*http.Request) (int, any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 64<<20)
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		status, body, err := handle(r)
		var missing *missingError
		switch {
		case errors.As(err, &missing):
			status, body = http.StatusNotFound, map[string]string{"error": err.Error()}
		case err != nil:
			status, body = http.StatusBadRequest, map[string]string{"error": err.Error()}
		}
		if status == http.StatusNoContent {
			w.Header().Del("Content-Type")
			w.WriteHeader(status)
			return
		}
		if err := writeJSON(w, status, body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

// missingError is a thing that a path names and that does not exist.
type missingError struct{ what string }

func (e *missingError) Error() string { return e.what + " does not exist" }

// readJSON reads a body; an empty one leaves the value as it is.
func readJSON(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the body: %w", err)
	}
	return nil
}

func (s *Sim) controlAccounts(*http.Request) (int, any, error) {
	type account struct {
		SID          string `json:"sid"`
		AuthToken    string `json:"authToken"`
		FriendlyName string `json:"friendlyName"`
	}
	list := []account{}
	for _, a := range s.accounts() {
		list = append(list, account{a.sid, a.AuthToken(), a.name})
	}
	return http.StatusOK, map[string]any{"accounts": list}, nil
}

// controlNumber is an owned number in the control API.
type controlNumber struct {
	SID            string     `json:"sid"`
	Number         string     `json:"number"`
	Type           NumberType `json:"type"`
	AccountSID     string     `json:"accountSid"`
	ServiceSID     string     `json:"serviceSid,omitempty"`
	FriendlyName   string     `json:"friendlyName"`
	SmsURL         string     `json:"smsURL"`
	SmsFallbackURL string     `json:"smsFallbackURL"`
	StatusCallback string     `json:"statusCallback"`
}

func (n *Number) control() controlNumber {
	set := n.settings()
	c := controlNumber{SID: n.sid, Number: n.address, Type: n.kind, AccountSID: n.account.sid, FriendlyName: set.friendlyName,
		SmsURL: set.smsURL, SmsFallbackURL: set.smsFallbackURL, StatusCallback: set.statusCallback}
	if service := n.inService(); service != nil {
		c.ServiceSID = service.sid
	}
	return c
}

func (s *Sim) controlNumbers(*http.Request) (int, any, error) {
	list := []controlNumber{}
	for _, a := range s.accounts() {
		for _, n := range a.Numbers() {
			list = append(list, n.control())
		}
	}
	return http.StatusOK, map[string]any{"numbers": list}, nil
}

func (s *Sim) controlOwn(r *http.Request) (int, any, error) {
	var wish struct{ Number, SmsURL string }
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	var n *Number
	switch _, err := strconv.Atoi(wish.Number); {
	case isE164(wish.Number):
		n = s.Account().Own(wish.Number)
	case err == nil && len(wish.Number) >= 3 && len(wish.Number) <= 8:
		n = s.Account().OwnShortCode(wish.Number)
	default:
		return 0, nil, fmt.Errorf("number %q is neither in E.164, such as +14155550100, nor a short code", wish.Number)
	}
	if n == nil {
		return 0, nil, fmt.Errorf("number %s has been released and is gone for good", wish.Number)
	}
	if wish.SmsURL != "" {
		n.SetSmsURL(wish.SmsURL)
	}
	return http.StatusCreated, n.control(), nil
}

func (s *Sim) controlCounters(*http.Request) (int, any, error) {
	return http.StatusOK, s.Counters(), nil
}

func (s *Sim) controlReset(r *http.Request) (int, any, error) {
	var wish struct{ Numbers bool }
	if err := readJSON(r, &wish); err != nil {
		return 0, nil, err
	}
	s.Reset(wish.Numbers)
	return http.StatusNoContent, nil, nil
}
