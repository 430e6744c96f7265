package bench

import (
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// board notes when what was waited for was first seen.
type board struct {
	mu      sync.Mutex
	ready   map[string]time.Time // by room
	awaited map[string]chan time.Time
}

func newBoard() *board {
	return &board{ready: map[string]time.Time{}, awaited: map[string]chan time.Time{}}
}

func (b *board) follow(w *world) {
	w.onChange(&v1alpha1.SmackRoom{}, func(o client.Object) { b.seeRoom(o.(*v1alpha1.SmackRoom)) })
	w.onChange(&corev1.ConfigMap{}, func(o client.Object) { b.seeConfigMap(o.(*corev1.ConfigMap)) })
}

// onChange calls f for each object of a kind that is added or changed.
func (w *world) onChange(kind client.Object, f func(client.Object)) {
	informer := must(w.cache.GetInformer(w.ctx, kind))
	must(informer.AddEventHandler(toolscache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { f(o.(client.Object)) },
		UpdateFunc: func(_, o any) { f(o.(client.Object)) },
	}))
}

func (b *board) seeRoom(room *v1alpha1.SmackRoom) {
	if !meta.IsStatusConditionTrue(room.Status.Conditions, v1alpha1.ConditionReady) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, before := b.ready[room.Name]; !before {
		b.ready[room.Name] = time.Now()
	}
}

func (b *board) readyAt(room string) (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at, is := b.ready[room]
	return at, is
}

func (b *board) readyRooms() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.ready)
}

// expect tells when a ConfigMap has a word, once.
func (b *board) expect(word string) <-chan time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := make(chan time.Time, 1)
	b.awaited[word] = seen
	return seen
}

func (b *board) seeConfigMap(c *corev1.ConfigMap) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for word, seen := range b.awaited {
		for _, text := range c.Data {
			if strings.Contains(text, word) {
				seen <- time.Now()
				delete(b.awaited, word)
				break
			}
		}
	}
}
