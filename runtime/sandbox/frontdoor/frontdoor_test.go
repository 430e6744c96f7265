package frontdoor_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/frontdoor"
)

func TestFrontDoor(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "front door")
}

// pods is a Directory with one room at /room.
type pods struct {
	list []frontdoor.Backend
	err  error
}

func (p pods) Backends(_ context.Context, path string) ([]frontdoor.Backend, bool, error) {
	return p.list, strings.HasPrefix(path, "/room/"), p.err
}

var _ = Describe("the front door", func() {
	// pod answers its name and what it was sent.
	pod := func(name string) frontdoor.Backend {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("Content-Type", "text/xml")
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, strings.Join([]string{
				name, r.Method, r.Host, r.URL.RequestURI(), r.Header.Get("X-Twilio-Signature"), string(body),
			}, " "))
		}))
		DeferCleanup(server.Close)
		return frontdoor.Backend{Name: name, Address: server.Listener.Addr().String()}
	}
	gone := func() frontdoor.Backend {
		server := httptest.NewServer(http.NotFoundHandler())
		defer server.Close()
		return frontdoor.Backend{Name: "gone", Address: server.Listener.Addr().String()}
	}
	post := func(directory frontdoor.Directory, path string) *httptest.ResponseRecorder {
		door := frontdoor.New(directory, slog.New(slog.DiscardHandler))
		return postTo(door, path)
	}

	It("hands a request on as it was sent, and the answer as it was given", func() {
		answer := post(pods{list: []frontdoor.Backend{pod("a")}}, "/room/sms?x=%20y")
		Expect(answer.Code).To(Equal(http.StatusAccepted))
		Expect(answer.Header().Get("Content-Type")).To(Equal("text/xml"))
		Expect(answer.Body.String()).To(Equal("a POST sms.example.com /room/sms?x=%20y signed Body=hi"))
	})

	It("takes the pods in turn", func() {
		door := frontdoor.New(pods{list: []frontdoor.Backend{pod("a"), pod("b")}}, slog.New(slog.DiscardHandler))
		var names []string
		for range 4 {
			name, _, _ := strings.Cut(postTo(door, "/room/sms").Body.String(), " ")
			names = append(names, name)
		}
		Expect(names).To(Or(Equal([]string{"a", "b", "a", "b"}), Equal([]string{"b", "a", "b", "a"})))
	})

	It("goes to the next pod when one is gone", func() {
		directory := pods{list: []frontdoor.Backend{gone(), pod("b"), gone()}}
		for range 3 {
			Expect(post(directory, "/room/sms").Body.String()).To(HavePrefix("b POST"))
		}
	})

	It("does not send a request twice that a pod has taken", func() {
		var taken atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			taken.Add(1)
			panic(http.ErrAbortHandler)
		}))
		DeferCleanup(server.Close)
		broken := frontdoor.Backend{Name: "broken", Address: server.Listener.Addr().String()}
		answer := post(pods{list: []frontdoor.Backend{broken, broken}}, "/room/sms")
		Expect(answer.Code).To(Equal(http.StatusServiceUnavailable))
		Expect(taken.Load()).To(BeEquivalentTo(1))
	})

	DescribeTable("answers what the carrier understands when it can't",
		func(directory pods, path string, want int) {
			Expect(post(directory, path).Code).To(Equal(want))
		},
		Entry("no pod is ready: come again", pods{}, "/room/sms", http.StatusServiceUnavailable),
		Entry("no room has the path", pods{}, "/elsewhere", http.StatusNotFound),
		Entry("the cluster is away: come again", pods{err: errors.New("away")}, "/room/sms", http.StatusServiceUnavailable),
	)
})

var _ = Describe("a cluster's rooms", func() {
	room := func(name, url string) *v1alpha1.SmackRoom {
		return &v1alpha1.SmackRoom{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "demo"},
			Spec:       v1alpha1.SmackRoomSpec{Exposure: v1alpha1.Exposure{BaseURL: url}},
		}
	}
	pod := func(name, room, ip string, ready corev1.ConditionStatus) *corev1.Pod {
		return &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "demo", Labels: map[string]string{
				"app.kubernetes.io/name": "smack-room", "app.kubernetes.io/instance": room,
			}},
			Spec: corev1.PodSpec{Containers: []corev1.Container{{
				Ports: []corev1.ContainerPort{{Name: "metrics", ContainerPort: 9090}, {Name: "http", ContainerPort: 8080}},
			}}},
			Status: corev1.PodStatus{PodIP: ip, Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: ready}}},
		}
	}
	leaving := func(p *corev1.Pod) *corev1.Pod {
		now := metav1.Now()
		p.DeletionTimestamp, p.Finalizers = &now, []string{"test/held"}
		return p
	}
	cluster := func(objects ...client.Object) frontdoor.Cluster {
		scheme := runtime.NewScheme()
		Expect(clientgoscheme.AddToScheme(scheme)).To(Succeed())
		Expect(v1alpha1.AddToScheme(scheme)).To(Succeed())
		return frontdoor.Cluster{Reader: fake.NewClientBuilder().WithScheme(scheme).WithObjects(objects...).Build()}
	}

	DescribeTable("are found by the longest path",
		func(path string, want ...string) {
			here := cluster(
				room("family", "http://127.0.0.1:1/demo/family"), room("fam", "http://127.0.0.1:1/demo/fam/"),
				pod("family-1", "family", "127.1.0.1", corev1.ConditionTrue),
				pod("family-2", "family", "127.1.0.2", corev1.ConditionFalse),
				leaving(pod("family-3", "family", "127.1.0.3", corev1.ConditionTrue)),
				pod("fam-1", "fam", "127.1.0.4", corev1.ConditionTrue),
			)
			backends, found, err := here.Backends(context.Background(), path)
			Expect(err).NotTo(HaveOccurred())
			Expect(found).To(Equal(len(want) > 0))
			addresses := make([]string, 0, len(backends))
			for _, b := range backends {
				addresses = append(addresses, b.Name+"="+b.Address)
			}
			Expect(addresses).To(ConsistOf(want))
		},
		Entry("only ready pods that stay", "/demo/family/sms", "family-1=127.1.0.1:8080"),
		Entry("whole components", "/demo/fam/sms", "fam-1=127.1.0.4:8080"),
		Entry("nobody's path", "/demo/families/sms"),
	)

	It("are those of one room at one port, whatever the path", func() {
		screen := pod("family-1", "family", "127.1.0.1", corev1.ConditionTrue)
		screen.Spec.Containers[0].Ports = append(screen.Spec.Containers[0].Ports, corev1.ContainerPort{Name: "admin", ContainerPort: 8081})
		reader := cluster(
			room("family", "http://127.0.0.1:1/demo/family"), room("fam", "http://127.0.0.1:1/demo/fam/"), screen,
			pod("family-2", "family", "127.1.0.2", corev1.ConditionTrue), // has no such port
			pod("fam-1", "fam", "127.1.0.4", corev1.ConditionTrue),
		).Reader
		service := frontdoor.Service{Reader: reader, Port: frontdoor.AdminPort, Room: client.ObjectKey{Namespace: "demo", Name: "family"}}
		backends, found, err := service.Backends(context.Background(), "/members")
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(BeTrue())
		Expect(backends).To(Equal([]frontdoor.Backend{{Name: "family-1", Address: "127.1.0.1:8081"}}))

		service.Room.Name = "friends"
		_, found, err = service.Backends(context.Background(), "/")
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(BeFalse())
	})
})

func postTo(door http.Handler, path string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, "http://sms.example.com"+path, strings.NewReader("Body=hi"))
	request.Header.Set("X-Twilio-Signature", "signed")
	recorder := httptest.NewRecorder()
	door.ServeHTTP(recorder, request)
	return recorder
}
