package store

import (
	"strconv"
	"time"
)

// The replies of scripts are nested lists of texts, numbers and nil. What is missing
// reads as the zero value.

func asList(reply any) []any {
	list, _ := reply.([]any)
	return list
}

func item(list []any, i int) any {
	if i >= len(list) {
		return nil
	}
	return list[i]
}

func asText(reply any) string {
	switch v := reply.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return ""
}

func asInt(reply any) int64 {
	switch v := reply.(type) {
	case int64:
		return v
	case string:
		n, _ := strconv.ParseInt(v, 10, 64)
		return n
	}
	return 0
}

func asPairs(list []any) map[string]string {
	pairs := make(map[string]string, len(list)/2)
	for i := 0; i+1 < len(list); i += 2 {
		pairs[asText(list[i])] = asText(list[i+1])
	}
	return pairs
}

// micros reads a time of the scripts; 0 is the zero time.
func micros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n)
}

// millis reads a time as records keep it; empty or 0 is the zero time.
func millis(text string) time.Time {
	n, _ := strconv.ParseInt(text, 10, 64)
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMilli(n)
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
