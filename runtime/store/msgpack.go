package store

import "encoding/binary"

// msgpack is MessagePack as far as scripts are told things with it: they read it with one
// call, and nothing in it has to be escaped.
// Source: https://github.com/msgpack/msgpack/blob/master/spec.md
type msgpack []byte

func (m msgpack) array(n int) msgpack {
	return m.head(n, 0x90, 0xdc)
}

// fields is a map; for each of its n fields a text and a value have to follow.
func (m msgpack) fields(n int) msgpack {
	return m.head(n, 0x80, 0xde)
}

func (m msgpack) head(n int, short, long byte) msgpack {
	if n < 16 {
		return append(m, short|byte(n))
	}
	return binary.BigEndian.AppendUint16(append(m, long), uint16(n)) // #nosec G115 -- a trip holds a hundred texts
}

func (m msgpack) number(n int64) msgpack {
	if 0 <= n && n < 128 {
		return append(m, byte(n))
	}
	return binary.BigEndian.AppendUint64(append(m, 0xd3), uint64(n)) // #nosec G115 -- two's complement is meant
}

func (m msgpack) text(s string) msgpack {
	return append(m.size(len(s)), s...)
}

func (m msgpack) bytes(b []byte) msgpack {
	return append(m.size(len(b)), b...)
}

func (m msgpack) size(n int) msgpack {
	switch {
	case n < 32:
		return append(m, 0xa0|byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(m, 0xda), uint16(n))
	default:
		return binary.BigEndian.AppendUint32(append(m, 0xdb), uint32(n)) // #nosec G115 -- forms are bounded
	}
}
