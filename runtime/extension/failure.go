package extension

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
)

// The results of calls, for metrics, records and tests.
const (
	// ResultOK is an answer, or 204.
	ResultOK = "ok"
	// ResultTimeout: no whole answer within the command's timeout.
	ResultTimeout = "timeout"
	// ResultAddress: the guard refused the address.
	ResultAddress = "address"
	// ResultConnect: no connection, an unknown name, a certificate that is not good.
	ResultConnect = "connect"
	// ResultRedirect: a 3xx; none is followed.
	ResultRedirect = "redirect"
	// ResultGone: 410; the service wants to be called no more.
	ResultGone = "gone"
	// ResultStatus: any other status than 200 and 204.
	ResultStatus = "status"
	// ResultTooLarge: an answer over 64 KB.
	ResultTooLarge = "too-large"
	// ResultType: HTML or anything else that is neither JSON nor plain text.
	ResultType = "type"
	// ResultInvalid: JSON that says something else than it may.
	ResultInvalid = "invalid"
	// ResultOpen: the endpoint has failed too often and is left alone for a while.
	ResultOpen = "open"
	// ResultUnknown: the command is gone or switched off by now, or its URL is none.
	ResultUnknown = "unknown"
	// ResultSecret: the command's secret can't be read.
	ResultSecret = "secret"
	// ResultLate: the call waited too long to be worth an answer.
	ResultLate = "late"
	// ResultTries: pods have died over it.
	ResultTries = "tries"
)

// Failure is a call without an answer.
type Failure struct {
	// Kind is one of the results.
	Kind string
	// Status is the service's; 0 without one.
	Status int
	// Reason says in a sentence what went wrong and, where that helps, what to do.
	Reason string
}

func (f *Failure) Error() string { return f.Reason }

func failure(kind, reason string) *Failure { return &Failure{Kind: kind, Reason: reason} }

// failureOf says what an error of the HTTP client was; never with the address, whose query may
// hold a secret.
func failureOf(ctx context.Context, err error) *Failure {
	var f *Failure
	var address *forbidden
	var dns *net.DNSError
	var asked *url.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &address):
		return failure(ResultAddress, address.reason)
	case ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) || timedOut(err):
		return failure(ResultTimeout, "the service did not answer in time")
	case errors.As(err, &dns):
		return failure(ResultConnect, "the service's name is unknown: "+dns.Err)
	case errors.As(err, &asked):
		err = asked.Err
	}
	return failure(ResultConnect, "the service could not be reached: "+strings.TrimSpace(err.Error()))
}

func timedOut(err error) bool {
	var trouble net.Error
	return errors.As(err, &trouble) && trouble.Timeout()
}
