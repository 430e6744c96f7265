package roomfile

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:generate go run ./schemagen . schema.json

//go:embed schema.json
var schemaText []byte

// Schema is the JSON schema (draft 2020-12) of room files, for editors and for checks
// outside this program.
func Schema() []byte { return slices.Clone(schemaText) }

// schema is the part of JSON schema's vocabulary that schema.json uses.
type schema struct {
	Type        string
	Enum        []string
	Pattern     string
	MinLength   *int
	MaxLength   *int
	Minimum     *float64
	Maximum     *float64
	MinItems    *int
	MaxItems    *int
	UniqueItems bool
	Items       *schema
	Properties  map[string]*schema
	Required    []string
}

// checkShape holds a document against schema.json.
func checkShape(document any) (Invalid, error) {
	var root schema
	if err := json.Unmarshal(schemaText, &root); err != nil {
		return nil, fmt.Errorf("reading the room file's schema: %w", err)
	}
	return root.check("", document), nil
}

func (s *schema) check(path string, value any) Invalid {
	switch v := value.(type) {
	case map[string]any:
		if s.Type == "object" {
			return s.checkObject(path, v)
		}
	case []any:
		if s.Type == "array" {
			return s.checkArray(path, v)
		}
	case string:
		if s.Type == "string" {
			return s.checkString(path, v)
		}
	case float64:
		if s.Type == "integer" {
			return s.checkInteger(path, v)
		}
	case bool:
		if s.Type == "boolean" {
			return nil
		}
	}
	return Invalid{{path, fmt.Sprintf("must be %s, not %s", kindNames[s.Type], kindOf(value))}}
}

func (s *schema) checkObject(path string, object map[string]any) (found Invalid) {
	for _, name := range s.Required {
		if object[name] == nil {
			found = append(found, Problem{join(path, name), "is required"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		child, known := s.Properties[name]
		switch {
		case !known:
			found = append(found, Problem{join(path, name), "is no field of a room file; known here: " + s.fields()})
		case object[name] != nil: // null is the same as left out
			found = append(found, child.check(join(path, name), object[name])...)
		}
	}
	return found
}

func (s *schema) checkArray(path string, items []any) (found Invalid) {
	found = append(found, atLeast(path, "item", len(items), s.MinItems)...)
	found = append(found, atMost(path, "item", len(items), s.MaxItems)...)
	seen := map[string]bool{}
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if text, ok := item.(string); ok && s.UniqueItems {
			if seen[text] {
				found = append(found, Problem{at, fmt.Sprintf("%q is listed twice", text)})
			}
			seen[text] = true
		}
		found = append(found, s.Items.check(at, item)...)
	}
	return found
}

func (s *schema) checkString(path, text string) (found Invalid) {
	if s.Enum != nil && !slices.Contains(s.Enum, text) {
		return Invalid{{path, fmt.Sprintf("is %q; write one of %s", text, strings.Join(s.Enum, ", "))}}
	}
	length := utf8.RuneCountInString(text)
	found = append(found, atLeast(path, "character", length, s.MinLength)...)
	found = append(found, atMost(path, "character", length, s.MaxLength)...)
	if s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(text) {
		found = append(found, Problem{path, fmt.Sprintf("%q does not match %s", text, s.Pattern)})
	}
	return found
}

func (s *schema) checkInteger(path string, n float64) Invalid {
	switch {
	case n != math.Trunc(n) || math.Abs(n) >= math.MaxInt64:
		return Invalid{{path, "must be a whole number"}}
	case s.Minimum != nil && n < *s.Minimum:
		return Invalid{{path, fmt.Sprintf("is %.0f; at least %.0f is needed", n, *s.Minimum)}}
	case s.Maximum != nil && n > *s.Maximum:
		return Invalid{{path, fmt.Sprintf("is %.0f; at most %.0f is allowed", n, *s.Maximum)}}
	}
	return nil
}

func (s *schema) fields() string {
	return strings.Join(slices.Sorted(maps.Keys(s.Properties)), ", ")
}
