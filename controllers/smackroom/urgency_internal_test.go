package smackroom

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"

	"github.com/smackdev/smack/api/v1alpha1"
)

var _ = Describe("rooms that wait for a reconcile", func() {
	request := func(name string) reconcile.Request {
		return reconcile.Request{NamespacedName: types.NamespacedName{Namespace: "chats", Name: name}}
	}

	It("are looked at in the order in which people wait for it", func(ctx SpecContext) {
		queue := priorityqueue.New[reconcile.Request]("test")
		DeferCleanup(queue.ShutDown)
		queue.AddWithOpts(priorityqueue.AddOpts{Priority: new(polled)}, request("polled"))
		queue.Add(request("grown"))
		queue.AddWithOpts(priorityqueue.AddOpts{Priority: new(polled)}, request("changed"))
		room := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: "chats", Name: "changed"}}
		urgent.Update(ctx, event.UpdateEvent{ObjectOld: room, ObjectNew: room}, queue)

		var order []string
		for range 3 {
			next, _, _ := queue.GetWithPriority()
			order = append(order, next.Name)
		}
		Expect(order).To(Equal([]string{"changed", "grown", "polled"}))
	})
})
