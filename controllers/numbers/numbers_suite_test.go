package numbers_test

import (
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

func TestNumbers(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Numbers")
}

// Nothing that a spec starts may outlive it.
var _ = BeforeEach(func() {
	before := gleak.Goroutines()
	DeferCleanup(func() {
		Eventually(gleak.Goroutines).WithTimeout(5 * time.Second).ShouldNot(gleak.HaveLeaked(before))
	})
})

// simulator starts a carrier that answers over real HTTP.
func simulator() *twiliosim.Sim {
	sim := twiliosim.New(twiliosim.Options{StockPerArea: 3000})
	_, err := sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(sim.Close)
	return sim
}

// clientOf signs in to one of the simulator's accounts.
func clientOf(sim *twiliosim.Sim, account *twiliosim.Account) *carrier.Client {
	creds := carrier.Credentials{AccountSID: account.SID(), AuthToken: account.AuthToken()}
	c, err := carrier.New(carrier.Config{
		BaseURL: sim.BaseURL(), Credentials: carrier.NewKeyring(creds).Current, Timeout: 2 * time.Second,
	})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(c.Close)
	return c
}

// bearing counts the account's numbers that bear a token.
func bearing(account *twiliosim.Account, token string) int {
	n := 0
	for _, number := range account.Numbers() {
		if number.FriendlyName() == token {
			n++
		}
	}
	return n
}

// generous never stands in a purchase's way.
func generous() *numbers.Guard {
	clock := time.Unix(0, 0)
	return numbers.NewGuard(true, 0, func() time.Time {
		clock = clock.Add(time.Minute)
		return clock
	})
}

var anywhere = numbers.Search{Country: "US", AreaCode: "415"}
