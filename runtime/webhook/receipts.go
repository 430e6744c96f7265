package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/store"
)

const (
	// receiptPause is how long receipts are gathered before they are written together.
	receiptPause = 100 * time.Millisecond
	// receiptBatch is how many are written at once.
	receiptBatch = 500
	// receiptsKept bounds what waits while Redis is away: some 10 MB.
	receiptsKept = 50_000
	// receiptRetry is how long to wait after a failed write.
	receiptRetry = time.Second
	// receiptWrite bounds one write.
	receiptWrite = 3 * time.Second
)

var errReceiptsFull = errors.New("too many receipts wait to be written")

// Receipts gathers receipts and writes them in batches, one per text: a final status
// replaces those on the way to it, and nothing replaces a final one.
type Receipts struct {
	write func(context.Context, []store.Receipt) error
	log   *slog.Logger

	mu      sync.Mutex
	pending map[string]store.Receipt // by SID

	wake    chan struct{}
	stop    context.CancelFunc
	stopped chan struct{}
}

// NewReceipts gathers for write, which must accept the same receipt more than once.
func NewReceipts(write func(context.Context, []store.Receipt) error, log *slog.Logger) *Receipts {
	return &Receipts{
		write: write, log: log, pending: map[string]store.Receipt{},
		wake: make(chan struct{}, 1), stopped: make(chan struct{}),
	}
}

// Add takes a receipt. It fails only when too many wait already.
func (r *Receipts) Add(receipt store.Receipt) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.pending) >= receiptsKept {
		return errReceiptsFull
	}
	r.merge(receipt)
	select {
	case r.wake <- struct{}{}:
	default: // woken already
	}
	return nil
}

func (r *Receipts) merge(receipt store.Receipt) {
	old, known := r.pending[receipt.SID]
	if known && final(old.Status) {
		receipt.Status, receipt.ErrorCode = old.Status, old.ErrorCode
	}
	if receipt.Ref == "" {
		receipt.Ref = old.Ref
	}
	r.pending[receipt.SID] = receipt
}

// Start begins to write. It is called once.
func (r *Receipts) Start() {
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() {
		defer close(r.stopped)
		r.run(ctx)
	}()
}

// Stop writes what still waits, until ctx ends, and returns when no write is under way.
func (r *Receipts) Stop(ctx context.Context) error {
	r.stop()
	<-r.stopped
	for ctx.Err() == nil && r.waiting() > 0 {
		if err := r.flush(ctx); err != nil {
			return fmt.Errorf("%d receipts were not written: %w", r.waiting(), err)
		}
	}
	return nil
}

func (r *Receipts) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		}
		pause := receiptPause
		for r.waiting() > 0 && wait(ctx, pause) {
			pause = 0
			if err := r.flush(ctx); err != nil {
				r.log.Error("receipts could not be written; they are kept and written later", "error", err)
				pause = receiptRetry
			}
		}
	}
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// flush writes one batch. What could not be written waits again.
func (r *Receipts) flush(ctx context.Context) error {
	batch := r.take()
	if len(batch) == 0 {
		return nil
	}
	// Telling the loop to stop must not cut a write short.
	writing, cancel := context.WithTimeout(context.WithoutCancel(ctx), receiptWrite)
	defer cancel()
	err := r.write(writing, batch)
	if err != nil {
		r.putBack(batch)
	}
	return err
}

func (r *Receipts) take() []store.Receipt {
	r.mu.Lock()
	defer r.mu.Unlock()
	batch := make([]store.Receipt, 0, min(len(r.pending), receiptBatch))
	for sid, receipt := range r.pending {
		if len(batch) == receiptBatch {
			break
		}
		batch = append(batch, receipt)
		delete(r.pending, sid)
	}
	return batch
}

func (r *Receipts) putBack(batch []store.Receipt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, older := range batch {
		newer, known := r.pending[older.SID]
		r.pending[older.SID] = older
		if known {
			r.merge(newer)
		}
	}
}

func (r *Receipts) waiting() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.pending)
}

// final statuses are those that no other follows
// (https://www.twilio.com/docs/messaging/api/message-resource#message-status-values).
func final(status string) bool {
	switch status {
	case "delivered", "undelivered", "failed", "canceled", "read", "partially_delivered":
		return true
	}
	return false
}
