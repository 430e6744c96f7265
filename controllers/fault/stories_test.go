package fault_test

import (
	"context"
	"strings"

	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/fault"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// story is a stretch of a room's life in which money or someone's number is at stake.
type story struct {
	name string
	// before is what happened earlier, without mishaps.
	before func(ctx context.Context, w *world)
	// then is what people do now; what the operator makes of it is full of mishaps.
	then func(ctx context.Context, w *world)
	// right is what must hold in the end.
	right func(ctx context.Context, w *world)
}

const (
	family  = "family"
	adopted = "+14155550123"
	second  = "+14155550124"
)

// previously are the webhooks that adopted numbers had.
const previously = "https://before.example.com/sms"

func releasing(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.ReclaimPolicy = v1alpha1.ReclaimRelease }

func adopting(e164 string) func(*v1alpha1.SmackRoom) {
	return func(r *v1alpha1.SmackRoom) {
		r.Spec.PhoneNumber = v1alpha1.PhoneNumber{Adopt: &v1alpha1.Adopt{E164: e164}}
	}
}

// owned makes a number of the account that somebody uses for something.
func owned(w *world, e164 string) {
	n := w.sim.Account().Own(e164)
	n.SetSmsURL(previously)
	n.SetSmsFallbackURL(previously + "/fallback")
	n.SetFriendlyName("our old number")
}

func up(change ...func(*v1alpha1.SmackRoom)) func(context.Context, *world) {
	return func(ctx context.Context, w *world) {
		w.create(ctx, family, change...)
		Expect(w.settle(ctx, family)).To(Succeed(), w.story())
	}
}

func deleted(ctx context.Context, w *world) { w.delete(ctx, family) }

// forgetful is a room whose annotations someone lost, as `kubectl replace` does.
func forgetful(change ...func(*v1alpha1.SmackRoom)) func(context.Context, *world) {
	return func(ctx context.Context, w *world) {
		up(change...)(ctx, w)
		w.change(ctx, family, func(r *v1alpha1.SmackRoom) { r.Annotations = nil })
	}
}

func stories() []story {
	return []story{
		{name: "a number is bought", then: made(), right: bought},
		{name: "a number is bought, and put into a Messaging Service", before: withService, then: madeInService, right: boughtIntoService},
		{name: "a number is adopted", before: owning, then: made(adopting(adopted)), right: wasAdopted},
		{name: "another number is adopted", before: twoOwned, then: switched, right: wasSwitched},
		{name: "a room is deleted, whose number stays", before: up(), then: deleted, right: retained},
		{name: "a room is deleted, whose number is given back", before: up(releasing), then: deleted, right: released},
		{name: "a room is deleted, whose number was adopted", before: adoptedBefore, then: deleted, right: givenBack},
		{name: "a room without annotations is deleted, whose number stays", before: forgetful(), then: deleted, right: retained},
		{name: "a room without annotations is deleted, whose number is given back", before: forgetful(releasing), then: deleted, right: released},
		{name: "a room is deleted while a purchase is in doubt", before: doubtful, then: deleted, right: retained},
		{name: "a room is deleted while a purchase is in doubt, whose number is given back", before: doubtfulReleasing, then: deleted, right: released},
	}
}

func made(change ...func(*v1alpha1.SmackRoom)) func(context.Context, *world) {
	return func(ctx context.Context, w *world) { w.create(ctx, family, change...) }
}

// truthful is right for every room that lives: its status says what is the case.
func truthful(ctx context.Context, w *world) *v1alpha1.SmackRoom {
	room := w.room(ctx, family)
	Expect(room).NotTo(BeNil(), w.story())
	Expect(ready(room)).To(BeTrue(), w.story())
	p := room.Status.PhoneNumber
	Expect(p).NotTo(BeNil(), w.story())
	n := w.sim.Number(p.E164)
	Expect(n.SID()).To(Equal(p.SID), w.story())
	Expect(room.Annotations).To(HaveKeyWithValue(v1alpha1.PhoneNumberSIDAnnotation, n.SID()), w.story())
	Expect(n.SmsURL()).To(And(Equal(p.WebhookURL), HavePrefix("https://sms.example.com/family/sms#")), w.story())
	Expect(kstatus(room)).To(Equal(status.CurrentStatus), w.story())
	// What was not to be had the first time, of what is no matter of money, may come later.
	w.idle(ctx, family)
	Expect(w.idle(ctx, family)).To(BeEmpty(), w.story())
	return room
}

func kstatus(room *v1alpha1.SmackRoom) status.Status {
	room = room.DeepCopy()
	room.SetGroupVersionKind(v1alpha1.SchemeGroupVersion.WithKind("SmackRoom"))
	u := &unstructured.Unstructured{}
	must(kinds().Convert(room, u, nil))
	result, err := status.Compute(u)
	must(err)
	return result.Status
}

func bought(ctx context.Context, w *world) { boughtWith(ctx, w) }

// boughtWith is right for a room that has bought its number and bears some annotations more.
func boughtWith(ctx context.Context, w *world, more ...string) {
	room := truthful(ctx, w)
	Expect(w.sim.Counters().Purchases).To(BeEquivalentTo(1), w.story())
	Expect(w.addresses()).To(HaveLen(1), w.story())
	Expect(w.bearing(family)).To(HaveLen(1), w.story())
	Expect(annotations(room)).To(ConsistOf(append(more, v1alpha1.PhoneNumberSIDAnnotation, v1alpha1.PurchasedAtAnnotation)), w.story())
	Expect(w.diary.of(v1alpha1.EventNumberPurchased)).To(ContainElement(ContainSubstring(w.bearing(family)[0].SID())), w.story())
}

func withService(_ context.Context, w *world) {
	w.service = w.sim.Account().AddService(twiliosim.ServiceSettings{})
}

func madeInService(ctx context.Context, w *world) {
	w.create(ctx, family, func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber.MessagingServiceSid = w.service.SID() })
}

func boughtIntoService(ctx context.Context, w *world) {
	boughtWith(ctx, w, v1alpha1.JoinedServiceAnnotation)
	Expect(w.service.Numbers()).To(HaveExactElements(BeIdenticalTo(w.bearing(family)[0])), w.story())
	Expect(w.service.Settings().UseInboundWebhookOnNumber).To(BeTrue(), w.story())
}

func owning(_ context.Context, w *world) { owned(w, adopted) }

func twoOwned(ctx context.Context, w *world) {
	owned(w, adopted)
	owned(w, second)
	up(adopting(adopted))(ctx, w)
}

func adoptedBefore(ctx context.Context, w *world) {
	owned(w, adopted)
	up(adopting(adopted))(ctx, w)
}

func switched(ctx context.Context, w *world) { w.change(ctx, family, adopting(second)) }

func isAsBefore(ctx context.Context, w *world, e164 string) {
	n := w.sim.Number(e164)
	Expect(n.FriendlyName()).To(Equal("our old number"), w.story())
	Expect(w.webhooks(ctx, n.SID())).To(And(
		HaveField("SmsURL", previously), HaveField("SmsFallbackURL", previously+"/fallback")), w.story())
}

// notBought is right for every room that adopts.
func notBought(w *world) {
	Expect(w.sim.Counters().Purchases).To(BeZero(), w.story())
	Expect(w.sim.Counters().Releases).To(BeZero(), w.story())
}

func wasAdopted(ctx context.Context, w *world) {
	notBought(w)
	room := truthful(ctx, w)
	Expect(room.Status.PhoneNumber.E164).To(Equal(adopted), w.story())
	Expect(room.Annotations[v1alpha1.PreviousWebhookAnnotation]).To(ContainSubstring(`"`+previously+`"`), w.story())
	Expect(annotations(room)).To(HaveExactElements(v1alpha1.PhoneNumberSIDAnnotation, v1alpha1.PreviousWebhookAnnotation), w.story())
}

func wasSwitched(ctx context.Context, w *world) {
	notBought(w)
	isAsBefore(ctx, w, adopted)
	room := truthful(ctx, w)
	Expect(room.Status.PhoneNumber.E164).To(Equal(second), w.story())
	Expect(room.Annotations[v1alpha1.PreviousWebhookAnnotation]).To(ContainSubstring(`"`+previously+`"`), w.story())
}

// refusedByCarrier says whether the carrier refused something for good: then a room whose
// number stays may go without having cleared it, and says so.
func refusedByCarrier(w *world) bool {
	for _, act := range w.fate.Log() {
		if strings.HasPrefix(act, "carrier:") && strings.HasSuffix(act, "("+string(fault.Refuse)+")") {
			return true
		}
	}
	return false
}

func isGone(ctx context.Context, w *world) {
	Expect(w.room(ctx, family)).To(BeNil(), w.story())
	Expect(w.sim.Counters().Purchases).To(BeNumerically("<=", 1), w.story())
}

// retained: nothing at the carrier points at the room any more, and whoever pays was told.
func retained(ctx context.Context, w *world) {
	isGone(ctx, w)
	Expect(w.sim.Counters().Releases).To(BeZero(), w.story())
	for _, n := range w.sim.Account().Numbers() {
		Expect(w.diary.of(v1alpha1.EventNumberRetained)).To(
			ContainElement(Or(ContainSubstring(n.SID()), ContainSubstring(n.Address()))), w.story())
		if refusedByCarrier(w) && len(w.bearing(family)) > 0 {
			Expect(w.diary.of(v1alpha1.EventNumberRetained)).To(ContainElement(ContainSubstring("left as it is")), w.story())
			return
		}
		Expect(n.SmsURL()).To(BeEmpty(), w.story())
		Expect(n.FriendlyName()).To(Equal(n.Address()), w.story())
	}
}

func released(ctx context.Context, w *world) {
	isGone(ctx, w)
	Expect(w.addresses()).To(BeEmpty(), w.story())
	Expect(w.sim.Counters().Releases).To(Equal(w.sim.Counters().Purchases), w.story())
	if w.sim.Counters().Purchases > 0 {
		Expect(w.diary.of(v1alpha1.EventNumberReleased)).NotTo(BeEmpty(), w.story())
	}
}

func givenBack(ctx context.Context, w *world) {
	isGone(ctx, w)
	notBought(w)
	Expect(w.diary.of(v1alpha1.EventNumberRetained)).NotTo(BeEmpty(), w.story())
	if refusedByCarrier(w) && w.webhooks(ctx, w.sim.Number(adopted).SID()).SmsURL != previously {
		Expect(w.diary.of(v1alpha1.EventNumberRetained)).To(ContainElement(ContainSubstring("left as it is")), w.story())
		return
	}
	isAsBefore(ctx, w, adopted)
}

// doubtful is a room whose purchase request is still on its way.
func doubtful(ctx context.Context, w *world) { inDoubt(ctx, w) }

func doubtfulReleasing(ctx context.Context, w *world) { inDoubt(ctx, w, releasing) }

func inDoubt(ctx context.Context, w *world, change ...func(*v1alpha1.SmackRoom)) {
	w.create(ctx, family, change...)
	w.plan(map[int]fault.Mishap{9: fault.Late})
	for range 2 {
		_, _ = w.reconcile(ctx, family)
	}
	Expect(w.fate.Log()).To(ContainElement("carrier: buy (late)"), w.story())
	Expect(w.addresses()).To(BeEmpty())
	w.look()
}
