package room_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/room/roomtest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	roomNumber = "+14155550100"
	annNumber  = "+14155550101"
	bobNumber  = "+14155550102"
	patience   = roomtest.Patience
)

// life is one whole pod, its carrier and its room file, on a Redis that a spec mistreats.
type life struct {
	roomtest.Pod
	dir, name string
	sim       *twiliosim.Sim
	pace      room.Pace
	sender    sender
}

// sender is what the room sends from.
type sender struct {
	// number is its address; what the room file says besides, of it and of chat, is in YAML.
	number, more, chat string
	// own gives it to the account, on which it is to call an address.
	own func(a *twiliosim.Account, address string)
}

// longCode is the sender that rooms have in most specs.
var longCode = sender{number: roomNumber, own: func(a *twiliosim.Account, address string) { a.Own(roomNumber).SetSmsURL(address) }}

// newLife starts a pod, hurried if a pace is given; redis is the room file's section.
func newLife(name, redis string, pace ...room.Pace) *life {
	GinkgoHelper()
	return newLifeOf(longCode, name, redis, pace...)
}

func newLifeOf(from sender, name, redis string, pace ...room.Pace) *life {
	GinkgoHelper()
	before := gleak.Goroutines()
	DeferCleanup(func() {
		Eventually(gleak.Goroutines).WithTimeout(patience).ShouldNot(gleak.HaveLeaked(before))
	})
	l := &life{dir: GinkgoT().TempDir(), name: name, sender: from, sim: roomtest.Carrier()}
	l.Public, l.Private = roomtest.FreeAddress(), roomtest.FreeAddress()
	if len(pace) > 0 {
		l.pace = pace[0]
	}
	from.own(l.sim.Account(), "http://"+l.Public+"/sms")
	text := fmt.Sprintf(`
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: %s
number: {e164: "%s"%s}
webhook: {baseURL: "http://%s"}
carrier: {baseURL: "%s"}
chat: {announceJoins: false, admins: ["+14155550101"]%s}
delivery: {messagesPerSecond: 1000, doubtGrace: 1s}
redis: %s
`, name, from.number, from.more, l.Public, l.sim.BaseURL(), from.chat, redis)
	path := filepath.Join(l.dir, "room.yaml")
	Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
	l.run(path)
	return l
}

func (l *life) run(path string) {
	l.Run(room.Options{Path: path, Pace: l.pace}, roomtest.Account(l.sim))
}

// text lets a phone text the room once, and gives the answer's status.
func (l *life) text(ctx context.Context, from, body string) int {
	GinkgoHelper()
	return l.sent(ctx, from, body).Webhook.Status
}

func (l *life) sent(ctx context.Context, from, body string) *twiliosim.Inbound {
	GinkgoHelper()
	in, err := l.sim.Phone(from).Text(ctx, l.sender.number, body)
	Expect(err).NotTo(HaveOccurred())
	return in
}

// again brings a text once more, as the carrier does after an error.
func (l *life) again(ctx context.Context, in *twiliosim.Inbound) int {
	GinkgoHelper()
	address := "http://" + l.Public + "/sms"
	form := url.Values{"MessageSid": {in.SID}, "From": {in.From}, "To": {in.To}, "Body": {in.Body}}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	Expect(err).NotTo(HaveOccurred())
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("X-Twilio-Signature", twiliosim.Sign(l.sim.Account().AuthToken(), address, form))
	res, err := http.DefaultClient.Do(q)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func (l *life) takes(ctx context.Context, from, body string) {
	GinkgoHelper()
	Expect(l.text(ctx, from, body)).To(Equal(http.StatusOK))
}

// joined lets Ann and Bob join.
func (l *life) joined(ctx context.Context) {
	GinkgoHelper()
	l.Becomes(http.StatusOK)
	l.takes(ctx, annNumber, "#join Ann")
	l.takes(ctx, bobNumber, "#join Bob")
	for _, number := range []string{annNumber, bobNumber} {
		Eventually(l.sim.Phone(number).Bodies).WithTimeout(patience).Should(HaveLen(1))
	}
}

// hears waits until the phone shows exactly these texts behind its welcome.
func (l *life) hears(number string, bodies ...string) {
	GinkgoHelper()
	heard := func() []string { return l.sim.Phone(number).Bodies()[1:] }
	Eventually(heard).WithTimeout(patience).Should(Equal(bodies))
}
