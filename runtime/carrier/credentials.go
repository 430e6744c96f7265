package carrier

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// Credentials of one account. Neither String nor a log reveals them.
type Credentials struct {
	// AccountSID names the account in every path.
	AccountSID string
	// AuthToken signs webhooks, and authenticates requests when there is no API key.
	AuthToken string
	// PreviousAuthToken is still accepted on webhooks while a token is rotated, and tried
	// when the carrier does not know the new one yet.
	PreviousAuthToken string
	// APIKeySID and APIKeySecret authenticate requests when present; they cannot check
	// a webhook's signature.
	APIKeySID, APIKeySecret string
}

// The files of a credentials directory, which are the keys of the Secret it is mounted from.
const (
	FileAccountSID        = "accountSid"
	FileAuthToken         = "authToken"
	FilePreviousAuthToken = "previousAuthToken"
	FileAPIKeySID         = "apiKeySid"
	FileAPIKeySecret      = "apiKeySecret"
)

// The environment variables that Twilio's own tools read.
const (
	EnvAccountSID   = "TWILIO_ACCOUNT_SID"
	EnvAuthToken    = "TWILIO_AUTH_TOKEN"
	EnvAPIKeySID    = "TWILIO_API_KEY"
	EnvAPIKeySecret = "TWILIO_API_SECRET"
)

// CredentialsFromDir reads a directory of files named accountSid, authToken and,
// optionally, apiKeySid, apiKeySecret and previousAuthToken.
func CredentialsFromDir(dir string) (Credentials, error) {
	var unreadable error
	c := Credentials{}
	for name, field := range c.fields() {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			unreadable = fmt.Errorf("read carrier credentials: %w", err)
		}
		*field = strings.TrimSpace(string(b))
	}
	if unreadable != nil {
		return Credentials{}, unreadable
	}
	return c, c.check("the credentials directory "+dir, FileAccountSID, FileAuthToken, FileAPIKeySID, FileAPIKeySecret)
}

// CredentialsFromSecret takes the data of a Secret with the same keys as the files.
func CredentialsFromSecret(data map[string][]byte) (Credentials, error) {
	c := Credentials{}
	for name, field := range c.fields() {
		*field = strings.TrimSpace(string(data[name]))
	}
	return c, c.check("the Secret", FileAccountSID, FileAuthToken, FileAPIKeySID, FileAPIKeySecret)
}

// CredentialsFromEnv reads TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and, optionally,
// TWILIO_API_KEY and TWILIO_API_SECRET through getenv (os.Getenv).
func CredentialsFromEnv(getenv func(string) string) (Credentials, error) {
	c := Credentials{
		AccountSID: strings.TrimSpace(getenv(EnvAccountSID)), AuthToken: strings.TrimSpace(getenv(EnvAuthToken)),
		APIKeySID: strings.TrimSpace(getenv(EnvAPIKeySID)), APIKeySecret: strings.TrimSpace(getenv(EnvAPIKeySecret)),
	}
	return c, c.check("the environment", EnvAccountSID, EnvAuthToken, EnvAPIKeySID, EnvAPIKeySecret)
}

func (c *Credentials) fields() map[string]*string {
	return map[string]*string{
		FileAccountSID: &c.AccountSID, FileAuthToken: &c.AuthToken, FilePreviousAuthToken: &c.PreviousAuthToken,
		FileAPIKeySID: &c.APIKeySID, FileAPIKeySecret: &c.APIKeySecret,
	}
}

// MissingCredentialError names what a source of credentials lacks.
type MissingCredentialError struct {
	// Source is where it was looked for.
	Source string
	// Key is the missing file, key or variable.
	Key string
}

func (e *MissingCredentialError) Error() string {
	return fmt.Sprintf("%s has no %s: set it and try again", e.Source, e.Key)
}

func (c *Credentials) check(source, sid, token, keySID, keySecret string) error {
	switch {
	case c.AccountSID == "":
		return &MissingCredentialError{Source: source, Key: sid}
	case c.AuthToken == "":
		return &MissingCredentialError{Source: source, Key: token}
	case c.APIKeySID == "" && c.APIKeySecret != "":
		return &MissingCredentialError{Source: source, Key: keySID}
	case c.APIKeySID != "" && c.APIKeySecret == "":
		return &MissingCredentialError{Source: source, Key: keySecret}
	}
	return nil
}

// SigningTokens are the tokens that may sign a webhook, the current one first.
func (c Credentials) SigningTokens() []string {
	tokens := make([]string, 0, 2)
	for _, t := range []string{c.AuthToken, c.PreviousAuthToken} {
		if t != "" {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

func (c Credentials) basicAuth() (user, password string) {
	if c.APIKeySID != "" {
		return c.APIKeySID, c.APIKeySecret
	}
	return c.AccountSID, c.AuthToken
}

// String says that there are credentials, and nothing about them.
func (c Credentials) String() string { return "[carrier credentials]" }

// GoString keeps %#v from printing the fields.
func (c Credentials) GoString() string { return c.String() }

// Format keeps every other verb from printing the fields.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(c.String())) }

// LogValue keeps slog from printing the fields.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText keeps encoders from writing the fields.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
