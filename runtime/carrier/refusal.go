package carrier

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// refusalBody is Twilio's error document, in its old and its new spelling.
// Source: https://www.twilio.com/docs/usage/twilios-response
type refusalBody struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func refusal(status int, header http.Header, body []byte) *Error {
	e := &Error{
		Status: status, RetryAfter: retryAfter(header, time.Now()),
		Message: http.StatusText(status), concurrent: concurrentRequests(header),
	}
	var doc refusalBody
	if json.Unmarshal(body, &doc) == nil {
		e.Code = doc.Code
		if doc.Message != "" {
			e.Message = maskNumbers(doc.Message)
		}
	}
	e.Class = classOf(status, e.Code)
	return e
}

// classOf tells what a refusal says about the request. Twilio never processes what it
// answers with 429; a server error may come after the work was done; a proxy's 408 may
// come after the request was passed on.
func classOf(status, code int) Class {
	switch {
	case status == http.StatusTooManyRequests, code == CodeTooManyRequests:
		return NotSent
	case status >= 500, status == http.StatusRequestTimeout:
		return Doubt
	}
	return Rejected
}

// retryAfter reads Retry-After as seconds or as a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	if s, err := strconv.ParseFloat(v, 64); err == nil {
		return max(0, time.Duration(min(s, 24*3600)*float64(time.Second)))
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}
