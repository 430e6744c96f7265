package store

// scripts are all the Lua that a room runs.
type scripts struct {
	facts, commit           *script
	claim                   *script
	begin, settle           *script
	lineBegin, lineSettle   *script
	lookBegin, lookSettle   *script
	receipt, retry, release *script
	empty, sweepEnd         *script
}

func (s *scripts) places() map[string]**script {
	return map[string]**script{
		"facts": &s.facts, "commit": &s.commit, "claim": &s.claim,
		"begin": &s.begin, "settle": &s.settle,
		"line_begin": &s.lineBegin, "line_settle": &s.lineSettle,
		"look_begin": &s.lookBegin, "look_settle": &s.lookSettle,
		"receipt": &s.receipt, "retry": &s.retry, "empty": &s.empty, "sweep_end": &s.sweepEnd, "release": &s.release,
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
