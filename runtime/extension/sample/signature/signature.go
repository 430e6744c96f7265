// Package signature verifies that a room has signed a call, as a service has to before it
// believes it.
//
// It promises that a body which was changed, a signature by another secret and a call older
// than five minutes are refused, for both formats of calls.
//
// It leaves to others what a call means; a service of your own takes a library instead: those
// of Standard Webhooks or Slack exist for most languages.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// ErrUnsigned says that a call is not to be believed.
var ErrUnsigned = errors.New("the call is not signed by the room")

// maxBody bounds a call; a text with all its fields has a few KB.
const maxBody = 64 << 10

// Smack reads the body of a call in Smack's format, signed with the secret by the scheme of
// Standard Webhooks (https://www.standardwebhooks.com).
func Smack(secret string, r *http.Request) ([]byte, error) {
	body, err := read(r)
	if err != nil {
		return nil, err
	}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if !strings.HasPrefix(secret, "whsec_") {
		verifier, err = standardwebhooks.NewWebhookRaw([]byte(secret))
	}
	if err != nil {
		return nil, fmt.Errorf("the secret: %w", err)
	}
	if err := verifier.Verify(body, r.Header); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsigned, err)
	}
	return body, nil
}

// Slack reads the body of a call in Slack's format, signed with the secret as
// https://docs.slack.dev/authentication/verifying-requests-from-slack has it.
func Slack(secret string, now time.Time, r *http.Request) ([]byte, error) {
	body, err := read(r)
	if err != nil {
		return nil, err
	}
	stamp := r.Header.Get("X-Slack-Request-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return nil, fmt.Errorf("%w: its time is not now", ErrUnsigned)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	want := "v0=" + hex.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(want), []byte(r.Header.Get("X-Slack-Signature"))) {
		return nil, fmt.Errorf("%w: another signature", ErrUnsigned)
	}
	return body, nil
}

func read(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("reading the call: %w", err)
	}
	return body, nil
}
