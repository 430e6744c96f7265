package roomfile

import (
	"fmt"
)

var kindNames = map[string]string{
	"object": "a group of fields", "array": "a list", "string": "a text",
	"integer": "a whole number", "boolean": "true or false",
}

func kindOf(value any) string {
	switch value.(type) {
	case map[string]any:
		return "a group of fields"
	case []any:
		return "a list"
	case string:
		return "a text"
	case float64:
		return "a number"
	case bool:
		return "true or false"
	default:
		return "empty"
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func atLeast(path, thing string, n int, limit *int) Invalid {
	switch {
	case limit == nil || n >= *limit:
		return nil
	case n == 0:
		return Invalid{{path, "must not be empty"}}
	}
	return Invalid{{path, fmt.Sprintf("has %s; at least %d are needed", count(n, thing), *limit)}}
}

func atMost(path, thing string, n int, limit *int) Invalid {
	if limit == nil || n <= *limit {
		return nil
	}
	return Invalid{{path, fmt.Sprintf("has %s; at most %d are allowed", count(n, thing), *limit)}}
}

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
