package browser

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/room/roomtest"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	roomNumber = "+14155550100"
	annNumber  = "+14155550101"
	bobNumber  = "+14155550102"
	cidNumber  = "+14155550103"
	token      = "a-token-for-the-first-day"
)

// place is a whole room, its carrier and its phones.
type place struct {
	roomtest.Pod
	sim  *twiliosim.Sim
	name string
}

var places int

// newPlace starts a room; more is YAML that its file has besides.
func newPlace(ctx context.Context, more string) *place {
	GinkgoHelper()
	places++
	p := &place{name: fmt.Sprint("ns.browser", places), sim: roomtest.Carrier()}
	p.Pod = roomtest.Pod{Public: roomtest.FreeAddress(), Screen: roomtest.FreeAddress(), Private: roomtest.FreeAddress()}
	p.sim.Account().Own(roomNumber).SetSmsURL("http://" + p.Public + "/sms")
	dir := GinkgoT().TempDir()
	Expect(os.Mkdir(filepath.Join(dir, "admin"), 0o700)).To(Succeed())
	Expect(os.WriteFile(filepath.Join(dir, "admin", "token"), []byte(token), 0o600)).To(Succeed())
	file := filepath.Join(dir, "room.yaml")
	Expect(os.WriteFile(file, fmt.Appendf(nil, `
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: %s
displayName: Oak Street
number: {e164: "%s"}
webhook: {baseURL: "http://%s"}
carrier: {baseURL: "%s"}
chat: {announceJoins: false, admins: ["%s"], timeZone: America/Los_Angeles}
delivery: {messagesPerSecond: 1000, doubtGrace: 1s}
admin: {tokenSecretRef: {name: admin}}
%s`, p.name, roomNumber, p.Public, p.sim.BaseURL(), annNumber, more), 0o600)).To(Succeed())
	environment := roomtest.Account(p.sim)
	environment["REDIS_URL"] = "unix://" + server.Address()
	p.Run(room.Options{Path: file}, environment)
	p.Becomes(http.StatusOK)
	return p
}

func (p *place) text(ctx context.Context, from, body string) {
	GinkgoHelper()
	in, err := p.sim.Phone(from).Text(ctx, roomNumber, body)
	Expect(err).NotTo(HaveOccurred())
	Expect(in.Webhook.Status).To(Equal(http.StatusOK))
}

// join lets somebody join and waits for the welcome: who joins first gets the lower number.
func (p *place) join(ctx context.Context, number, name string) {
	GinkgoHelper()
	p.text(ctx, number, "#join "+name)
	Eventually(p.inbox(number)).Should(HaveLen(1))
}

// inbox are the texts that a phone shows.
func (p *place) inbox(number string) func() []string {
	return func() []string { return p.sim.Phone(number).Bodies() }
}

// code reads the latest code from a phone.
func (p *place) code(number string) string {
	GinkgoHelper()
	var code string
	Eventually(func() string {
		bodies := p.sim.Phone(number).Bodies()
		if found := regexp.MustCompile(`^(\d{6}) is your code`).FindStringSubmatch(bodies[len(bodies)-1]); found != nil {
			code = found[1]
		}
		return code
	}).ShouldNot(BeEmpty())
	return code
}

// store is the room's, seen from beside the program.
func (p *place) store(ctx context.Context) *store.Store {
	GinkgoHelper()
	return roomtest.Store(ctx, server.Config(), p.name)
}
