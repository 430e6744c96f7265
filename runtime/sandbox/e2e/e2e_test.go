package e2e_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/conversation"
	"github.com/smackdev/smack/runtime/sandbox/talk"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Smack on one machine", Ordered, func() {
	var people talk.Phones
	BeforeAll(func() { people = phones() })

	It("has bought exactly one number, in area code 415, and leads its texts to the room", func(ctx SpecContext) {
		numbers := owned()
		Expect(numbers).To(HaveLen(1))
		Expect(numbers[0].Number).To(And(HavePrefix("+1415"), Equal(box.Number)))
		Expect(numbers[0].FriendlyName).To(HavePrefix("smack:"))
		Expect(numbers[0].SmsURL).To(ContainSubstring("/demo/family/sms#rc=3"))
		status := room(ctx).Status
		Expect(status.PhoneNumber.SID).To(Equal(numbers[0].SID))
		Expect(status.PhoneNumber.Origin).To(Equal(v1alpha1.OriginPurchased))
	}, SpecTimeout(time.Minute))

	It("has two pods that take texts, each at its own address", func(ctx SpecContext) {
		Eventually(readyPods(ctx)).Should(HaveLen(2))
		addresses := map[string]bool{}
		for _, pod := range allPods(ctx)() {
			addresses[pod.Status.PodIP] = true
			Expect(pod.Spec.NodeName).NotTo(BeEmpty())
		}
		Expect(addresses).To(HaveLen(2))
	}, SpecTimeout(time.Minute))

	It("lets people join, chat, hide, mute, pause, come back and ask, each hearing exactly what is theirs", func(ctx SpecContext) {
		script := conversation.Extended("Family", time.Now().UTC())
		Expect(conversation.Play(ctx, people, script, conversation.Listener{})).To(Succeed())
		Consistently(func() error { return conversation.Verify(people, script) }).Should(Succeed())
	}, SpecTimeout(2*time.Minute))

	It("has an admin screen, where Ann signs in by a code on her phone", func(ctx SpecContext) {
		browser, err := talk.NewVisitor(box.Admin, http.DefaultClient)
		Expect(err).NotTo(HaveOccurred())
		Expect(browser.SignIn(ctx, "Ann", func() []string { return people.Inbox(ann) })).To(Succeed())
		status, body, err := browser.Page(ctx, "/", nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(status).To(Equal(http.StatusOK))
		Expect(body).To(And(ContainSubstring("Sign out"), ContainSubstring("Ann")))
	}, SpecTimeout(time.Minute))

	It("obeys the carrier's STOP and START", func(ctx SpecContext) {
		before := people.Counts()
		Expect(people.Text(ctx, bob, "Stop")).To(Succeed())
		Expect(people.Text(ctx, ann, "Bob, are you there?")).To(Succeed())
		Eventually(people.Since(before, cid)).Should(Equal([]string{"Ann: Bob, are you there?"}))
		Expect(people.Text(ctx, bob, "Start")).To(Succeed())
		// A reply and a broadcast that are on their way together may overtake each other.
		Eventually(people.Since(before, bob)).Should(HaveLen(3))
		Expect(people.Text(ctx, ann, "Welcome back")).To(Succeed())
		By("the carrier answering STOP and START itself, and the room telling what was missed")
		Eventually(people.Since(before, bob)).Should(HaveExactElements(
			ContainSubstring("unsubscribed"), Not(BeEmpty()),
			"Welcome back to Family, Bob! You missed 1 message. To get it, text #resend",
			"Ann: Welcome back"))
	}, SpecTimeout(time.Minute))

	It("passes a picture on", func(ctx SpecContext) {
		before := people.Counts()
		Expect(people.TextPictures(ctx, ann, "Look", "data:image/gif;base64,R0lGODlhAQABAAAAACw=")).To(Succeed())
		Eventually(people.Since(before, bob)).Should(Equal([]string{"Ann: Look"}))
		Expect(people.Pictures(bob)).To(HaveLen(1))
		response, err := http.Get(people.Pictures(bob)[0])
		Expect(err).NotTo(HaveOccurred())
		defer func() { _ = response.Body.Close() }()
		Expect(response.Header.Get("Content-Type")).To(Equal("image/gif"))
		Expect(io.ReadAll(response.Body)).To(HavePrefix("GIF89a"))
	}, SpecTimeout(time.Minute))

	It("lets a phone sleep, and has one text for it when it wakes up", func(ctx SpecContext) {
		before, now := people.Counts(), time.Now().UTC()
		Expect(people.Text(ctx, bob, fmt.Sprintf("#quiet %s-%s UTC", now.Add(-time.Hour).Format("15:04"), now.Add(time.Hour).Format("15:04")))).To(Succeed())
		Eventually(people.Since(before, bob)).Should(ConsistOf(HavePrefix("Quiet from")))
		for _, line := range []string{"Anyone awake?", "I guess not"} {
			Expect(people.Text(ctx, ann, line)).To(Succeed())
		}
		Eventually(people.Since(before, cid)).Should(HaveLen(2))
		Consistently(people.Since(before, bob)).Should(HaveLen(1))
		Expect(people.Text(ctx, bob, "#quiet off")).To(Succeed())
		Eventually(people.Since(before, bob)).Should(ConsistOf(HavePrefix("Quiet from"), HavePrefix("Your quiet hours are off"),
			"Ann: Anyone awake?\nAnn: I guess not"))
	}, SpecTimeout(time.Minute))

	It("folds what phones make of reactions, and tells the author after a while", func(ctx SpecContext) {
		before := people.Counts()
		Expect(people.Text(ctx, ann, "Dinner is on me")).To(Succeed())
		Eventually(people.Since(before, bob)).Should(Equal([]string{"Ann: Dinner is on me"}))
		Eventually(people.Since(before, cid)).Should(HaveLen(1))
		Expect(people.Text(ctx, bob, twiliosim.IPhone.Tapback("❤️", "Ann: Dinner is on me", false))).To(Succeed())
		Expect(people.Text(ctx, cid, twiliosim.Android.Tapback("👍", "Ann: Dinner is on me", false))).To(Succeed())
		Eventually(people.Since(before, ann)).WithTimeout(3 * time.Minute).Should(ConsistOf(And(
			ContainSubstring("Bob loved"), ContainSubstring("Cid liked"), HaveSuffix(`"Dinner is on me"`))))
		Expect(people.Since(before, bob)()).To(HaveLen(1))
		Expect(people.Since(before, cid)()).To(HaveLen(1))
	}, SpecTimeout(4*time.Minute))

	It("does nothing for who is not the carrier", func(ctx SpecContext) {
		url, _, _ := strings.Cut(owned()[0].SmsURL, "#")
		before := people.Counts()
		form := strings.NewReader("From=%2B14155550101&Body=forged&MessageSid=SM00000000000000000000000000000001")
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, form)
		Expect(err).NotTo(HaveOccurred())
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("X-Twilio-Signature", "bm90IHNpZ25lZA==")
		response, err := http.DefaultClient.Do(request)
		Expect(err).NotTo(HaveOccurred())
		defer func() { _ = response.Body.Close() }()
		Expect(response.StatusCode).To(Equal(http.StatusForbidden))
		Consistently(people.Since(before, bob)).Should(BeEmpty())
	}, SpecTimeout(time.Minute))

	It("takes new settings without restarting a pod", func(ctx SpecContext) {
		before := readyPods(ctx)()
		patchRoom(ctx, `{"spec":{"displayName":"Kin","limits":{"messagesPerMinutePerMember":0}}}`)
		Eventually(func(g Gomega) {
			heard := people.Counts()
			g.Expect(people.Text(ctx, ann, "#stop")).To(Succeed())
			g.Expect(people.Text(ctx, ann, "#start")).To(Succeed())
			g.Eventually(people.Since(heard, ann)).WithTimeout(5 * time.Second).Should(HaveLen(2))
			g.Expect(people.Since(heard, ann)()[0]).To(ContainSubstring("from Kin"))
			g.Expect(people.Since(heard, ann)()[1]).To(Equal("Welcome back to Kin, Ann!"))
		}).Should(Succeed())
		Expect(readyPods(ctx)()).To(Equal(before))
		for _, pod := range allPods(ctx)() {
			Expect(pod.Status.ContainerStatuses[0].RestartCount).To(BeZero())
		}
	}, SpecTimeout(2*time.Minute))

	// chat has Ann and Bob text while something happens, and holds everyone to every line.
	chat := func(ctx context.Context, lines int, meanwhile func()) {
		GinkgoHelper()
		Expect(talk.Chat{People: people, AtLeast: lines}.During(ctx, func() {
			defer GinkgoRecover()
			meanwhile()
		})).To(Succeed())
	}

	It("loses nothing and doubles nothing when a pod dies in the middle", func(ctx SpecContext) {
		victim := readyPods(ctx)()[0]
		chat(ctx, 30, func() {
			pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: box.Namespace, Name: victim}}
			Expect(kube.Delete(ctx, pod, client.GracePeriodSeconds(0))).To(Succeed())
		})
		Eventually(readyPods(ctx)).Should(And(HaveLen(2), Not(ContainElement(victim))))
	}, SpecTimeout(5*time.Minute))

	It("scales by its scale subresource", func(ctx SpecContext) {
		scale(ctx, 3)
		Eventually(readyPods(ctx)).Should(HaveLen(3))
		Eventually(func() int32 { return room(ctx).Status.ReadyReplicas }).Should(BeEquivalentTo(3))
		chat(ctx, 6, func() {})
		scale(ctx, 2)
		Eventually(allPods(ctx)).Should(HaveLen(2))
	}, SpecTimeout(4*time.Minute))

	It("loses nothing and doubles nothing while it is rolled out anew", func(ctx SpecContext) {
		before := readyPods(ctx)()
		chat(ctx, 40, func() {
			patchRoom(ctx, `{"spec":{"template":{"annotations":{"example.com/rolled":"%d"}}}}`, time.Now().UnixNano())
			Eventually(readyPods(ctx)).ShouldNot(ContainElements(before))
			Eventually(rolledOut(ctx)).Should(BeTrue())
		})
		Expect(readyPods(ctx)()).To(HaveLen(2))
	}, SpecTimeout(5*time.Minute))

	It("says what to do about credentials that the carrier refuses, and mends by itself", func(ctx SpecContext) {
		good := setToken(ctx, strings.Repeat("0", 32))
		Eventually(condition(ctx, box.Room, v1alpha1.ConditionCredentialsValid)).Should(HavePrefix("False"))
		Eventually(condition(ctx, box.Room, v1alpha1.ConditionReady)).Should(HavePrefix("False"))
		setToken(ctx, good)
		Eventually(condition(ctx, box.Room, v1alpha1.ConditionCredentialsValid)).Should(HavePrefix("True"))
		Eventually(condition(ctx, box.Room, v1alpha1.ConditionReady)).Should(HavePrefix("True"))
		chat(ctx, 2, func() {})
	}, SpecTimeout(5*time.Minute))

	It("has still one number after all that", func() {
		Expect(owned()).To(ConsistOf(HaveField("Number", box.Number)))
	})

	It("releases the number of a deleted room that wants it so", func(ctx SpecContext) {
		Expect(kube.Create(ctx, second(ctx))).To(Succeed())
		Eventually(condition(ctx, "second", v1alpha1.ConditionReady)).Should(HavePrefix("True"))
		Expect(owned()).To(HaveLen(2))
		Expect(kube.Delete(ctx, roomNamed(ctx, "second"))).To(Succeed())
		Eventually(gone(ctx, "second")).Should(BeTrue())
		Expect(owned()).To(ConsistOf(HaveField("Number", box.Number)))
	}, SpecTimeout(3*time.Minute))

	It("keeps the number of a deleted room by default, and has it lead nowhere", func(ctx SpecContext) {
		Expect(kube.Delete(ctx, room(ctx))).To(Succeed())
		Eventually(gone(ctx, box.Room)).Should(BeTrue())
		kept := owned()
		Expect(kept).To(ConsistOf(HaveField("Number", box.Number)))
		Expect(kept[0].SmsURL).To(BeEmpty())
		Expect(kept[0].FriendlyName).NotTo(HavePrefix("smack:"))
		Eventually(func() ([]corev1.Pod, error) {
			var pods corev1.PodList
			err := kube.List(ctx, &pods, client.InNamespace(box.Namespace))
			return pods.Items, err
		}).Should(BeEmpty())
	}, SpecTimeout(3*time.Minute))

	It("leaves nothing behind when it ends", func() {
		pids := children(up.PID())
		Expect(pids).NotTo(BeEmpty())
		up.Stop(time.Minute)
		Expect(up.ExitCode()).To(BeZero(), said())
		Expect(box.Dir).NotTo(BeADirectory())
		for _, pid := range pids {
			Expect("/proc/"+pid).NotTo(BeADirectory(), "a process is left")
		}
	})
})

// second is the sample again, with another name and path, and a number to give back.
func second(ctx context.Context) *v1alpha1.SmackRoom {
	spec := room(ctx).Spec
	spec.DisplayName = "Second"
	spec.PhoneNumber.ReclaimPolicy = v1alpha1.ReclaimRelease
	spec.Exposure.BaseURL = strings.TrimSuffix(spec.Exposure.BaseURL, box.Room) + "second"
	return &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: box.Namespace, Name: "second"}, Spec: spec}
}

func gone(ctx context.Context, name string) func() bool {
	return func() bool {
		return apierrors.IsNotFound(kube.Get(ctx, key(name), &v1alpha1.SmackRoom{}))
	}
}

// children are the processes that a process started, by Linux's /proc: each belongs to
// the thread that started it.
func children(pid int) []string {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	Expect(err).NotTo(HaveOccurred())
	var all []string
	for _, file := range files {
		// A thread may end between the list and the look.
		text, _ := os.ReadFile(file)
		all = append(all, strings.Fields(string(text))...)
	}
	return all
}
