package smackroom

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/resources"
)

var _ = Describe("the password of a managed Redis", func() {
	came := time.Unix(1_000_000, 0)
	login := func(password, rotation string, accepted ...string) resources.RedisLogin {
		l := resources.RedisLogin{Password: password, Rotation: rotation, Since: came}
		for _, a := range accepted {
			l.Accepted = append(l.Accepted, resources.HashRedisPassword(a))
		}
		return l
	}
	at := func(l resources.RedisLogin, when time.Time) resources.RedisLogin {
		l.Since = when
		return l
	}
	soon, late := came.Add(time.Minute), came.Add(passwordSpread)

	DescribeTable("moves on",
		func(now resources.RedisLogin, requested string, served bool, when time.Time, want resources.RedisLogin, wait time.Duration) {
			next, rest := nextLogin(now, requested, served, when, func() string { return "fresh" })
			Expect(next).To(Equal(want))
			Expect(rest).To(Equal(wait))
		},
		Entry("from none", resources.RedisLogin{}, "", false, soon, at(login("fresh", "", "fresh"), soon), time.Duration(0)),
		Entry("from none, with an old request", resources.RedisLogin{}, "1", false, soon, at(login("fresh", "1", "fresh"), soon), time.Duration(0)),
		Entry("nowhere while nobody asks", login("a", "1", "a"), "1", true, late, login("a", "1", "a"), time.Duration(0)),
		Entry("nowhere when the request is taken back", login("a", "1", "a"), "", true, late, login("a", "1", "a"), time.Duration(0)),
		Entry("to a new one beside the former", login("a", "1", "a"), "2", true, late, at(login("fresh", "2", "fresh", "a"), late), passwordSpread),
		Entry("not before pods have seen it", login("b", "2", "b", "a"), "2", true, soon, login("b", "2", "b", "a"), passwordSpread-time.Minute),
		Entry("not before the server accepts it", login("b", "2", "b", "a"), "2", false, late, login("b", "2", "b", "a"), time.Duration(0)),
		Entry("to the new one alone", login("b", "2", "b", "a"), "2", true, late, login("b", "2", "b"), time.Duration(0)),
		Entry("to the end before it begins again", login("b", "2", "b", "a"), "3", true, late, login("b", "2", "b"), time.Duration(0)),
		Entry("with one that was written by hand", login("hand", "1", "a"), "1", true, late, at(login("hand", "1", "hand", "a"), late), passwordSpread),
		Entry("with one that was written by hand in between", login("hand", "2", "b", "a"), "2", true, late,
			at(login("hand", "2", "hand", "b", "a"), late), passwordSpread),
		Entry("within a bound", login("hand", "2", "c", "b", "a"), "2", true, late, at(login("hand", "2", "hand", "c", "b"), late), passwordSpread),
		Entry("when it was emptied", login("", "1", "a"), "1", true, late, at(login("fresh", "1", "fresh", "a"), late), passwordSpread),
		Entry("when the server's configuration was lost", login("a", "1"), "1", true, late, at(login("a", "1", "a"), late), time.Duration(0)),
	)
})
