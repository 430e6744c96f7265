package store

import (
	"fmt"
	"sync"

	"github.com/redis/go-redis/v9"
)

// scripts are all the Lua that a room runs.
type scripts struct {
	facts, commit, post     *script
	claim                   *script
	begin, settle, turnover *script
	lineBegin, lineSettle   *script
	lookBegin, lookSettle   *script
	receipt, retry, release *script
	empty, sweepEnd         *script
	summary, quiet, forget  *script
	page, search, sample    *script
	callEnd, redial, later  *script
	command                 *script
	signInAsk, signInTry    *script
	attempt                 *script
}

func (s *scripts) places() map[string]**script {
	return map[string]**script{
		"facts": &s.facts, "commit": &s.commit, "post": &s.post, "claim": &s.claim,
		"begin": &s.begin, "settle": &s.settle, "turnover": &s.turnover,
		"line_begin": &s.lineBegin, "line_settle": &s.lineSettle,
		"look_begin": &s.lookBegin, "look_settle": &s.lookSettle,
		"receipt": &s.receipt, "retry": &s.retry, "empty": &s.empty, "sweep_end": &s.sweepEnd, "release": &s.release,
		"summary": &s.summary, "quiet": &s.quiet, "forget": &s.forget,
		"page": &s.page, "search": &s.search, "sample": &s.sample,
		"call_end": &s.callEnd, "redial": &s.redial, "later": &s.later, "command": &s.command,
		"signin_ask": &s.signInAsk, "signin_try": &s.signInTry, "attempt": &s.attempt,
	}
}

func loadScripts(k keys) (scripts, error) {
	var s scripts
	for name, place := range s.places() {
		one, err := loadScript(name, k)
		if err != nil {
			return scripts{}, err
		}
		*place = one
	}
	return s, nil
}

func (s *scripts) list() []*script {
	var list []*script
	for _, place := range s.places() {
		list = append(list, *place)
	}
	return list
}

// ScriptName says which script an EVALSHA or EVAL runs: "claim", "begin", "commit" … as the
// files under lua are called; empty for any other command.
func ScriptName(cmd redis.Cmder) string {
	args := cmd.Args()
	if len(args) < 2 || cmd.Name() != "evalsha" && cmd.Name() != "eval" {
		return ""
	}
	return scriptNames()[fmt.Sprint(args[1])]
}

// scriptNames finds a script by its hash and by its text; both are the same for all rooms.
var scriptNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	all, err := loadScripts(newKeys(""))
	if err != nil {
		return names // Open says why
	}
	for _, s := range all.list() {
		names[s.sha], names[s.source] = s.name, s.name
	}
	return names
})
