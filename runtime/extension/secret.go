package extension

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// secretPrefix begins secrets of the Standard Webhooks scheme; base64 follows.
// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
const secretPrefix = "whsec_"

// secrets sign calls; the previous one signs too, while the service may not know the new one.
// Empty ones sign nothing.
type secrets struct{ current, previous string }

// NewSecret makes a secret in the form that libraries of Standard Webhooks take.
func NewSecret() string {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// readSecrets reads the files of a mounted Secret at each call, so that a rotation takes
// effect at once.
func readSecrets(dir string) (secrets, error) {
	current, err := os.ReadFile(filepath.Join(dir, "secret"))
	if err != nil {
		return secrets{}, fmt.Errorf("reading the command's secret: %w", err)
	}
	previous, err := os.ReadFile(filepath.Join(dir, "previousSecret"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return secrets{}, fmt.Errorf("reading the command's previous secret: %w", err)
	}
	return secrets{strings.TrimSpace(string(current)), strings.TrimSpace(string(previous))}, nil
}

// keyOf is the key that a secret stands for; one that is not in the scheme's form is its bytes.
func keyOf(secret string) []byte {
	if encoded, ok := strings.CutPrefix(secret, secretPrefix); ok {
		if key, err := base64.StdEncoding.DecodeString(encoded); err == nil {
			return key
		}
	}
	return []byte(secret)
}

func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}

// sign adds the headers of Standard Webhooks: a signature by each secret, separated by spaces.
func (s secrets) sign(header http.Header, id string, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	header["webhook-id"] = []string{id}
	header["webhook-timestamp"] = []string{stamp}
	var signatures []string
	for _, secret := range []string{s.current, s.previous} {
		if secret != "" {
			sum := mac(keyOf(secret), id, ".", stamp, ".", string(body))
			signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(sum))
		}
	}
	if len(signatures) > 0 {
		header["webhook-signature"] = []string{strings.Join(signatures, " ")}
	}
}

// signSlack adds Slack's headers. Its scheme has room for one signature.
// Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
func (s secrets) signSlack(header http.Header, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	header.Set("X-Slack-Request-Timestamp", stamp)
	if s.current != "" {
		header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac([]byte(s.current), "v0:", stamp, ":", string(body))))
	}
}

// VerificationToken is what a Slack-format call has as token, for services that compare that
// instead of verifying the signature, as Mattermost's do. It does not give the secret away.
func VerificationToken(secret string) string {
	if secret == "" {
		return ""
	}
	return hex.EncodeToString(mac([]byte(secret), "smack verification token"))[:26]
}

// ForwardSecret signs what rules forward, in the form that libraries of Standard Webhooks
// take. It follows from the room's key, so that a rule needs no Secret of its own:
// smack-room rules secret prints it.
func ForwardSecret(roomKey []byte) string {
	return secretPrefix + base64.StdEncoding.EncodeToString(mac(roomKey, "smack rule forwards"))
}
