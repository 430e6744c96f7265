package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/cluster"
	"github.com/smackdev/smack/runtime/sandbox/process"
	"github.com/smackdev/smack/runtime/sandbox/terminal"
	"github.com/smackdev/smack/runtime/twiliosim"
)

func TestSandbox(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "sandbox")
}

var _ = Describe("the sandbox", func() {
	var (
		box *Sandbox
		out *bytes.Buffer
	)

	BeforeEach(func() {
		out = &bytes.Buffer{}
		box = &Sandbox{tell: terminal.New(out, time.Now)}
		Expect(box.prepare()).To(Succeed())
		DeferCleanup(box.Down)
	})

	room := func(conditions ...string) *v1alpha1.SmackRoom {
		r := &v1alpha1.SmackRoom{}
		r.Generation, r.Status.ObservedGeneration = 1, 1
		r.Status.PhoneNumber = &v1alpha1.PhoneNumberStatus{E164: "+14155550100"}
		for _, kind := range conditions {
			kind, status, found := strings.Cut(kind, "=")
			if !found {
				status = "True"
			}
			r.Status.Conditions = append(r.Status.Conditions, metav1.Condition{
				Type: kind, Status: metav1.ConditionStatus(status), Reason: "Why", Message: "because",
			})
		}
		return r
	}

	It("fills the sample with what it started, and what comes out are objects", func() {
		box.carrier = twiliosim.New(twiliosim.Options{})
		DeferCleanup(box.carrier.Close)
		box.redis = redisServer{address: "127.0.0.1:6379", password: "secret"}
		box.public, box.services = "http://127.0.0.1:1", services{url: "http://127.0.0.1:2", secret: "sesame"}
		text, err := box.renderSample()
		Expect(err).NotTo(HaveOccurred())
		objects, err := cluster.Parse(text)
		Expect(err).NotTo(HaveOccurred())
		Expect(objects).To(HaveLen(5))
		var sample v1alpha1.SmackRoom
		Expect(runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(objects[4].Object, &sample, true)).To(Succeed())
		Expect(sample.PublicURL()).To(Equal("http://127.0.0.1:1/demo/family"))
		Expect(sample.Spec.PhoneNumber.Purchase.AreaCode).To(Equal("415"))
		Expect(sample.ExternalRedis().Addresses).To(Equal([]string{"127.0.0.1:6379"}))
		Expect(sample.Spec.Commands[0].URL).To(Equal("http://127.0.0.1:2/random"))
		Expect(roomfile.CheckRules(sample.Spec.Rules)).To(BeEmpty())
	})

	It("tells each milestone once, in order", func() {
		left := box.pass(milestones(), room(v1alpha1.ConditionWorkloadAvailable))
		Expect(left).To(HaveLen(4), "pods before the number tell nothing yet")
		left = box.pass(left, room(v1alpha1.ConditionPhoneNumberReady, v1alpha1.ConditionWorkloadAvailable))
		Expect(left).To(HaveLen(2))
		left = box.pass(left, room(v1alpha1.ConditionWebhookConfigured, v1alpha1.ConditionReady))
		Expect(left).To(BeEmpty())
		Expect(strings.Count(out.String(), "✓")).To(Equal(4))
		Expect(out.String()).To(ContainSubstring("+14155550100 bought in area code 415"))
	})

	It("waits for a Ready that speaks of the latest spec", func() {
		stale := room(v1alpha1.ConditionReady)
		stale.Generation = 2
		_, ready := milestones()[3].reached(stale)
		Expect(ready).To(BeFalse())
	})

	It("describes what a room waits for, and not what is well", func() {
		Expect(describe(nil)).To(Equal("nothing was heard of it"))
		text := describe(room("Ready=False", "Stalled=True", "Exposed=True", "Paused=False"))
		Expect(text).To(And(ContainSubstring("Ready=False Why: because"), ContainSubstring("Stalled=True")))
		Expect(text).NotTo(Or(ContainSubstring("Exposed"), ContainSubstring("Paused")))
	})

	It("says when a program ends that nobody asked to end, with its last words", func() {
		Expect(box.run("brief", process.Spec{Path: "/bin/sh", Args: []string{"-c", "echo goodbye; exit 5"}})).To(Succeed())
		var failure error
		Eventually(box.Failed()).Should(Receive(&failure))
		Expect(failure).To(MatchError(And(ContainSubstring("brief ended with code 5"), ContainSubstring("goodbye"))))
		box.Explain(failure)
		Expect(out.String()).To(ContainSubstring("brief.log"))
	})

	It("ends its parts in the opposite order, once, and leaves no file", func() {
		var ended []string
		box.onDown(func() { ended = append(ended, "first") })
		box.onDown(func() { ended = append(ended, "second") })
		for range 20 { // a program's end must not be taken for a failure however the watcher is scheduled
			Expect(box.run("long", process.Spec{Path: "/bin/sh", Args: []string{"-c", "exec sleep 1000"}})).To(Succeed())
		}
		box.Down()
		box.Down()
		Expect(ended).To(Equal([]string{"second", "first"}))
		Expect(box.dir).NotTo(BeADirectory())
		Expect(box.Failed()).NotTo(Receive())
	})

	It("keeps the addresses of two sandboxes apart", func() {
		mine, err := box.reserveSubnet()
		Expect(err).NotTo(HaveOccurred())
		other := &Sandbox{}
		DeferCleanup(other.Down)
		Expect(other.reserveSubnet()).NotTo(Equal(mine))
	})

	It("is described for other programs in one file", func() {
		box.carrier = twiliosim.New(twiliosim.Options{})
		DeferCleanup(box.carrier.Close)
		box.number = "+14155550100"
		file := filepath.Join(GinkgoT().TempDir(), "about.json")
		Expect(box.WriteAbout(file)).To(Succeed())
		text, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(text).To(ContainSubstring(`"number": "+14155550100"`))
	})
})

var _ = Describe("the directory of a sandbox that was killed", func() {
	It("is taken away by the next one, and nothing else is", func() {
		dead := exec.Command("true")
		Expect(dead.Run()).To(Succeed())
		temp := GinkgoT().TempDir()
		made := func(name string) string {
			dir := filepath.Join(temp, name)
			Expect(os.MkdirAll(filepath.Join(dir, "logs"), 0o755)).To(Succeed())
			return dir
		}
		left := made(fmt.Sprintf("smack-sandbox-%d-123", dead.Process.Pid))
		mine := made(fmt.Sprintf("smack-sandbox-%d-123", os.Getpid()))
		other := made(fmt.Sprintf("smack-sandbox-%d-notes", dead.Process.Pid))
		sweep(temp)
		Expect(left).NotTo(BeADirectory())
		Expect(mine).To(BeADirectory())
		Expect(other).To(BeADirectory())
	})
})

var _ = Describe("steps at the same time", func() {
	It("all end before the first error is returned", func() {
		done := false
		failure := errors.New("no")
		Expect(together(func() error { return failure }, func() error { done = true; return nil })).To(MatchError(failure))
		Expect(done).To(BeTrue())
	})
})
