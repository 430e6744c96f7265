package smackroom_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
)

// tap counts the operator's writes and events by namespace, and lets some fail.
type tap struct {
	mu     sync.Mutex
	writes map[string][]string
	events map[string][]string
	faults []*fault
	clock  time.Duration
}

// fault makes the operator's next patches of a namespace's room fail, before or after
// they took effect.
type fault struct {
	namespace  string
	matches    func(patch string) bool
	afterwards bool
	times      int
}

// hours moves the purchase limiter's clock on with each look, so that it never limits
// what is not about it.
func (t *tap) hours() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.clock += time.Minute
	return t.clock
}

func (t *tap) fail(f *fault) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, f)
}

func (t *tap) note(namespace, write string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.writes == nil {
		t.writes = map[string][]string{}
	}
	t.writes[namespace] = append(t.writes[namespace], write)
}

func (t *tap) of(namespace string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.writes[namespace]...)
}

// struck takes a fault that waits for this patch.
func (t *tap) struck(namespace, patch string, afterwards bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.faults {
		if f.namespace == namespace && f.afterwards == afterwards && f.times > 0 && f.matches(patch) {
			f.times--
			return fmt.Errorf("injected: the connection broke")
		}
	}
	return nil
}

func (t *tap) funcs() interceptor.Funcs {
	return interceptor.Funcs{
		Create: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.CreateOption) error {
			t.note(o.GetNamespace(), "create "+o.GetName())
			return c.Create(ctx, o, opts...)
		},
		Update: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.UpdateOption) error {
			t.note(o.GetNamespace(), "update "+o.GetName())
			return c.Update(ctx, o, opts...)
		},
		Delete: func(ctx context.Context, c client.WithWatch, o client.Object, opts ...client.DeleteOption) error {
			t.note(o.GetNamespace(), "delete "+o.GetName())
			return c.Delete(ctx, o, opts...)
		},
		Apply: func(ctx context.Context, c client.WithWatch, o runtime.ApplyConfiguration, opts ...client.ApplyOption) error {
			namespace, name := identity(o)
			t.note(namespace, "apply "+name)
			return c.Apply(ctx, o, opts...)
		},
		Patch: func(ctx context.Context, c client.WithWatch, o client.Object, p client.Patch, opts ...client.PatchOption) error {
			return t.patch(o, p, func() error { return c.Patch(ctx, o, p, opts...) })
		},
		SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, p client.Patch, opts ...client.SubResourcePatchOption) error {
			return t.patch(o, p, func() error { return c.SubResource(sub).Patch(ctx, o, p, opts...) })
		},
	}
}

func (t *tap) patch(o client.Object, p client.Patch, do func() error) error {
	data, err := p.Data(o)
	if err != nil {
		return err
	}
	namespace := o.GetNamespace()
	t.note(namespace, "patch "+o.GetName()+" "+string(data))
	if err := t.struck(namespace, string(data), false); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return t.struck(namespace, string(data), true)
}

func identity(o any) (namespace, name string) {
	var meta struct {
		Metadata struct{ Namespace, Name string }
	}
	raw, _ := json.Marshal(o)
	_ = json.Unmarshal(raw, &meta)
	return meta.Metadata.Namespace, meta.Metadata.Name
}

// diary tells the API server of events, and keeps what it told: there, events that are
// alike become one.
type diary struct {
	events.EventRecorder
	tap *tap
}

// Eventf is part of events.EventRecorder.
func (d *diary) Eventf(regarding, related runtime.Object, kind, reason, action, note string, args ...any) {
	d.tap.tell(regarding.(client.Object).GetNamespace(), kind+" "+reason)
	d.EventRecorder.Eventf(regarding, related, kind, reason, action, note, args...)
}

func (t *tap) tell(namespace, event string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.events == nil {
		t.events = map[string][]string{}
	}
	t.events[namespace] = append(t.events[namespace], event)
}

func (t *tap) told(namespace string) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.events[namespace]...)
}
