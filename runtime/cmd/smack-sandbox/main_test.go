package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/loopback"
)

func TestCommands(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "smack-sandbox")
}

var _ = Describe("smack-sandbox carrier", func() {
	It("is a Twilio for the account it is told, until it is ended", func() {
		address, err := loopback.FreeAddress()
		Expect(err).NotTo(HaveOccurred())

		sid := "AC00000000000000000000000000000001"
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		carrier := carrierCommand{Listen: address, AccountSID: sid, AuthToken: "00000000000000000000000000000002", Speed: 1, Rate: 1}
		go func() { ended <- carrier.Run(ctx) }()
		DeferCleanup(cancel)

		var answer struct {
			Accounts []struct {
				SID string `json:"sid"`
			} `json:"accounts"`
		}
		Eventually(func() error {
			response, err := http.Get("http://" + address + "/sim/accounts")
			if err != nil {
				return err
			}
			defer func() { _ = response.Body.Close() }()
			return json.NewDecoder(response.Body).Decode(&answer)
		}).Should(Succeed())
		Expect(answer.Accounts).To(HaveLen(1))
		Expect(answer.Accounts[0].SID).To(Equal(sid))
		cancel()
		Eventually(ended).Should(Receive(BeNil()))
	})
})

var _ = Describe("smack-sandbox up", func() {
	It("asks for the programs that it runs where they are missing", func() {
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "smack-room"), nil, 0o755)).To(Succeed())
		err := (&upCommand{Bin: dir}).Run(context.Background())
		Expect(err).To(MatchError(And(ContainSubstring("smack-operator is not in"), ContainSubstring("make build"))))
	})

	DescribeTable("reads its command line",
		func(check bool, listen, account string, args ...string) {
			var got commands
			parser, err := kong.New(&got, kong.Vars{"account_sid": "AC1", "auth_token": "t"})
			Expect(err).NotTo(HaveOccurred())
			_, err = parser.Parse(args)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.Up.Check).To(Equal(check))
			Expect(got.Up.Listen).To(Equal(listen))
			Expect(got.Carrier.AccountSID).To(Equal(account))
		},
		Entry("as it is without flags", false, "127.0.0.1:8070", "AC1", "up"),
		Entry("to verify", true, "127.0.0.1:8070", "AC1", "up", "--check"),
		Entry("to listen elsewhere", false, "127.0.0.1:1", "AC1", "up", "--listen=127.0.0.1:1"),
		Entry("for a carrier with an account of one's own", false, "127.0.0.1:8070", "AC2", "carrier", "--account-sid=AC2"),
	)
})
