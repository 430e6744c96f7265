package fault_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/smackroom"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// A reconcile has a bound, of which a carrier that never answers leaves enough to say so.
func TestHangingCarrier(t *testing.T) {
	for name, spec := range map[string]v1alpha1.PhoneNumber{
		"purchase": {Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
		"adopt":    {Adopt: &v1alpha1.Adopt{E164: "+14155550100"}},
		"external": {External: &v1alpha1.External{E164: "+14155550100"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, room := NewWithT(t), hangingRoom(spec)
				cluster := newCluster(room, secret("twilio", map[string]string{
					"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken,
				}))
				began := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), smackroom.ReconcileTime)
				defer cancel()
				_, err := hangingProcess(cluster).Reconcile(ctx, request("family"))
				g.Expect(err).To(MatchError(context.DeadlineExceeded), "so that it is tried again")
				g.Expect(time.Since(began)).To(And(BeNumerically(">", time.Second), BeNumerically("<", smackroom.ReconcileTime)))

				g.Expect(cluster.Get(t.Context(), client.ObjectKeyFromObject(room), room)).To(Succeed())
				ready := meta.FindStatusCondition(room.Status.Conditions, v1alpha1.ConditionReady)
				g.Expect(ready).NotTo(BeNil())
				g.Expect(ready.Status).To(Equal(metav1.ConditionFalse))
				g.Expect(ready.Message).To(ContainSubstring("took too long"))
				g.Expect(meta.FindStatusCondition(room.Status.Conditions, v1alpha1.ConditionStalled)).To(BeNil())
				g.Expect(room.Status.ObservedGeneration).To(BeZero())
			})
		})
	}
}

func hangingRoom(spec v1alpha1.PhoneNumber) *v1alpha1.SmackRoom {
	return &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{Namespace: "chats", Name: "family", UID: "1", Generation: 1},
		Spec: v1alpha1.SmackRoomSpec{
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}},
			PhoneNumber: spec,
			Exposure:    v1alpha1.Exposure{BaseURL: "https://sms.example.com"},
		},
	}
}

func hangingProcess(cluster *cluster) *smackroom.Reconciler {
	return &smackroom.Reconciler{
		Client: cluster, APIReader: cluster, SecretVersions: cluster, Recorder: &diary{}, Carriers: silence{}, Clock: time.Now,
		Guard:   numbers.NewGuard(true, 0, time.Now),
		Metrics: smackroom.NewMetrics(prometheus.NewRegistry()),
		Options: smackroom.Options{OwnerID: ownerID, RoomImage: "example.com/smack:1", PollInterval: poll},
	}
}

// hanging is a carrier that takes requests and never answers. What is not here must not be
// asked of a carrier that has not yet said whose account it is.
type hanging struct{ numbers.Carrier }

// silence gives everyone a carrier that hangs.
type silence struct{}

// Carrier is part of smackroom.CarrierSource.
func (silence) Carrier(carrier.Credentials, string) (numbers.Carrier, error) { return hanging{}, nil }

func (hanging) FetchAccount(ctx context.Context) (numbers.Account, error) {
	return numbers.Account{}, never(ctx)
}

func (hanging) NumbersNamed(ctx context.Context, _ string) ([]numbers.Number, error) {
	return nil, never(ctx)
}

func (hanging) NumbersByE164(ctx context.Context, _ string) ([]numbers.Number, error) {
	return nil, never(ctx)
}

func never(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
