package smackroom_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/controllers/smackroom"
)

// fleet is some rooms with an operator of their own, which is replaced as in an upgrade.
type fleet struct {
	*world
	rooms []*v1alpha1.SmackRoom
	polls int
	clock func() time.Time
}

func newFleet(ctx context.Context, count int, change ...func(*v1alpha1.SmackRoom)) *fleet {
	GinkgoHelper()
	f := &fleet{world: newWorld(ctx), clock: time.Now}
	for i := range count {
		room := f.room(fmt.Sprintf("room-%d", i), append(change, external(fmt.Sprintf("+1415555010%d", i)), func(r *v1alpha1.SmackRoom) {
			r.Labels = map[string]string{ownOperator: "true"}
		})...)
		f.rooms = append(f.rooms, room)
	}
	return f
}

// settle creates the rooms and brings them up under an operator, and ends that operator.
func (f *fleet) settle(ctx context.Context, options smackroom.Options) {
	GinkgoHelper()
	stop := f.operator(options)
	defer stop()
	for _, room := range f.rooms {
		Expect(k8s.Create(ctx, room)).To(Succeed())
		if room.ManagedRedis() != nil {
			f.valkey(ctx, room)
		}
		f.up(ctx, room)
	}
	DeferCleanup(func(ctx SpecContext) {
		stop := f.operator(options)
		defer stop()
		for _, room := range f.rooms {
			Expect(client.IgnoreNotFound(k8s.Delete(ctx, room))).To(Succeed())
			f.eventuallyGone(ctx, room)
		}
	})
}

func (f *fleet) operator(options smackroom.Options) (stop func()) {
	GinkgoHelper()
	return runOperator(cluster, smackroom.CacheOptions([]string{f.namespace}), prometheus.NewRegistry(), f.clock, options)
}

// look lets the operator reconcile every room.
func (f *fleet) look(ctx context.Context) {
	GinkgoHelper()
	f.polls++
	for _, room := range f.rooms {
		f.poll(ctx, room, fmt.Sprint("look ", f.polls))
	}
}

func (f *fleet) deployments(ctx context.Context) []appsv1.Deployment {
	GinkgoHelper()
	list := &appsv1.DeploymentList{}
	Expect(k8s.List(ctx, list, client.InNamespace(f.namespace))).To(Succeed())
	return list.Items
}

// rolling are the rooms that have been given an image and are not up with it.
func (f *fleet) rolling(ctx context.Context, image string) []string {
	GinkgoHelper()
	var names []string
	for _, d := range f.deployments(ctx) {
		if d.Spec.Template.Spec.Containers[0].Image == image && !resources.Rolled(&d) {
			names = append(names, d.Name)
		}
	}
	return names
}

// roomOf is the room of a Deployment.
func (f *fleet) roomOf(deployment string) *v1alpha1.SmackRoom {
	GinkgoHelper()
	for _, room := range f.rooms {
		if resources.Name(room) == deployment {
			return room
		}
	}
	Fail("no room has the Deployment " + deployment)
	return nil
}

// begin is what a cluster does first: a pod more, of the new kind, beside the old ones.
func (f *fleet) begin(ctx context.Context, deployment string) {
	GinkgoHelper()
	d := &appsv1.Deployment{}
	Expect(k8s.Get(ctx, client.ObjectKey{Namespace: f.namespace, Name: deployment}, d)).To(Succeed())
	n := *d.Spec.Replicas
	d.Status = appsv1.DeploymentStatus{
		ObservedGeneration: d.Generation, Replicas: n + 1, UpdatedReplicas: 1, ReadyReplicas: n, AvailableReplicas: n,
	}
	Expect(k8s.Status().Update(ctx, d)).To(Succeed())
}

// neverUnready fails when a room is said to be out of service from now on.
func (f *fleet) neverUnready(ctx context.Context) {
	GinkgoHelper()
	w, err := k8s.Watch(ctx, &v1alpha1.SmackRoomList{}, client.InNamespace(f.namespace))
	Expect(err).NotTo(HaveOccurred())
	ended := make(chan struct{})
	go func() {
		defer GinkgoRecover()
		defer close(ended)
		for e := range w.ResultChan() {
			if room, is := e.Object.(*v1alpha1.SmackRoom); is && e.Type != watch.Deleted {
				ready := meta.FindStatusCondition(room.Status.Conditions, v1alpha1.ConditionReady)
				Expect(ready.Status).To(Equal(metav1.ConditionTrue), "%s: %s", room.Name, ready.Message)
			}
		}
	}()
	DeferCleanup(func() {
		w.Stop()
		<-ended
	})
}

var _ = Describe("An upgrade of the operator", func() {
	before, after := smackroom.Options{RoomImage: "example.com/smack:1"}, smackroom.Options{RoomImage: "example.com/smack:2"}

	It("restarts no pod when the image is the same", func(ctx SpecContext) {
		f := newFleet(ctx, 2, func(r *v1alpha1.SmackRoom) { r.Spec.Redis = nil })
		f.settle(ctx, before)
		versions := map[string]string{}
		for _, d := range f.deployments(ctx) {
			versions[d.Name] = d.ResourceVersion
		}
		writes := len(f.writes(nil))
		DeferCleanup(f.operator(before))
		f.look(ctx)
		for _, d := range f.deployments(ctx) {
			Expect(d.ResourceVersion).To(Equal(versions[d.Name]))
		}
		Expect(f.writes(nil)[writes:]).To(HaveEach(ContainSubstring("lastHandledReconcileAt")))
	})

	It("brings a new image to one room at a time, and takes none out of service", func(ctx SpecContext) {
		f := newFleet(ctx, 4)
		f.settle(ctx, before)
		f.neverUnready(ctx)
		stop := f.operator(after)
		defer func() { stop() }()
		for i := range f.rooms {
			var names []string
			Eventually(func() []string { names = f.rolling(ctx, after.RoomImage); return names }).Should(HaveLen(1))
			f.look(ctx)
			f.begin(ctx, names[0])
			f.look(ctx)
			Expect(f.rolling(ctx, after.RoomImage)).To(Equal(names), "round %d", i)
			if i == 1 {
				By("the operator restarts in the middle")
				stop()
				stop = f.operator(after)
				f.look(ctx)
				Expect(f.rolling(ctx, after.RoomImage)).To(Equal(names))
			}
			for _, d := range f.deployments(ctx) {
				waits := d.Spec.Template.Spec.Containers[0].Image == before.RoomImage
				room := f.get(ctx, f.roomOf(d.Name))
				Expect(meta.IsStatusConditionTrue(room.Status.Conditions, v1alpha1.ConditionReconciling)).To(Equal(waits || d.Name == names[0]))
				if waits {
					Expect(room).To(haveCondition(v1alpha1.ConditionWorkloadAvailable, metav1.ConditionTrue, v1alpha1.ReasonWaitingForTurn, "turn"))
				}
			}
			f.kubelet(ctx, f.roomOf(names[0]))
		}
		for _, room := range f.rooms {
			f.up(ctx, room)
		}
		Expect(f.deployments(ctx)).To(HaveEach(HaveField("Spec.Template.Spec.Containers", ConsistOf(HaveField("Image", after.RoomImage)))))
	})

	It("brings a new Redis to one room at a time", func(ctx SpecContext) {
		f := newFleet(ctx, 2, func(r *v1alpha1.SmackRoom) { r.Spec.Redis = nil })
		f.settle(ctx, before)
		next := before
		next.RedisImage = "example.com/valkey:10"
		DeferCleanup(f.operator(next))
		renewed := func() (rooms []*v1alpha1.SmackRoom) {
			for _, room := range f.rooms {
				set := &appsv1.StatefulSet{}
				Expect(k8s.Get(ctx, client.ObjectKey{Namespace: f.namespace, Name: resources.RedisName(room)}, set)).To(Succeed())
				if set.Spec.Template.Spec.Containers[0].Image == next.RedisImage {
					rooms = append(rooms, room)
				}
			}
			return rooms
		}
		Eventually(renewed).Should(HaveLen(1))
		f.look(ctx)
		first := renewed()
		Expect(first).To(HaveLen(1))
		f.valkey(ctx, first[0])
		Eventually(renewed).Should(HaveLen(2))
		for _, room := range f.rooms {
			f.valkey(ctx, room)
			f.up(ctx, room)
		}
	})
})
