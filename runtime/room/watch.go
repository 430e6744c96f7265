package room

import (
	"context"
	"log/slog"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// settle is how long to wait after a change: a directory is changed in several steps.
	settle = 100 * time.Millisecond
	// reread is how often files are read even when nobody told of a change; network file
	// systems tell nothing.
	reread = time.Minute
)

// watcher calls changed, one call at a time, when something happens in its directories,
// and now and then in any case. Directories and not files are watched, because
// Kubernetes swaps a link beside the file and leaves the file's own name alone.
type watcher struct {
	directories func() []string
	changed     func()
	log         *slog.Logger
	notify      *fsnotify.Watcher // nil where the system has no more watches to give
	stop        context.CancelFunc
	stopped     chan struct{}
}

func watch(directories func() []string, changed func(), log *slog.Logger) *watcher {
	ctx, stop := context.WithCancel(context.Background())
	w := &watcher{directories: directories, changed: changed, log: log, stop: stop, stopped: make(chan struct{})}
	var err error
	if w.notify, err = fsnotify.NewWatcher(); err != nil {
		log.Warn("cannot be told of changed files; they are read every minute instead", "error", err)
	}
	w.addAll()
	go func() {
		defer close(w.stopped)
		w.run(ctx)
	}()
	return w
}

// addAll watches the directories as they are named now; adding one again does nothing,
// and one that was replaced is found again.
func (w *watcher) addAll() {
	if w.notify == nil {
		return
	}
	for _, dir := range w.directories() {
		if err := w.notify.Add(dir); err != nil {
			w.log.Warn("cannot be told of changes in a directory; it is read every minute instead", "directory", dir, "error", err)
		}
	}
}

func (w *watcher) look() {
	w.changed()
	w.addAll()
}

// Stop returns when no call of changed is under way and none will follow.
func (w *watcher) Stop() {
	w.stop()
	<-w.stopped
	if w.notify != nil {
		_ = w.notify.Close()
	}
}

func (w *watcher) run(ctx context.Context) {
	tick := time.NewTicker(reread)
	defer tick.Stop()
	quiet := time.NewTimer(settle) // once without an event, for what changed before the watch began
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.events():
			quiet.Reset(settle)
		case err := <-w.errors():
			w.log.Warn("watching files", "error", err)
		case <-quiet.C:
			w.look()
		case <-tick.C:
			w.look()
		}
	}
}

func (w *watcher) events() <-chan fsnotify.Event {
	if w.notify == nil {
		return nil
	}
	return w.notify.Events
}

func (w *watcher) errors() <-chan error {
	if w.notify == nil {
		return nil
	}
	return w.notify.Errors
}
