package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"time"
)

// tagSize is the length of a token's signature: 128 bits of HMAC-SHA256.
const tagSize = 16

var tokenEncoding = base64.RawURLEncoding.Strict()

// newToken packs the carrier's address of a picture, and until when it may be asked for,
// into a token that only holders of the key can make.
func newToken(key []byte, address string, until time.Time) string {
	payload := binary.BigEndian.AppendUint32(nil, uint32(until.Unix())) // good until the year 2106
	payload = append(payload, address...)
	return tokenEncoding.EncodeToString(append(tag(key, payload), payload...))
}

// openToken gives the address in a token that was made with the key and is still good.
func openToken(key []byte, token string, now time.Time) (string, error) {
	packed, err := tokenEncoding.DecodeString(token)
	if err != nil || len(packed) < tagSize+4 || !hmac.Equal(packed[:tagSize], tag(key, packed[tagSize:])) {
		return "", refusal{http.StatusForbidden, resultToken, "this is no address that the room gave out"}
	}
	payload := packed[tagSize:]
	if now.Unix() > int64(binary.BigEndian.Uint32(payload)) {
		return "", refusal{http.StatusGone, resultGone, "the picture is no longer available"}
	}
	return string(payload[4:]), nil
}

func tag(key, payload []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(payload)
	return mac.Sum(nil)[:tagSize]
}
