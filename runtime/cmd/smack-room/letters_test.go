package main

import (
	"context"
	"errors"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// waiting leaves a direct text to Ann that no pod sends.
func waiting(ctx context.Context, p *place) {
	GinkgoHelper()
	st := p.store(ctx)
	facts, err := st.Facts(ctx, annNumber, chat.Need{})
	Expect(err).NotTo(HaveOccurred())
	_, err = st.Commit(ctx, store.Inbound{SID: "SM1", From: annNumber}, facts, chat.Outcome{
		Kind: "test", Directs: []chat.Direct{{To: annNumber, Body: "Welcome", Kind: chat.Reply}},
	})
	Expect(err).NotTo(HaveOccurred())
}

// asking leaves a call of a service that no pod makes.
func asking(ctx context.Context, p *place) {
	GinkgoHelper()
	st := p.store(ctx)
	facts, err := st.Facts(ctx, annNumber, chat.Need{})
	Expect(err).NotTo(HaveOccurred())
	_, err = st.Commit(ctx, store.Inbound{SID: "SM2", From: annNumber}, facts, chat.Outcome{
		Kind: "test", Calls: []chat.Call{{Command: "weather", Text: "oslo"}},
	})
	Expect(err).NotTo(HaveOccurred())
}

// failed leaves one dead letter to Ann and no pod.
func failed(ctx context.Context, p *place) {
	GinkgoHelper()
	p.sim.Account().AllowRegions("CA")
	pod := p.start(p.public)
	p.text(ctx, annNumber, "#join Ann")
	Eventually(func() int64 { return p.stats().Failed }).Should(Equal(int64(1)))
	pod.Terminate()
	Eventually(pod).Should(gexec.Exit(0))
}

var _ = Describe("A log line", func() {
	It("shows no number, wherever it stands", func() {
		var out strings.Builder
		log, err := newLog(&out, "info")
		Expect(err).NotTo(HaveOccurred())
		log.Info("to "+annNumber, "error", errors.New("no route to "+annNumber), "to", chat.E164(annNumber), "n", 14155550101)
		Expect(out.String()).NotTo(ContainSubstring(annNumber))
		Expect(out.String()).To(ContainSubstring("no route to +1415•••0101"))
		Expect(out.String()).To(ContainSubstring(`"n":14155550101`))
		log.Info("misspelt", "error", annNumber+"x", "address", "https://api.twilio.com/Messages.json?To=%2B14155550101&PageSize=20")
		Expect(out.String()).NotTo(ContainSubstring(annNumber[1:] + "x"))
		Expect(out.String()).To(And(ContainSubstring("+1415•••0101x"), ContainSubstring("To=+1415•••0101&PageSize=20")))
	})

	It("is left out below the level", func() {
		var out strings.Builder
		log, err := newLog(&out, "error")
		Expect(err).NotTo(HaveOccurred())
		log.Warn("x")
		Expect(out.String()).To(BeEmpty())
	})
})
