package admin

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/store"
)

// The files of the directory that admin.tokenSecretRef names; either may be missing. They are
// read at each use, so that a rotated token is in force at once and ends the sessions that
// the old one opened.
const (
	// TokenFile holds the token that may do everything.
	TokenFile = "token"
	// ReadOnlyTokenFile holds the token that may look.
	ReadOnlyTokenFile = "readOnlyToken"
)

// minToken is how long a token has to be that nobody guesses, maxToken how much of a file is read.
const (
	minToken = 16
	maxToken = 4096
)

// tokenTries bounds wrong tokens; over it the right one is refused as well.
var tokenTries = store.Limit{What: "token", Window: 15 * time.Minute, PerClient: 10, InTotal: 100}

// bearer is a token that is in force.
type bearer struct {
	role  Role
	proof string
}

// bearers reads the tokens in force. One that is too short is none.
func (s *Screen) bearers() ([]bearer, error) {
	ref := s.desk.Settings().File.Admin.TokenSecretRef
	if ref == nil {
		return nil, nil
	}
	var list []bearer
	for _, one := range []struct {
		file string
		role Role
	}{{TokenFile, Admin}, {ReadOnlyTokenFile, ReadOnly}} {
		text, err := readToken(filepath.Join(ref.Name, one.file))
		if err != nil {
			return nil, err
		}
		switch {
		case len(text) >= minToken:
			list = append(list, bearer{one.role, s.hashed("token", text)})
		case text != "":
			s.noise.Do(func() {
				s.desk.Config.Log.Warn("a token for the admin screen is too short and not accepted", "file", one.file, "least", minToken)
			})
		}
	}
	return list, nil
}

func readToken(path string) (string, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading a token of the admin screen: %w", err)
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maxToken))
	if err != nil {
		return "", fmt.Errorf("reading a token of the admin screen: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

// bearerOf finds the token in force that was shown; nil if none is. Each is compared, in a
// time that does not depend on what was shown.
func (s *Screen) bearerOf(shown string) (*bearer, error) { return s.bearerBy(s.hashed("token", shown)) }

// bearerBy finds a token in force by its proof.
func (s *Screen) bearerBy(proof string) (*bearer, error) {
	list, err := s.bearers()
	if err != nil {
		return nil, err
	}
	var found *bearer
	for i := range list {
		if same(list[i].proof, proof) && found == nil {
			found = &list[i]
		}
	}
	return found, nil
}

// actor is who has shown the token.
func (b *bearer) actor() Actor {
	name := "token"
	if b.role == ReadOnly {
		name = "read-only token"
	}
	return Actor{Name: name, Role: b.role, Token: true}
}
