package smackroom

import (
	"context"
	"encoding/json"
	"time"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// adopt takes a number that the account owns, and keeps its SID. If the spec now names
// another number, the former gets its webhooks back first.
func (r *Reconciler) adopt(ctx context.Context, s *scope) (numbers.Number, error) {
	wanted := s.room.Spec.PhoneNumber.Adopt
	if sid := s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation]; sid != "" {
		n, err := numbers.Fetch(ctx, s.carrier, sid)
		if err == nil && isWanted(n, wanted) {
			return n, numbers.CheckHeld(n, r.token(s.room))
		}
		if err != nil && (!is[*numbers.LostError](err) || isRecorded(s.room, wanted)) {
			return numbers.Number{}, err
		}
		if err := r.giveBack(ctx, s, sid); err != nil {
			return numbers.Number{}, err
		}
	}
	n, err := numbers.Adopt(ctx, s.carrier, numbers.Adoption{E164: wanted.E164, SID: wanted.SID, ShortCode: wanted.ShortCode})
	if err != nil {
		return n, err
	}
	if err := r.claim(ctx, s.room, n.E164); err != nil {
		return n, err
	}
	if err := numbers.CheckHeld(n, r.token(s.room)); err != nil {
		return n, err
	}
	return n, r.note(ctx, s, func(a map[string]string) { a[v1alpha1.PhoneNumberSIDAnnotation] = n.SID })
}

func isWanted(n numbers.Number, wanted *v1alpha1.Adopt) bool {
	return n.E164 == wanted.E164+wanted.ShortCode || n.SID == wanted.SID
}

// isRecorded says whether the status speaks of the wanted number: if that is gone it is
// lost, otherwise it was another one.
func isRecorded(room *v1alpha1.SmackRoom, wanted *v1alpha1.Adopt) bool {
	p := room.Status.PhoneNumber
	return p != nil && isWanted(numbers.Number{SID: p.SID, E164: p.E164}, wanted)
}

// giveBack ends the adoption of a number. It goes by what the API server has: the cache may
// still speak of a number that was given back, and what is on record is of the next one.
func (r *Reconciler) giveBack(ctx context.Context, s *scope, sid string) error {
	j := &journal{r: r, s: s}
	if _, err := j.Load(ctx); err != nil {
		return err
	}
	if s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation] != sid {
		return &waiting{reason: v1alpha1.ReasonProgressing, message: "the room was just given another number", after: time.Second}
	}
	if err := r.restore(ctx, s); err != nil {
		return err
	}
	return j.annotate(ctx, func(a map[string]string) {
		delete(a, v1alpha1.PhoneNumberSIDAnnotation)
		delete(a, v1alpha1.PreviousWebhookAnnotation)
		delete(a, v1alpha1.JoinedServiceAnnotation)
	})
}

// restore makes an adopted number what it was before. The annotations say what that was;
// if someone lost them, the room's own webhooks are taken off.
func (r *Reconciler) restore(ctx context.Context, s *scope) error {
	sid := sidOf(s.room)
	if sid == "" {
		return nil
	}
	webhooks, err := r.previous(ctx, s, sid)
	if err != nil || webhooks == nil {
		return err
	}
	before := numbers.Before{Webhooks: webhooks, JoinedService: s.room.Annotations[v1alpha1.JoinedServiceAnnotation]}
	if err := numbers.Restore(ctx, s.carrier, sid, toldURL(s.room), before); err != nil {
		return err
	}
	r.accounts.of(s).left(sid)
	return nil
}

// previous are the webhooks of an adopted number before the room; nil if the number is gone.
func (r *Reconciler) previous(ctx context.Context, s *scope, sid string) (*numbers.Webhooks, error) {
	if told := s.room.Annotations[v1alpha1.PreviousWebhookAnnotation]; told != "" {
		var previous numbers.Webhooks
		if err := json.Unmarshal([]byte(told), &previous); err != nil {
			return nil, stall(v1alpha1.ReasonSettingsInvalid, "the annotation %s cannot be read: %v; put it right or remove it", v1alpha1.PreviousWebhookAnnotation, err)
		}
		return &previous, nil
	}
	n, err := numbers.Fetch(ctx, s.carrier, sid)
	if is[*numbers.LostError](err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// What calls tell was never the room's.
	return &numbers.Webhooks{StatusCallback: n.Webhooks.StatusCallback, StatusCallbackMethod: n.Webhooks.StatusCallbackMethod}, nil
}

// toldURL is the address of texts that the carrier was told last.
func toldURL(room *v1alpha1.SmackRoom) string {
	if p := room.Status.PhoneNumber; p != nil && p.WebhookURL != "" {
		return p.WebhookURL
	}
	return webhooksOf(room).SmsURL
}
