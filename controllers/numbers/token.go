package numbers

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"hash"
	"strings"
)

// tokenPrefix marks a friendly name as an owner token.
const tokenPrefix = "smack:"

// tokenHash is how many characters of hash a token has: 160 bits, no padding.
const tokenHash = 32

// OwnerToken is the friendly name under which a room's number is bought and found
// again. It has only letters and digits behind its prefix: some clients strip a dot and
// the digits behind it from a search, and a number that is never found again would be
// bought again. ownerID tells clusters apart; namespace and name tell rooms apart.
func OwnerToken(ownerID, namespace, name string) string {
	h := sha256.New()
	for _, part := range []string{ownerID, namespace, name} {
		hashPart(h, part)
	}
	sum := base32.StdEncoding.EncodeToString(h.Sum(nil))
	return tokenPrefix + strings.ToLower(sum[:tokenHash])
}

// hashPart writes the length first, so that no two lists of parts hash alike.
func hashPart(h hash.Hash, part string) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(part)))
	_, _ = h.Write(length[:])
	_, _ = h.Write([]byte(part))
}

// IsOwnerToken reports whether a friendly name is some room's owner token.
func IsOwnerToken(friendlyName string) bool {
	sum, ok := strings.CutPrefix(friendlyName, tokenPrefix)
	if !ok || len(sum) != tokenHash {
		return false
	}
	return strings.Trim(sum, "abcdefghijklmnopqrstuvwxyz234567") == ""
}
