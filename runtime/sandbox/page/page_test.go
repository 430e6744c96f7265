package page

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	neturl "net/url"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("the page", func() {
	const ann, number = "+14155550101", "+14155550100"
	var (
		sim     *twiliosim.Sim
		address string
		cluster client.Client
		server  *httptest.Server
	)

	BeforeEach(func() {
		sim = twiliosim.New(twiliosim.Options{Unpaced: true})
		var err error
		address, err = sim.Start("127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(sim.Close)
		sim.Account().Own(number)
		sim.Phone(ann)
		cluster = fakeCluster(number)
		made, err := New(Config{
			Carrier: sim, Reader: cluster, Writer: cluster, Room: client.ObjectKey{Namespace: "demo", Name: "family"},
			Kubeconfig: "/tmp/k", Names: map[string]string{ann: "Ann"}, Log: slog.New(slog.DiscardHandler),
		})
		Expect(err).NotTo(HaveOccurred())
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- made.Run(ctx) }()
		DeferCleanup(func() { cancel(); Eventually(ended).Should(Receive(BeNil())) })
		server = httptest.NewServer(made)
		DeferCleanup(server.Close)
	})

	state := func() update {
		var u update
		Expect(json.Unmarshal([]byte(fetch(server.URL+"/api/state")), &u)).To(Succeed())
		return u
	}
	texts := func() []Bubble {
		phones := state().Phones
		if len(phones) == 0 {
			return nil
		}
		return phones[0].Bubbles
	}
	known := func() { Eventually(func() string { return state().Room.Number }).Should(Equal(number)) }

	It("is served whole, and lets no other site in", func() {
		Expect(fetch(server.URL + "/")).To(ContainSubstring("<title>Smack</title>"))
		Expect(fetch(server.URL + "/script.js")).To(ContainSubstring("EventSource"))
		request, err := http.NewRequest(http.MethodPost, server.URL+"/api/faults/busy", nil)
		Expect(err).NotTo(HaveOccurred())
		request.Header.Set("Origin", "https://elsewhere.example.com")
		Expect(status(request)).To(Equal(http.StatusForbidden))
		Expect(sim.Faults()).To(BeEmpty())

		By("refusing to be read under a name that someone let resolve to it")
		request, err = http.NewRequest(http.MethodGet, server.URL+"/api/state", nil)
		Expect(err).NotTo(HaveOccurred())
		request.Host = "elsewhere.example.com"
		Expect(status(request)).To(Equal(http.StatusForbidden))
	})

	It("shows the room and its pods", func() {
		known()
		room := state().Room
		Expect(room.DisplayName).To(Equal("Family"))
		Expect(room.Ready).To(BeTrue())
		Expect(room.Pods).To(ConsistOf(Pod{Name: "family-1", Ready: true, State: "Ready", Address: "127.9.9.9"}))
	})

	It("sends a text with a picture from a phone", func() {
		known()
		Expect(post(server.URL+"/api/phones/"+ann+"/texts", "hello", "a picture")).To(Equal(http.StatusNoContent))
		Eventually(texts).Should(HaveLen(1))
		Expect(texts()[0].Text).To(Equal("hello"))
		Expect(fetch(texts()[0].Media[0])).To(Equal("a picture"))
	})

	It("reacts to a text that came, and shows that as a reaction", func(ctx SpecContext) {
		known()
		messages := address + "/2010-04-01/Accounts/" + sim.Account().SID() + "/Messages.json"
		values := neturl.Values{"From": {number}, "To": {ann}, "Body": {"Bob: Dinner?"}}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, messages, strings.NewReader(values.Encode()))
		Expect(err).NotTo(HaveOccurred())
		request.SetBasicAuth(sim.Account().SID(), sim.Account().AuthToken())
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		Expect(status(request)).To(Equal(http.StatusCreated))
		Eventually(texts).Should(HaveLen(1))
		Expect(form(server.URL+"/api/phones/"+ann+"/reactions", "of", texts()[0].ID, "emoji", "👍")).To(Equal(http.StatusNoContent))
		Eventually(texts).Should(HaveLen(2))
		Expect(texts()[1]).To(And(HaveField("Text", "Liked “Bob: Dinner?”"),
			HaveField("Reaction", &Reaction{Of: texts()[0].ID, Emoji: "👍"})))
	})

	It("streams the state first and then what changes", func() {
		known()
		response, err := http.Get(server.URL + "/api/events")
		Expect(err).NotTo(HaveOccurred())
		defer func() { _ = response.Body.Close() }()
		lines := bufio.NewReader(response.Body)
		next := func() update {
			for {
				line, err := lines.ReadString('\n')
				Expect(err).NotTo(HaveOccurred())
				if data, ok := strings.CutPrefix(line, "data: "); ok {
					var u update
					Expect(json.Unmarshal([]byte(data), &u)).To(Succeed())
					return u
				}
			}
		}
		Expect(next().Type).To(Equal("state"))
		Expect(post(server.URL+"/api/faults/busy", "", "")).To(Equal(http.StatusNoContent))
		changed := next()
		Expect(changed.Type).To(Equal("faults"))
		Expect(changed.Faults).To(ContainElement(And(HaveField("Name", "busy"), HaveField("Armed", true))))
	})

	DescribeTable("refuses with a reason",
		func(path, text string, want int) {
			known()
			Expect(post(server.URL+path, text, "")).To(Equal(want))
		},
		Entry("a text of nothing", "/api/phones/"+ann+"/texts", "  ", http.StatusBadRequest),
		Entry("a phone that isn't there", "/api/phones/+19995550100/texts", "hi", http.StatusNotFound),
		Entry("a reaction without an emoji", "/api/phones/"+ann+"/reactions", "", http.StatusBadRequest),
		Entry("a fault that isn't there", "/api/faults/earthquake", "", http.StatusNotFound),
		Entry("a scale that is no number", "/api/scale", "", http.StatusBadRequest),
	)

	It("adds phones with numbers of their own", func() {
		Expect(post(server.URL+"/api/phones", "", "")).To(Equal(http.StatusNoContent))
		Expect(post(server.URL+"/api/phones", "", "")).To(Equal(http.StatusNoContent))
		numbers := map[string]bool{}
		for _, phone := range state().Phones {
			numbers[phone.Number] = true
		}
		Expect(numbers).To(HaveLen(3))
	})

	It("adds a phone in London", func() {
		Expect(form(server.URL+"/api/phones", "place", "London")).To(Equal(http.StatusNoContent))
		Expect(state().Phones).To(ContainElement(HaveField("Number", MatchRegexp(`^\+447700900\d{3}$`))))
		Expect(form(server.URL+"/api/phones", "place", "Mars")).To(Equal(http.StatusBadRequest))
	})

	It("kills a pod", func() {
		Expect(post(server.URL+"/api/pods/family-1/kill", "", "")).To(Equal(http.StatusNoContent))
		err := cluster.Get(context.Background(), client.ObjectKey{Namespace: "demo", Name: "family-1"}, &corev1.Pod{})
		Expect(apierrors.IsNotFound(err)).To(BeTrue())
	})

	It("takes all faults back", func() {
		Expect(post(server.URL+"/api/faults/busy", "", "")).To(Equal(http.StatusNoContent))
		request, err := http.NewRequest(http.MethodDelete, server.URL+"/api/faults", nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(status(request)).To(Equal(http.StatusNoContent))
		Expect(sim.Faults()).To(BeEmpty())
	})
})

func fakeCluster(number string) client.Client {
	scheme := runtime.NewScheme()
	Expect(clientgoscheme.AddToScheme(scheme)).To(Succeed())
	Expect(v1alpha1.AddToScheme(scheme)).To(Succeed())
	room := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: "demo", Name: "family"}}
	room.Spec.DisplayName = "Family"
	room.Status.PhoneNumber = &v1alpha1.PhoneNumberStatus{E164: number}
	room.Status.Conditions = []metav1.Condition{{Type: v1alpha1.ConditionReady, Status: metav1.ConditionTrue}}
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "demo", Name: "family-1", Labels: map[string]string{
		"app.kubernetes.io/name": "smack-room", "app.kubernetes.io/instance": "family",
	}}}
	pod.Status.PodIP = "127.9.9.9"
	pod.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}
	return fake.NewClientBuilder().WithScheme(scheme).WithObjects(room, pod).Build()
}

// post sends a form with a text and, if there is one, a picture.
func post(url, text, picture string) int {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	Expect(form.WriteField("text", text)).To(Succeed())
	if picture != "" {
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {`form-data; name="picture"; filename="p.png"`}, "Content-Type": {"image/png"},
		})
		Expect(err).NotTo(HaveOccurred())
		_, err = io.WriteString(part, picture)
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(form.Close()).To(Succeed())
	request, err := http.NewRequest(http.MethodPost, url, &body)
	Expect(err).NotTo(HaveOccurred())
	request.Header.Set("Content-Type", form.FormDataContentType())
	return status(request)
}

// form posts fields, given as names and values by turns.
func form(url string, fields ...string) int {
	values := neturl.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(values.Encode()))
	Expect(err).NotTo(HaveOccurred())
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return status(request)
}

func status(request *http.Request) int {
	response, err := (&http.Client{Timeout: 10 * time.Second}).Do(request)
	Expect(err).NotTo(HaveOccurred())
	Expect(response.Body.Close()).To(Succeed())
	return response.StatusCode
}

func fetch(url string) string {
	response, err := http.Get(url)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	Expect(err).NotTo(HaveOccurred())
	return string(body)
}
