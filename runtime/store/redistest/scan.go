package redistest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Scan reads all that is kept under a prefix, and gives the keys whose name or value holds
// any of the needles, whatever their case, each with the needle behind it.
func (s *Server) Scan(ctx context.Context, prefix string, needles ...string) ([]string, error) {
	client := s.Admin()
	defer func() { _ = client.Close() }()
	var found []string
	keys := client.Scan(ctx, 0, "*", 1000).Iterator()
	for keys.Next(ctx) {
		key := keys.Val()
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		value, err := whole(ctx, client, key)
		if err != nil {
			return nil, err
		}
		text := lower(append([]byte(key+"\x00"), value...))
		for _, needle := range needles {
			if bytes.Contains(text, lower([]byte(needle))) {
				found = append(found, strings.TrimPrefix(key, prefix)+" holds "+needle)
			}
		}
	}
	slices.Sort(found)
	return found, keys.Err()
}

// whole is all that a key keeps.
func whole(ctx context.Context, client *redis.Client, key string) ([]byte, error) {
	kind, err := client.Type(ctx, key).Result()
	if err != nil {
		return nil, err
	}
	var value any
	switch kind {
	case "string":
		value, err = client.Get(ctx, key).Result()
	case "hash":
		value, err = client.HGetAll(ctx, key).Result()
	case "set":
		value, err = client.SMembers(ctx, key).Result()
	case "zset":
		value, err = client.ZRange(ctx, key, 0, -1).Result()
	case "list":
		value, err = client.LRange(ctx, key, 0, -1).Result()
	case "stream":
		value, err = client.XRange(ctx, key, "-", "+").Result()
	case "none": // gone meanwhile
	default:
		err = fmt.Errorf("%s is a %s, which nothing of a room is", key, kind)
	}
	return fmt.Append(nil, value), err
}

// lower leaves all but the letters of ASCII as they are: values are bytes.
func lower(text []byte) []byte {
	for i, b := range text {
		if b >= 'A' && b <= 'Z' {
			text[i] = b + 'a' - 'A'
		}
	}
	return text
}
