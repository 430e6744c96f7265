package twiliosim

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/hex"
	"sync/atomic"
)

// sidMint makes SIDs that look random, never repeat, are the same for the same seed, and lead
// back to the number they were made from. So a message is found by its SID without an index.
type sidMint struct {
	block cipher.Block
	last  atomic.Uint64
}

// newSIDMint returns the mint of one simulator.
func newSIDMint(seed uint64) *sidMint {
	var key [16]byte
	copy(key[:], "twiliosim")
	binary.BigEndian.PutUint64(key[8:], seed)
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // only a key of the wrong length fails
	}
	return &sidMint{block: block}
}

// next returns a new SID with a two letter prefix, such as "PN".
func (m *sidMint) next(prefix string) string {
	return m.of(prefix, 1, m.last.Add(1))
}

// token returns 32 new hex digits.
func (m *sidMint) token() string { return m.next("xx")[2:] }

// of returns the SID of the n-th thing of a kind.
func (m *sidMint) of(prefix string, kind byte, n uint64) string {
	var sid [34]byte
	m.put(sid[:], prefix, kind, n)
	return string(sid[:])
}

// put writes the SID of the n-th thing of a kind to dst, which holds 34 bytes.
func (m *sidMint) put(dst []byte, prefix string, kind byte, n uint64) {
	var id [16]byte
	id[0] = kind
	binary.BigEndian.PutUint64(id[8:], n)
	m.block.Encrypt(id[:], id[:])
	copy(dst, prefix)
	hex.Encode(dst[2:], id[:])
}

// position returns the number a SID of a kind was made from, false for a foreign SID.
func (m *sidMint) position(sid string, kind byte) (uint64, bool) {
	if len(sid) != 34 {
		return 0, false
	}
	var id [16]byte
	if _, err := hex.Decode(id[:], []byte(sid[2:])); err != nil {
		return 0, false
	}
	m.block.Decrypt(id[:], id[:])
	if id[0] != kind || [7]byte(id[1:8]) != [7]byte{} {
		return 0, false
	}
	return binary.BigEndian.Uint64(id[8:]), true
}

// The kinds of SIDs that are found by their position. All others share kind 1.
const (
	sidMessage byte = 2
	sidMedia   byte = 3
	sidRequest byte = 4
)
