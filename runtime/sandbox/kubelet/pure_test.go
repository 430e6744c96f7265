package kubelet

import (
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var _ = DescribeTable("expanding $(NAME)",
	func(text, want string) {
		Expect(expand(text, map[string]string{"A": "1", "B": "two"})).To(Equal(want))
	},
	Entry("known names", "$(A)-$(B)", "1-two"),
	Entry("an unknown name stays", "$(C)", "$(C)"),
	Entry("a doubled dollar is one, and keeps its name", "$$(A)", "$(A)"),
	Entry("a lone dollar", "5$ and $A", "5$ and $A"),
	Entry("an open bracket", "$(A", "$(A"),
)

var _ = DescribeTable("leading mount paths to the pod's directory",
	func(text, want string) {
		mounts := []corev1.VolumeMount{{MountPath: "/etc/smack"}, {MountPath: "/etc/smack/room/"}, {MountPath: "/data"}}
		Expect(lead(text, mounts, "/tmp/x")).To(Equal(want))
	},
	Entry("a flag", "--config=/etc/smack/room/room.yaml", "--config=/tmp/x/etc/smack/room/room.yaml"),
	Entry("alone", "/data", "/tmp/x/data"),
	Entry("after a scheme", "unix:/data/redis.sock", "unix:/tmp/x/data/redis.sock"),
	Entry("a longer name is another path", "--dir=/database", "--dir=/database"),
	Entry("a path below another", "/var/data/x", "/var/data/x"),
)

var _ = DescribeTable("narrowing what is listened on",
	func(arg, want string) {
		k := &Kubelet{config: Config{Programs: map[string]string{"/p": "/bin/p"}}}
		program, args, err := k.command(corev1.Container{Command: []string{"/p"}, Args: []string{arg}}, nil, "/r", "127.1.0.5")
		Expect(err).NotTo(HaveOccurred())
		Expect(program).To(Equal("/bin/p"))
		Expect(args).To(Equal([]string{want}))
	},
	Entry("any address", "--listen=:8080", "--listen=127.1.0.5:8080"),
	Entry("all zeros", "--listen=0.0.0.0:8080", "--listen=127.1.0.5:8080"),
	Entry("all zeros of IPv6", "-l=[::]:80", "-l=127.1.0.5:80"),
	Entry("alone", ":9090", "127.1.0.5:9090"),
	Entry("one address", "--listen=127.0.0.1:8080", "--listen=127.0.0.1:8080"),
	Entry("something else", "--image=room:8080", "--image=room:8080"),
)

var _ = DescribeTable("resting before a restart",
	func(failures int, want time.Duration) { Expect(backoff(failures)).To(Equal(want)) },
	Entry("at once the first time", 0, time.Duration(0)),
	Entry("then a second", 1, time.Second),
	Entry("doubled", 3, 4*time.Second),
	Entry("half a minute at most", 50, 30*time.Second),
)

var _ = Describe("counting a probe's outcomes", func() {
	count := func(t *tally, outcomes string) string {
		told := ""
		for _, outcome := range outcomes {
			up, changed := t.count(outcome == '+')
			switch {
			case changed && up:
				told += "U"
			case changed:
				told += "D"
			default:
				told += "."
			}
		}
		return told
	}

	It("tells a change only when the threshold is reached in a row", func() {
		Expect(count(&tally{success: 1, failure: 3}, "+--+---+")).To(Equal("U.....DU"))
		Expect(count(&tally{success: 2, failure: 1}, "-+-++")).To(Equal("D...U"))
	})
})

var _ = Describe("a volume", func() {
	var dir string
	BeforeEach(func() { dir = filepath.Join(GinkgoT().TempDir(), "volume") })
	read := func(name string) string {
		data, _ := os.ReadFile(filepath.Join(dir, name))
		return string(data)
	}

	It("changes all at once through one link", func() {
		Expect(writeVolume(dir, content{"a": []byte("1"), "deep/b": []byte("2")})).To(Succeed())
		Expect(read("a") + read("deep/b")).To(Equal("12"))
		before, err := os.Readlink(filepath.Join(dir, dataLink))
		Expect(err).NotTo(HaveOccurred())

		Expect(writeVolume(dir, content{"a": []byte("3")})).To(Succeed())
		Expect(read("a")).To(Equal("3"))
		Expect(filepath.Join(dir, "deep")).NotTo(BeAnExistingFile())
		Expect(filepath.Join(dir, before)).NotTo(BeADirectory())
	})

	It("is left alone when nothing changed", func() {
		files := content{"a": []byte("1")}
		Expect(writeVolume(dir, files)).To(Succeed())
		before, _ := os.Readlink(filepath.Join(dir, dataLink))
		Expect(writeVolume(dir, files)).To(Succeed())
		Expect(os.Readlink(filepath.Join(dir, dataLink))).To(Equal(before))
	})
})

var _ = DescribeTable("the phase of a pod",
	func(policy corev1.RestartPolicy, want corev1.PodPhase, states ...corev1.ContainerState) {
		pod := &corev1.Pod{Spec: corev1.PodSpec{RestartPolicy: policy}}
		statuses := make([]corev1.ContainerStatus, len(states))
		for i := range states {
			statuses[i].State = states[i]
		}
		Expect(phase(pod, statuses)).To(Equal(want))
	},
	Entry("creating", corev1.RestartPolicyAlways, corev1.PodPending, waitingState("ContainerCreating", "")),
	Entry("running", corev1.RestartPolicyAlways, corev1.PodRunning, running()),
	Entry("crashing", corev1.RestartPolicyAlways, corev1.PodRunning, waitingState("CrashLoopBackOff", "")),
	Entry("one of two ended", corev1.RestartPolicyNever, corev1.PodRunning, running(), ended(0)),
	Entry("all ended well", corev1.RestartPolicyNever, corev1.PodSucceeded, ended(0), ended(0)),
	Entry("one ended badly", corev1.RestartPolicyNever, corev1.PodFailed, ended(0), ended(1)),
	Entry("ended between two starts", corev1.RestartPolicyAlways, corev1.PodRunning, ended(1)),
)

func running() corev1.ContainerState {
	return corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.Now()}}
}

func ended(code int) corev1.ContainerState { return terminatedState(code, "", "", time.Now()) }
