package twiliosim

import (
	"fmt"
	"net/http"
	"strconv"
)

// Problem is an answer in Twilio's error shape. It is an error of the request, not of the simulator.
type Problem struct {
	// Status is the HTTP status, Code Twilio's number from its error dictionary.
	Status, Code int
	Message      string
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return fmt.Sprintf("%d: %s", p.Code, p.Message) }

// problemBody is the JSON that Twilio answers with.
type problemBody struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func (p *Problem) body() problemBody {
	return problemBody{Code: p.Code, Message: p.Message, Status: p.Status,
		MoreInfo: "https://www.twilio.com/docs/errors/" + strconv.Itoa(p.Code)}
}

// bad returns a refusal with status 400.
func bad(code int, format string, args ...any) *Problem {
	return &Problem{Status: http.StatusBadRequest, Code: code, Message: fmt.Sprintf(format, args...)}
}

func notFound(path string) *Problem {
	return &Problem{Status: http.StatusNotFound, Code: 20404, Message: "The requested resource " + path + " was not found"}
}

func methodNotAllowed() *Problem {
	return &Problem{Status: http.StatusMethodNotAllowed, Code: 20004, Message: "Method not allowed"}
}

func unauthorized() *Problem {
	return &Problem{Status: http.StatusUnauthorized, Code: 20003, Message: "Authenticate"}
}

func tooManyRequests() *Problem {
	return &Problem{Status: http.StatusTooManyRequests, Code: 20429, Message: "Too Many Requests"}
}

// deliveryErrors are the reasons of Twilio's error dictionary that a message can fail with.
var deliveryErrors = map[int32]string{
	11200: "HTTP retrieval failure",
	14107: "Message rate limit exceeded",
	30001: "Queue overflow",
	30002: "Account suspended",
	30003: "Unreachable destination handset",
	30004: "Message blocked",
	30005: "Unknown destination handset",
	30006: "Landline or unreachable carrier",
	30007: "Message filtered",
	30008: "Unknown error",
	30017: "Carrier network congestion",
	30022: "US A2P 10DLC rate limits exceeded",
	30023: "US A2P 10DLC daily message cap reached",
	30032: "Toll-free number has not been verified",
	30033: "US A2P 10DLC campaign suspended",
	30034: "US A2P 10DLC message from an unregistered number",
	30035: "US A2P 10DLC campaign is being registered",
	30036: "Validity period expired",
	30410: "Provider timeout",
	30450: "Message delivery blocked",
}
