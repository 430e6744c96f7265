package rules_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/rules"
)

// hostile are expressions that try to take all there is.
func hostile() map[string]string {
	return map[string]string{
		"chained replace": `sms.Body.replace('', 'xxxxxxxxxx').replace('', 'yyyyyyyyyy').replace('', 'zzzzzzzzzz').size() > 0`,
		"chained concat":  `(` + strings.TrimSuffix(strings.Repeat("sms.Body + ", 300), " + ") + `).size() > 0`,
		"nested loops":    `sms.Body.split('').all(a, sms.Body.split('').exists(b, a != b || b == 'x'))`,
		"a huge list":     `[` + strings.TrimSuffix(strings.Repeat("1,", 1800), ",") + `].map(x, [x, x, x]).size() > 0`,
		"join and split":  `sms.Body.split('').join(sms.Body).split('').join(sms.Body).size() > 0`,
		"format":          `'%s%s%s%s'.format([sms.Body, sms.Body, sms.Body, sms.Body]).replace('', sms.Body).size() > 0`,
		"a slow pattern":  `sms.Body.matches('(a*)*(b*)*(c*)*(d*)*(e*)*(f*)*$x')`,
		"deep nesting":    strings.Repeat("(", 45) + "true" + strings.Repeat(")", 45),
	}
}

// longText is as long as a text can be.
func longText() rules.Text {
	text := evening()
	text.SMS["Body"] = strings.Repeat("a", 2048)
	return text
}

var _ = Describe("A hostile expression", func() {
	all := hostile()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		It(fmt.Sprintf("with %s is refused, or takes milliseconds and kilobytes", name), func() {
			set, err := rules.Compile([]roomfile.Rule{{Name: "h", When: all[name], Tag: "t"}, {Name: "ok", When: "true", Tag: "fine"}})
			if err != nil {
				Expect(err).To(MatchError(HavePrefix("rule h: when: ")))
				return
			}
			text := longText()
			took, allocated := time.Hour, uint64(math.MaxUint64)
			for range 5 { // the best of them is what it takes where nothing comes between
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				begun := time.Now()
				v := set.Judge(context.Background(), text, read)
				took = min(took, time.Since(begun))
				runtime.ReadMemStats(&after)
				allocated = min(allocated, after.TotalAlloc-before.TotalAlloc)
				Expect(v.Tags).To(ContainElement("fine"))
			}
			Expect(took).To(BeNumerically("<", 250*time.Millisecond), "milliseconds; the rest is for a machine that is busy")
			Expect(allocated).To(BeNumerically("<", 4<<20))
		})
	}
})

// BenchmarkFiftyRules is what a set of fifty rules adds to a webhook; the promise is 100 µs.
func BenchmarkFiftyRules(b *testing.B) {
	var list []roomfile.Rule
	for i := range 50 {
		list = append(list, roomfile.Rule{Name: fmt.Sprint("r", i), Then: roomfile.ThenContinue, Tag: "t",
			When: fmt.Sprintf("sms.FromCity == 'TOWN %d' && member.messages == 1 && now.getHours(room.timeZone) >= 22", i)})
	}
	set, err := rules.Compile(list)
	if err != nil {
		b.Fatal(err)
	}
	text := evening()
	b.ReportAllocs()
	for b.Loop() {
		set.Judge(context.Background(), text, read)
	}
}

// BenchmarkHostile is what the worst rules take that are not refused.
func BenchmarkHostile(b *testing.B) {
	for name, when := range hostile() {
		set, err := rules.Compile([]roomfile.Rule{{Name: "h", When: when, Tag: "t"}})
		if err != nil {
			continue
		}
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			text := longText()
			b.ReportAllocs()
			for b.Loop() {
				set.Judge(context.Background(), text, read)
			}
		})
	}
}
