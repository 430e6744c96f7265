package room

import (
	"bytes"
	"log/slog"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/delivery"
)

var _ = Describe("A pause that final statuses bring", func() {
	It("is told in the log once a minute, and nothing else is", func() {
		var log bytes.Buffer
		pause := telling(delivery.PauseOf(time.Now), slog.New(slog.NewTextHandler(&log, nil)))
		Expect(pause(30007, time.Time{})).To(BeNil())
		Expect(log.String()).To(BeEmpty())
		for range 3 {
			Expect(pause(30034, time.Time{})).NotTo(BeNil())
		}
		Expect(log.String()).To(And(ContainSubstring("code=30034"), ContainSubstring("not registered")))
		Expect(strings.Count(log.String(), "\n")).To(Equal(1))
	})
})
