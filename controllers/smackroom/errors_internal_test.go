package smackroom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

var (
	conflict  = apierrors.NewConflict(schema.GroupResource{Resource: "smackrooms"}, "family", errors.New("changed"))
	errBroken = errors.New("broken")
	stuck     = stall(v1alpha1.ReasonSecretNotFound, "create it")
	stuckFor  = &stalled{reason: v1alpha1.ReasonNumberLost, message: "gone", recheck: time.Hour}
	coming    = underWay(v1alpha1.ReasonPodsStarting, "starting")
	comingIn  = &waiting{reason: v1alpha1.ReasonPurchasing, after: 3 * time.Minute}
	slower    = &throttled{reason: v1alpha1.ReasonThrottled, after: time.Minute}
)

var _ = DescribeTable("what follows a reconcile",
	func(errs []error, want time.Duration, fails bool) {
		const idle = 15 * time.Minute
		result, err := decide(errs, idle)
		if fails {
			Expect(err).To(MatchError(errBroken))
		} else {
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(result.RequeueAfter).To(Equal(want))
		if want == idle {
			Expect(result.Priority).To(HaveValue(Equal(polled)))
		} else {
			Expect(result.Priority).To(BeNil(), "what is waited for keeps its place")
		}
	},
	Entry("all is well: the next poll", nil, 15*time.Minute, false),
	Entry("someone must act, and wakes us: nothing", []error{stuck}, time.Duration(0), false),
	Entry("someone must act where we do not see it: a look later", []error{stuckFor}, time.Hour, false),
	Entry("something is under way and wakes us: the next poll", []error{coming}, 15*time.Minute, false),
	Entry("something takes a known time", []error{comingIn}, 3*time.Minute, false),
	Entry("the carrier asks for patience", []error{slower}, time.Minute, false),
	Entry("the soonest of several", []error{stuckFor, comingIn, slower}, time.Minute, false),
	Entry("a conflict is quiet", []error{conflict}, conflictPause, false),
	Entry("a wrapped conflict too", []error{fmt.Errorf("writing: %w", conflict)}, conflictPause, false),
	Entry("anything else backs off", []error{errBroken}, time.Duration(0), true),
	Entry("and goes before what waits", []error{slower, errBroken, stuck}, time.Duration(0), true),
)

var _ = DescribeTable("what an error of the carrier means",
	func(err error, reason string, after time.Duration, transient bool) {
		r := &Reconciler{Options: Options{PollInterval: time.Hour}}
		s := &scope{room: &v1alpha1.SmackRoom{}, memory: &memory{}}
		got := r.carrierError(s, fmt.Errorf("asking: %w", err))
		Expect(reasonOf(got)).To(Equal(reason))
		Expect(isTransient(got)).To(Equal(transient))
		result, _ := followUp(got)
		Expect(result).To(Equal(after))
		Expect(messageOf(got)).NotTo(ContainSubstring("127.0.0.1"))
	},
	Entry("wrong credentials", &carrier.Error{Class: carrier.Rejected, Status: http.StatusUnauthorized, Code: 20003}, v1alpha1.ReasonCredentialsRejected, time.Hour, false),
	Entry("a suspended account", &carrier.Error{Class: carrier.Rejected, Status: http.StatusForbidden, Code: 20005}, v1alpha1.ReasonAccountNotActive, time.Hour, false),
	Entry("429", &carrier.Error{Class: carrier.NotSent, Status: http.StatusTooManyRequests, Code: 20429, RetryAfter: time.Second}, v1alpha1.ReasonThrottled, time.Second, false),
	Entry("429 without a time", &carrier.Error{Class: carrier.NotSent, Status: http.StatusTooManyRequests}, v1alpha1.ReasonThrottled, throttlePause, false),
	Entry("500", &carrier.Error{Class: carrier.Doubt, Status: 500}, v1alpha1.ReasonReconcileFailed, time.Duration(0), true),
	Entry("no answer, whose address changes", &carrier.Error{Class: carrier.NotSent, Message: "dial 127.0.0.1:4711"}, v1alpha1.ReasonReconcileFailed, time.Duration(0), true),
	Entry("a definite no", &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21400}, v1alpha1.ReasonCarrierRefused, time.Hour, false),
	Entry("a lost number", &numbers.LostError{SID: "PN1"}, v1alpha1.ReasonNumberLost, time.Hour, false),
	Entry("purchases that are off", &numbers.PurchaseNotAllowedError{}, v1alpha1.ReasonPurchaseNotAllowed, time.Hour, false),
	Entry("a used up limit", &numbers.PurchaseThrottledError{After: time.Minute}, v1alpha1.ReasonPurchaseThrottled, time.Minute, false),
	Entry("a purchase in doubt", &numbers.PurchasePendingError{After: time.Minute}, v1alpha1.ReasonPurchasing, time.Minute, false),
	Entry("a Messaging Service with an address", &numbers.ServiceOverridesError{}, v1alpha1.ReasonMessagingServiceOverrides, time.Hour, false),
	Entry("the number in another service", &numbers.InOtherServiceError{}, v1alpha1.ReasonMessagingServiceUnfit, time.Hour, false),
	Entry("several numbers with our token", &numbers.DuplicateNumbersError{}, v1alpha1.ReasonDuplicateNumbers, time.Hour, false),
	Entry("a journal that someone edited", stuck, v1alpha1.ReasonSecretNotFound, time.Duration(0), false),
)

var _ = DescribeTable("what Kubernetes' refusal of an object means",
	func(err error, stuck bool) {
		Expect(isStalled(refused(err, "Deployment family-room"))).To(Equal(stuck))
	},
	Entry("invalid", apierrors.NewInvalid(schema.GroupKind{Kind: "Deployment"}, "family-room", nil), true),
	Entry("forbidden", apierrors.NewForbidden(schema.GroupResource{Resource: "deployments"}, "family-room", errors.New("quota")), true),
	Entry("busy", apierrors.NewTooManyRequests("busy", 1), false),
	Entry("timeout", context.DeadlineExceeded, false),
)
