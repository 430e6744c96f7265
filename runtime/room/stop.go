package room

import (
	"context"
	"time"
)

// The times of stopping. Together with DrainDelay they stay below the 30 seconds that
// Kubernetes gives a pod.
const (
	stopServing = 8 * time.Second
	stopAdmin   = time.Second
	stopSending = 12 * time.Second
	stopWriting = 3 * time.Second
)

// drain ends what comes in: the room says that it is not ready, gives whoever routes to
// it time to notice, and finishes the requests that are under way.
func (a *assembly) drain(ctx context.Context) {
	a.health.set(draining)
	a.log.Info("stopping", "cause", context.Cause(ctx).Error())
	time.Sleep(a.options.DrainDelay)
	if err := a.public.stop(stopServing); err != nil {
		a.log.Warn("requests were cut off", "error", err)
	}
}

// stop takes the room apart: senders before what they write to, the port that tells of
// it all last.
func (a *assembly) stop() {
	a.health.set(draining)
	_ = a.public.stop(0)
	_ = a.admin.stop(stopAdmin)
	if a.watcher != nil {
		a.watcher.Stop()
	}
	if a.engine != nil {
		a.within(stopSending, "sends were cut off; another pod finds out what became of them", a.engine.Stop)
	}
	if a.receipts != nil {
		a.within(stopWriting, "receipts were lost", a.receipts.Stop)
	}
	if a.handler != nil {
		a.handler.Close()
	}
	if a.services != nil {
		a.services.Close()
	}
	a.carrier.Close()
	_ = a.redis.Close()
	_ = a.private.stop(time.Second)
	a.log.Info("stopped")
}

func (a *assembly) within(limit time.Duration, trouble string, stop func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := stop(ctx); err != nil {
		a.log.Warn(trouble, "error", err)
	}
}
