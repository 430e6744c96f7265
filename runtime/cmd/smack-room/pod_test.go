package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/room/roomtest"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	roomNumber = "+14155550100"
	annNumber  = "+14155550101"
	bobNumber  = "+14155550102"
)

// place is a room on this machine: its file, its credentials, its Redis and its carrier.
type place struct {
	dir, name string
	file      string
	public    string
	sim       *twiliosim.Sim
	number    *twiliosim.Number
}

// newPlace makes a room whose texts come in at the first pod's port.
func newPlace() *place {
	GinkgoHelper()
	p := &place{dir: GinkgoT().TempDir(), name: "room-" + rand.Text(), public: roomtest.FreeAddress(), sim: roomtest.Carrier()}
	p.number = p.sim.Account().Own(roomNumber)
	p.number.SetSmsURL("http://" + p.public + "/family/sms#rc=5&rp=5xx,ct,rt")
	p.writeCredentials(p.sim.Account().AuthToken(), "")
	p.file = filepath.Join(p.dir, "room.yaml")
	p.write("")
	return p
}

// write writes the room file, with some more lines.
func (p *place) write(more string) {
	GinkgoHelper()
	text := fmt.Sprintf(`
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: %s
displayName: The family
number: {e164: "%s"}
webhook: {baseURL: "http://%s/family"}
carrier: {baseURL: "%s", credentialsDir: twilio}
delivery: {messagesPerSecond: 1000}
%s`, p.name, roomNumber, p.public, p.sim.BaseURL(), more)
	Expect(os.WriteFile(p.file, []byte(text), 0o600)).To(Succeed())
}

// writeCredentials swaps the whole directory by a link, as Kubernetes does.
func (p *place) writeCredentials(token, previous string) {
	GinkgoHelper()
	mount := filepath.Join(p.dir, "twilio")
	data := filepath.Join(mount, "..data-"+rand.Text())
	Expect(os.MkdirAll(data, 0o700)).To(Succeed())
	for name, value := range map[string]string{
		"accountSid": p.sim.Account().SID(), "authToken": token, "previousAuthToken": previous,
	} {
		Expect(os.WriteFile(filepath.Join(data, name), []byte(value+"\n"), 0o600)).To(Succeed())
		link := filepath.Join(mount, name)
		if _, err := os.Lstat(link); err != nil {
			Expect(os.Symlink(filepath.Join("..data", name), link)).To(Succeed())
		}
	}
	next := filepath.Join(mount, "..data_tmp")
	Expect(os.Symlink(filepath.Base(data), next)).To(Succeed())
	Expect(os.Rename(next, filepath.Join(mount, "..data"))).To(Succeed())
}

// pod is one running program.
type pod struct {
	*gexec.Session
	roomtest.Pod
}

// start runs a pod at a public address and waits until it is ready.
func (p *place) start(public string, flags ...string) *pod {
	GinkgoHelper()
	run := p.launch(public, flags...)
	Eventually(run.Status).WithArguments("/readyz").Should(Equal(http.StatusOK), string(run.Err.Contents()))
	return run
}

func (p *place) launch(public string, flags ...string) *pod {
	GinkgoHelper()
	at := roomtest.Pod{Public: public, Screen: roomtest.FreeAddress(), Private: roomtest.FreeAddress()}
	args := append([]string{
		"serve", "--config", p.file, "--listen", public, "--admin-listen", at.Screen, "--metrics-listen", at.Private, "--drain-delay", "0s",
	}, flags...)
	run := &pod{Session: p.run(args...), Pod: at}
	DeferCleanup(func() { run.Kill().Wait() })
	return run
}

// run runs the program in an environment of its own.
func (p *place) run(args ...string) *gexec.Session {
	GinkgoHelper()
	return runWith([]string{"REDIS_URL=unix://" + server.Address()}, args...)
}

func runWith(env []string, args ...string) *gexec.Session {
	GinkgoHelper()
	command := exec.Command(binary, args...)
	command.Env = append([]string{"TZ=UTC"}, env...)
	session, err := gexec.Start(command, GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	return session
}

func (p *pod) log() string { return string(p.Err.Contents()) }

// text lets a phone text the room.
func (p *place) text(ctx context.Context, from, body string) twiliosim.WebhookResult {
	GinkgoHelper()
	in, err := p.sim.Phone(from).Text(ctx, roomNumber, body)
	Expect(err).NotTo(HaveOccurred())
	return in.Webhook
}

func (p *place) inbox(number string) func() []string {
	return func() []string { return p.sim.Phone(number).Bodies() }
}

// store is the room's, seen from beside the program.
func (p *place) store(ctx context.Context) *store.Store {
	GinkgoHelper()
	return roomtest.Store(ctx, server.Config(), p.name)
}
