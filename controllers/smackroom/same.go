package smackroom

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// appliedAnnotation remembers, on every owned object, what was applied last: with it an
// unchanged object costs no request, also after the operator was restarted.
const appliedAnnotation = "smack.dev/applied"

// document is an object as plain JSON.
type document = map[string]any

func toDocument(object any) (document, error) {
	raw, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("encoding an object: %w", err)
	}
	d := document{}
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("decoding an object: %w", err)
	}
	return d, nil
}

// digest names the content of what is applied.
func digest(d document) (string, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("encoding an object: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:10]), nil
}

// holds says whether live has everything that wanted has. What others added to live does
// not count: under server-side apply it is theirs. Lists must agree in length and order.
func holds(live, wanted any) bool {
	switch w := wanted.(type) {
	case map[string]any:
		return holdsMap(live, w)
	case []any:
		return holdsList(live, w)
	default:
		return live == wanted
	}
}

func holdsMap(live any, wanted map[string]any) bool {
	l, ok := live.(map[string]any)
	if !ok {
		return len(wanted) == 0 && live == nil
	}
	for key, value := range wanted {
		if !holds(l[key], value) {
			return false
		}
	}
	return true
}

func holdsList(live any, wanted []any) bool {
	l, ok := live.([]any)
	if !ok || len(l) != len(wanted) {
		return len(wanted) == 0 && live == nil
	}
	for i := range wanted {
		if !holds(l[i], wanted[i]) {
			return false
		}
	}
	return true
}
