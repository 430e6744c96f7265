package crash

import (
	"context"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

// point is a place in the life of a text at which a pod may die: before or after one of
// these scripts. After a script counts only where it gave work.
type point struct {
	scripts []string
	before  bool
	gave    []string
}

var points = map[string]point{
	"after claim":                     {scripts: []string{"claim"}, gave: []string{"LANE", "LINE"}},
	"after begin":                     {scripts: []string{"begin", "line_begin"}, gave: []string{"WAVE", "SEND"}},
	"after the POST, before settle":   {scripts: []string{"settle", "line_settle"}, before: true},
	"after settle":                    {scripts: []string{"settle", "line_settle"}},
	"in the webhook, before commit":   {scripts: []string{"commit", "post"}, before: true},
	"in the webhook, after commit":    {scripts: []string{"commit", "post"}},
	"in a look, before its end":       {scripts: []string{"look_settle"}, before: true},
	"after a doubt's look has begun":  {scripts: []string{"look_begin"}},
	"while receipts are written down": {scripts: []string{"receipt"}, before: true},
}

// deathAt kills this process with SIGKILL at the point; nil for no point.
func deathAt(name string) redis.Hook {
	p, ok := points[name]
	if !ok {
		return nil
	}
	return &p
}

func (p *point) DialHook(next redis.DialHook) redis.DialHook { return next }

func (p *point) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		p.meet(true, cmd)
		err := next(ctx, cmd)
		p.meet(false, cmd)
		return err
	}
}

func (p *point) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		p.meet(true, cmds...)
		err := next(ctx, cmds)
		p.meet(false, cmds...)
		return err
	}
}

func (p *point) meet(before bool, cmds ...redis.Cmder) {
	if before == p.before && slices.ContainsFunc(cmds, p.here) {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // it comes at once
	}
}

func (p *point) here(cmd redis.Cmder) bool {
	if !slices.Contains(p.scripts, store.ScriptName(cmd)) {
		return false
	}
	if p.before {
		return true
	}
	reply, _ := cmd.(*redis.Cmd).Slice()
	return cmd.Err() == nil && (len(p.gave) == 0 || len(reply) > 0 && slices.Contains(p.gave, reply[0].(string)))
}

var _ = Describe("A room of which a pod dies", func() {
	if built() != "" {
		return // a program as it is built can't be told where to die
	}
	for name := range points {
		It("loses nothing, doubles nothing and keeps one order: "+name, func(ctx SpecContext) {
			w := newWorld(ctx, defaultSeed, redisKind{"a single Redis", "redis", redistest.NewTCP})
			w.until(ctx, w.pods[0].diesAt(name))
			Expect(w.pods[0].start()).To(Succeed())
			Eventually(w.drained).WithContext(ctx).WithTimeout(healing).Should(BeTrue(), w.figures)
			w.awaitPods()
			Eventually(w.complaints).WithContext(ctx).WithTimeout(5 * time.Second).Should(BeEmpty())
		})
	}
})

// diesAt starts the pod anew, and is closed when it has died at the point.
func (p *pod) diesAt(name string) (dead chan struct{}) {
	GinkgoHelper()
	Expect(p.kill()).To(Succeed())
	Expect(p.start(name)).To(Succeed())
	dead = make(chan struct{})
	go func() {
		defer close(dead)
		_ = p.process.Wait() // says that it was killed
	}()
	return dead
}

// until lets everybody talk, and a carrier that leaves doubts, until that has happened.
func (w *world) until(ctx context.Context, happened <-chan struct{}) {
	GinkgoHelper()
	running, end := context.WithCancel(ctx)
	defer end()
	var all sync.WaitGroup
	for i, p := range w.people {
		all.Go(func() { p.talk(ctx, running, w.chance(100+uint64(i))) }) // #nosec G115 -- small
	}
	all.Go(func() { w.troubleCarrier(running, w.chance(2)) })
	Eventually(happened).WithTimeout(healing).Should(BeClosed())
	end()
	all.Wait()
	w.sim.ClearFaults()
}
