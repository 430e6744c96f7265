package store

import (
	"context"
	"crypto/sha1" // #nosec G505 -- the name under which Redis keeps a script
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua lua/lib/*.lua
var luaFiles embed.FS

// script is one Lua file. Its header is its contract:
//
//	-- KEYS     names from keys.go, separated by spaces; bound to locals of that name
//	-- ARGV     names; bound to locals of that name, as strings
//	-- Include  files of lua/lib, pasted in front of the body
//	-- Returns  what comes back
//	-- Cost     how it grows
//
// Bindings are written from the header, so that neither side counts positions. A script
// serves one room: what is the same in all its calls is made once.
type script struct {
	name     string
	keyNames []string
	argNames []string
	keys     []string
	source   string
	sha      string
	// begin is EVALSHA with all keys.
	begin []any
}

func loadScript(name string, k keys) (*script, error) {
	text, err := luaFiles.ReadFile("lua/" + name + ".lua")
	if err != nil {
		return nil, fmt.Errorf("reading script %s: %w", name, err)
	}
	shebang, body, _ := strings.Cut(string(text), "\n")
	if !strings.HasPrefix(shebang, "#!lua") {
		return nil, fmt.Errorf("script %s does not begin with #!lua", name)
	}
	s := &script{name: name, keyNames: header(body, "KEYS"), argNames: header(body, "ARGV")}
	library, err := includes(header(body, "Include"))
	if err != nil {
		return nil, fmt.Errorf("script %s: %w", name, err)
	}
	s.source = shebang + "\n" + bind(s.keyNames, "KEYS") + bind(s.argNames, "ARGV") + library + body
	sum := sha1.Sum([]byte(s.source)) // #nosec G401
	s.sha = hex.EncodeToString(sum[:])
	s.keys = k.all(s.keyNames)
	s.begin = []any{"evalsha", s.sha, len(s.keys)}
	for _, key := range s.keys {
		s.begin = append(s.begin, key)
	}
	return s, nil
}

// header gives the words behind "-- name " in the comment that opens a script.
func header(body, name string) []string {
	var words []string
	for line := range strings.Lines(body) {
		comment, ok := strings.CutPrefix(line, "--")
		if !ok {
			break
		}
		if fields := strings.Fields(comment); len(fields) > 0 && fields[0] == name {
			words = append(words, fields[1:]...)
		}
	}
	return words
}

func includes(names []string) (string, error) {
	var library strings.Builder
	for _, name := range names {
		text, err := luaFiles.ReadFile("lua/lib/" + name + ".lua")
		if err != nil {
			return "", fmt.Errorf("including %s: %w", name, err)
		}
		library.Write(text)
	}
	return library.String(), nil
}

func bind(names []string, table string) string {
	if len(names) == 0 {
		return ""
	}
	places := make([]string, len(names))
	for i := range names {
		places[i] = fmt.Sprintf("%s[%d]", table, i+1)
	}
	return "local " + strings.Join(names, ", ") + " = " + strings.Join(places, ", ") + "\n"
}

// runner sends commands to Redis: a client, or callers who share round trips.
type runner interface {
	Process(ctx context.Context, cmd redis.Cmder) error
}

// run runs the script by its hash, and by its text where the server lost it (a
// restart, a failover). It never repeats a script that may have run.
func (s *script) run(ctx context.Context, to runner, args ...any) *redis.Cmd {
	if len(args) != len(s.argNames) {
		return failed(ctx, fmt.Errorf("script %s wants %d arguments, got %d", s.name, len(s.argNames), len(args)))
	}
	cmd := s.call(ctx, args)
	err := to.Process(ctx, cmd)
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		cmd = redis.NewCmd(ctx, slices.Concat([]any{"eval", s.source}, cmd.Args()[2:])...)
		cmd.SetFirstKeyPos(firstKey)
		err = to.Process(ctx, cmd)
	}
	if err != nil {
		return failed(ctx, err) // the command itself may still be on its way
	}
	return cmd
}

func failed(ctx context.Context, err error) *redis.Cmd {
	cmd := redis.NewCmd(ctx)
	cmd.SetErr(err)
	return cmd
}

// firstKey is where the keys begin in EVAL and EVALSHA.
const firstKey = 3

func (s *script) call(ctx context.Context, args []any) *redis.Cmd {
	cmd := redis.NewCmd(ctx, slices.Concat(s.begin, args)...)
	cmd.SetFirstKeyPos(firstKey)
	return cmd
}
