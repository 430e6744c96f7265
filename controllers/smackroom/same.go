package smackroom

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
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

// document is what is wanted of an object, and a name for that content.
func (o owned) document() (document, string, error) {
	d := document{}
	if err := json.Unmarshal(o.text, &d); err != nil {
		return nil, "", fmt.Errorf("decoding an object: %w", err)
	}
	// Once more, since the name rests on the order that keys have in a document.
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, "", fmt.Errorf("encoding an object: %w", err)
	}
	sum := sha256.Sum256(raw)
	return d, hex.EncodeToString(sum[:10]), nil
}

// hasMetadata says whether an object has what is wanted of its metadata.
func (o owned) hasMetadata(live metav1.Object) bool {
	var wanted metav1.PartialObjectMetadata
	if json.Unmarshal(o.text, &wanted) != nil {
		return false
	}
	return contains(live.GetLabels(), wanted.Labels) && contains(live.GetAnnotations(), wanted.Annotations) &&
		equality.Semantic.DeepEqual(live.GetOwnerReferences(), wanted.OwnerReferences)
}

func contains(all, some map[string]string) bool {
	for key, value := range some {
		if has, ok := all[key]; !ok || has != value {
			return false
		}
	}
	return true
}

// lacking is the path of the first field that is wanted of an object and is not so; empty if
// there is none.
func lacking(live any, wanted document) (string, error) {
	is, err := toDocument(live)
	if err != nil {
		return "", err
	}
	return difference(is, wanted), nil
}

// difference is the path of the first field that wanted has and live has not, or has
// otherwise; empty if there is none. What others added to live does not count: under
// server-side apply it is theirs. Lists must agree in length and order.
func difference(live, wanted any) string {
	switch w := wanted.(type) {
	case map[string]any:
		return mapDifference(live, w)
	case []any:
		return listDifference(live, w)
	}
	if live == wanted {
		return ""
	}
	return "."
}

func mapDifference(live any, wanted map[string]any) string {
	l, ok := live.(map[string]any)
	if !ok && (len(wanted) > 0 || live != nil) {
		return "."
	}
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		if _, has := l[key]; !has && (key == "kind" || key == "apiVersion") {
			continue // typed objects, and those inside of them, do not carry these
		}
		if path := difference(l[key], wanted[key]); path != "" {
			return "." + key + strings.TrimSuffix(path, ".")
		}
	}
	return ""
}

func listDifference(live any, wanted []any) string {
	l, ok := live.([]any)
	if !ok && live != nil || len(l) != len(wanted) {
		return "."
	}
	for i := range wanted {
		if path := difference(l[i], wanted[i]); path != "" {
			return fmt.Sprintf("[%d]%s", i, strings.TrimSuffix(path, "."))
		}
	}
	return ""
}
