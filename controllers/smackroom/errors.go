package smackroom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/smackdev/smack/api/v1alpha1"
)

// stalled is a failure that only a person mends. What the operator watches (the spec, a
// Secret) wakes it; recheck, when set, is how soon it looks again at what it cannot
// watch, which is the carrier.
type stalled struct {
	reason  string
	message string
	recheck time.Duration
}

func (e *stalled) Error() string { return e.message }

func stall(reason, format string, args ...any) error {
	return &stalled{reason: reason, message: fmt.Sprintf(format, args...)}
}

// waiting is no failure: something is under way. after, when set, is when to look again;
// what the operator watches wakes it anyway.
type waiting struct {
	reason  string
	message string
	after   time.Duration
}

func (e *waiting) Error() string { return e.message }

func underWay(reason, format string, args ...any) error {
	return &waiting{reason: reason, message: fmt.Sprintf(format, args...)}
}

// blocked is waiting for an earlier phase, which says itself what is wrong.
func blocked(on string) error { return underWay(v1alpha1.ReasonWaiting, "waits for %s", on) }

// throttled is a carrier or a limit that asked for patience.
type throttled struct {
	reason  string
	message string
	after   time.Duration
}

func (e *throttled) Error() string { return e.message }

// conflictPause lets the cache catch up with the write that came between.
const conflictPause = 500 * time.Millisecond

// decide is what follows a reconcile, by the types of its errors. Any other error is
// returned, for the queue's backoff of 1 s to 15 min; idle is the pause when all is well.
func decide(errs []error, idle time.Duration) (ctrl.Result, error) {
	next := time.Duration(0)
	stuck := false
	var failures []error
	for _, err := range errs {
		after, failed := followUp(err)
		if failed {
			failures = append(failures, err)
		}
		next = sooner(next, after)
		stuck = stuck || isStalled(err)
	}
	switch {
	case len(failures) > 0:
		return ctrl.Result{}, errors.Join(failures...)
	case next > 0:
		return ctrl.Result{RequeueAfter: next}, nil
	case stuck:
		return ctrl.Result{}, nil
	default:
		return ctrl.Result{RequeueAfter: idle, Priority: new(polled)}, nil
	}
}

func followUp(err error) (after time.Duration, failed bool) {
	var s *stalled
	var w *waiting
	var t *throttled
	switch {
	case errors.As(err, &s):
		return s.recheck, false
	case errors.As(err, &w):
		return w.after, false
	case errors.As(err, &t):
		return t.after, false
	case isConflict(err):
		return conflictPause, false
	default:
		return 0, true
	}
}

// sooner is the lesser of two spans, of which zero means never.
func sooner(a, b time.Duration) time.Duration {
	if a == 0 || (b > 0 && b < a) {
		return b
	}
	return a
}

func isStalled(err error) bool { return asStalled(err) != nil }

// asStalled is the stall in err; nil if there is none.
func asStalled(err error) *stalled {
	var s *stalled
	if errors.As(err, &s) {
		return s
	}
	return nil
}

func isWaiting(err error) bool {
	var w *waiting
	var t *throttled
	return errors.As(err, &w) || errors.As(err, &t)
}

// isTransient tells failures that are tried again from what waits or is stuck.
func isTransient(err error) bool { return err != nil && !isStalled(err) && !isWaiting(err) }

// isConflict is a write that came after someone else's; the next reconcile sees theirs.
func isConflict(err error) bool { return apierrors.IsConflict(err) }

// reasonOf is the reason that a condition shows for an error.
func reasonOf(err error) string {
	var s *stalled
	var w *waiting
	var t *throttled
	switch {
	case errors.As(err, &s):
		return s.reason
	case errors.As(err, &w):
		return w.reason
	case errors.As(err, &t):
		return t.reason
	default:
		return v1alpha1.ReasonReconcileFailed
	}
}

// messageOf is what a condition says about an error. It must not change from one try to
// the next, or every try would write the status: of transport errors only the kind is told.
func messageOf(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "took too long; it is tried again"
	case isConflict(err):
		return "someone else changed an object at the same time; it is tried again"
	default:
		return err.Error()
	}
}

// refusal is what Kubernetes says of a request that it refuses.
func refusal(err error) string {
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		return status.Status().Message
	}
	return err.Error()
}

// refused turns Kubernetes' definite refusal of an object into a stall: trying again
// changes nothing before someone changes the spec or a right.
func refused(err error, what string) error {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return fmt.Errorf("applying %s: %w", what, err)
	}
	switch status.Status().Code {
	case http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusBadRequest:
		return &stalled{
			reason:  v1alpha1.ReasonRefused,
			message: fmt.Sprintf("Kubernetes refuses %s: %s; %s", what, strings.TrimSuffix(refusal(err), "."), afterRefusal(err, what)),
			recheck: refusalRecheck,
		}
	}
	return fmt.Errorf("applying %s: %w", what, err)
}

// refusalRecheck is how soon it is tried again: quotas and rights are not watched.
const refusalRecheck = time.Minute

// fixedFields are the words by which Kubernetes refuses to change what cannot be changed.
var fixedFields = regexp.MustCompile(`field is immutable|updates to statefulset spec for fields other than`)

// afterRefusal is what to do when an object is refused.
func afterRefusal(err error, what string) string {
	switch {
	case fixedFields.MatchString(refusal(err)):
		return "someone else made it, or changed what cannot be changed back: delete " + what + ", and the operator makes it anew"
	case apierrors.IsForbidden(err):
		return "raise the quota, or give the operator the right that is lacking"
	}
	return "correct the field of the room's spec that it comes from"
}

// unlessForbidden turns a lack of rights into a stall, whatever it was that the operator
// wanted to do: only a person gives it more.
func unlessForbidden(err error) error {
	if !isTransient(err) || !apierrors.IsForbidden(err) {
		return err
	}
	return &stalled{
		reason:  v1alpha1.ReasonRefused,
		message: fmt.Sprintf("Kubernetes refuses the operator: %s; give its ServiceAccount the right that is lacking, as the chart does", strings.TrimSuffix(refusal(err), ".")),
		recheck: refusalRecheck,
	}
}
