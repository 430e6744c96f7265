package fault_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/fault"
)

// after is how many acts beyond those of a good run a mishap may strike: what follows a
// mishap can go wrong as well.
const after = 8

// Every side effect of the reconciler fails, comes late, is refused, or kills the process
// before and after it: alone, and in pairs of which chance chooses some. What has nothing
// to do with money goes wrong in the first story.
var _ = Describe("Whatever goes wrong while", func() {
	for n, s := range stories() {
		Describe(s.name, Ordered, func() {
			var m *market
			var acts []string
			BeforeAll(func(ctx SpecContext) {
				m = newMarket()
				DeferCleanup(m.close)
				acts = tell(ctx, m, s, nil).fate.Log()
			})

			It("once: money and numbers are where they should be", func(ctx SpecContext) {
				told := 0
				for i := range len(acts) + after {
					for _, mishap := range fault.Mishaps() {
						if i < len(acts) && (same(acts[i], mishap) || (n > 0 && !aboutMoney(acts[i]))) {
							continue
						}
						if told++; told%oneIn == 0 {
							tell(ctx, m, s, map[int]fault.Mishap{i + 1: mishap})
						}
					}
				}
			})

			It("twice: money and numbers are where they should be", func(ctx SpecContext) {
				r := rand.New(rand.NewPCG(seed(), 1))
				for range pairs(len(stories())) {
					tell(ctx, m, s, pair(r, len(acts)+after))
				}
			})
		})
	}
})

// same says whether a mishap is to an act what another is: nothing is done by a read, and
// only a purchase can be late.
func same(act string, mishap fault.Mishap) bool {
	switch {
	case strings.HasPrefix(act, "event"):
		return mishap != fault.CrashBefore && mishap != fault.CrashAfter
	case mishap == fault.Late:
		return !strings.HasPrefix(act, "carrier: buy")
	case mishap == fault.CrashAfter, mishap == fault.FailAfter:
		return !isWrite(act)
	}
	return false
}

// aboutMoney leaves out the objects of a room, which go wrong in the first story only.
func aboutMoney(act string) bool {
	owned := strings.HasPrefix(act, "kube: apply") || (strings.HasPrefix(act, "kube: get") && strings.Contains(act, "family-"))
	return !owned
}

// tell tells a story with mishaps, and looks at its end.
func tell(ctx context.Context, m *market, s story, plan map[int]fault.Mishap) *world {
	GinkgoHelper()
	w := newWorld(m)
	if s.before != nil {
		s.before(ctx, w)
	}
	w.plan(plan)
	s.then(ctx, w)
	err := w.settle(ctx, family)
	Expect(err).NotTo(HaveOccurred(), w.story())
	s.right(ctx, w)
	return w
}

func pair(r *rand.Rand, acts int) map[int]fault.Mishap {
	mishaps := fault.Mishaps()
	return map[int]fault.Mishap{
		r.IntN(acts) + 1: mishaps[r.IntN(len(mishaps))],
		r.IntN(acts) + 1: mishaps[r.IntN(len(mishaps))],
	}
}

// seed and pairs can be set, to repeat a run (SMACK_FAULT_SEED) or to try more
// (SMACK_FAULT_PAIRS, of all stories together).
func seed() uint64 {
	if n := number("SMACK_FAULT_SEED"); n > 0 {
		return uint64(n)
	}
	return uint64(GinkgoRandomSeed())
}

func pairs(stories int) int {
	if n := number("SMACK_FAULT_PAIRS"); n > 0 {
		return n / stories
	}
	return 330 / stories / oneIn
}

func number(name string) int {
	n, _ := strconv.Atoi(os.Getenv(name))
	return n
}
