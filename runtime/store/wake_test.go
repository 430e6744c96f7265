package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

var _ = Describe("A listener", func() {
	const silence = 250 * time.Millisecond // as long may the machine be busy with else
	var (
		server *redistest.Server
		room   *store.Store
		heard  chan string
		ended  chan error
	)
	BeforeEach(func(ctx SpecContext) {
		var err error
		server, err = redistest.New()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(server.Stop)
		Expect(server.Start(ctx)).To(Succeed())
		config, err := server.Limited(ctx, "ns.room")
		Expect(err).NotTo(HaveOccurred())
		client := store.Connect(config)
		DeferCleanup(client.Close)
		room, err = store.Open(ctx, client, "ns.room", store.Options{Silence: silence})
		Expect(err).NotTo(HaveOccurred())
		listener, err := room.Hints(ctx)
		Expect(err).NotTo(HaveOccurred())
		heard, ended = make(chan string, 10), make(chan error, 1)
		DeferCleanup(listener.Close)
		go listen(listener, heard, ended)
	})

	publish := func(ctx SpecContext, word string) {
		GinkgoHelper()
		_, err := server.Do(ctx, "PUBLISH", "smack:{ns.room}:wake", word)
		Expect(err).NotTo(HaveOccurred())
	}

	It("hears hints, and goes on through silence without taking its own words for hints", func(ctx SpecContext) {
		publish(ctx, "work")
		Eventually(heard).Should(Receive(Equal("work")))
		Consistently(heard, 4*silence).ShouldNot(Receive())
		publish(ctx, "more")
		Eventually(heard).Should(Receive(Equal("more")))
		Expect(ended).NotTo(Receive())
	})

	It("ends when the server is silent because it hangs", func() {
		Expect(server.Pause()).To(Succeed())
		Eventually(ended).WithTimeout(10 * time.Second).Should(Receive(HaveOccurred()))
		Expect(server.Resume()).To(Succeed())
	})

	It("ends when hints would not reach it any more", func(ctx SpecContext) {
		_, err := server.Do(ctx, "ACL", "SETUSER", "ns.room", "-publish") // stands for a server that is no longer the master
		Expect(err).NotTo(HaveOccurred())
		Eventually(ended).Should(Receive(MatchError(ContainSubstring("whether hints would be heard"))))
	})
})

// listen passes on what is heard until the listener ends.
func listen(listener *store.Listener, heard chan<- string, ended chan<- error) {
	for {
		m, err := listener.ReceiveMessage(context.Background())
		if err != nil {
			ended <- err
			return
		}
		heard <- m.Payload
	}
}
