package smackroom

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// journal keeps the state of a purchase in the annotations of the room: they survive a
// backup and a restore, where status does not.
type journal struct {
	r *Reconciler
	s *scope
	// live is the room as the API server has it, after the last Load or Save.
	live *v1alpha1.SmackRoom
}

var _ numbers.Journal = (*journal)(nil)

// Load reads past the cache: a stale state could buy twice.
func (j *journal) Load(ctx context.Context) (numbers.State, error) {
	live := &v1alpha1.SmackRoom{}
	if err := j.r.APIReader.Get(ctx, client.ObjectKeyFromObject(j.s.room), live); err != nil {
		return numbers.State{}, fmt.Errorf("reading the room: %w", err)
	}
	if live.UID != j.s.room.UID || !live.DeletionTimestamp.Equal(j.s.room.DeletionTimestamp) {
		return numbers.State{}, &waiting{reason: v1alpha1.ReasonProgressing, message: "the room was just deleted", after: time.Second}
	}
	j.adopt(live)
	return stateOf(live.Annotations)
}

// Save is refused by the API server if anyone changed the room since it was read.
func (j *journal) Save(ctx context.Context, state numbers.State) error {
	return j.annotate(ctx, func(a map[string]string) { writeState(a, state) })
}

// annotate changes annotations, and nothing else, under an optimistic lock.
func (j *journal) annotate(ctx context.Context, change func(map[string]string)) error {
	wanted := j.live.DeepCopy()
	if wanted.Annotations == nil {
		wanted.Annotations = map[string]string{}
	}
	change(wanted.Annotations)
	patch := client.MergeFromWithOptions(j.live, client.MergeFromWithOptimisticLock{})
	if err := j.r.Client.Patch(ctx, wanted, patch, client.FieldOwner(v1alpha1.FieldOwner)); err != nil {
		return fmt.Errorf("annotating the room: %w", err)
	}
	j.adopt(wanted)
	return nil
}

// note writes annotations on top of what the API server has now.
func (r *Reconciler) note(ctx context.Context, s *scope, change func(map[string]string)) error {
	j := &journal{r: r, s: s}
	if _, err := j.Load(ctx); err != nil {
		return err
	}
	if err := j.annotate(ctx, change); err != nil {
		return fmt.Errorf("noting what the number was: %w", err)
	}
	return nil
}

// adopt keeps the scope's room current, as later writes rest on it.
func (j *journal) adopt(live *v1alpha1.SmackRoom) {
	j.live = live
	j.s.room.Annotations = live.Annotations
	j.s.room.ResourceVersion = live.ResourceVersion
}

func stateOf(a map[string]string) (numbers.State, error) {
	state := numbers.State{
		SID:       a[v1alpha1.PhoneNumberSIDAnnotation],
		Candidate: a[v1alpha1.PurchaseCandidateAnnotation],
	}
	// Only a limit rests on it: what cannot be read counts for nothing.
	state.PurchasedAt, _ = time.Parse(time.RFC3339Nano, a[v1alpha1.PurchasedAtAnnotation])
	if list := a[v1alpha1.PurchaseAbandonedAnnotation]; list != "" {
		state.Abandoned = strings.Split(list, ",")
	}
	var err error
	if text := a[v1alpha1.PurchaseAttemptsAnnotation]; text != "" {
		if state.Attempts, err = strconv.Atoi(text); err != nil {
			return state, unreadable(v1alpha1.PurchaseAttemptsAnnotation, text)
		}
	}
	if text := a[v1alpha1.PurchaseFirstAttemptAnnotation]; text != "" {
		if state.FirstAttempt, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return state, unreadable(v1alpha1.PurchaseFirstAttemptAnnotation, text)
		}
	}
	if text := a[v1alpha1.PurchaseRefusedAtAnnotation]; text != "" {
		if state.RefusedAt, err = time.Parse(time.RFC3339Nano, text); err != nil {
			return state, unreadable(v1alpha1.PurchaseRefusedAtAnnotation, text)
		}
	}
	return state, nil
}

// unreadable stops a purchase whose history someone has edited: guessing could buy twice.
func unreadable(annotation, text string) error {
	return stall(v1alpha1.ReasonPurchaseRefused,
		"the annotation %s is %q, which the operator did not write: put it right, or remove it if the carrier's account shows no new number", annotation, text)
}

func writeState(a map[string]string, state numbers.State) {
	put := func(annotation, value string) {
		if value == "" {
			delete(a, annotation)
			return
		}
		a[annotation] = value
	}
	attempts := ""
	if state.Attempts > 0 {
		attempts = strconv.Itoa(state.Attempts)
	}
	put(v1alpha1.PhoneNumberSIDAnnotation, state.SID)
	put(v1alpha1.PurchasedAtAnnotation, timestamp(state.PurchasedAt))
	put(v1alpha1.PurchaseCandidateAnnotation, state.Candidate)
	put(v1alpha1.PurchaseAttemptsAnnotation, attempts)
	put(v1alpha1.PurchaseFirstAttemptAnnotation, timestamp(state.FirstAttempt))
	put(v1alpha1.PurchaseRefusedAtAnnotation, timestamp(state.RefusedAt))
	put(v1alpha1.PurchaseAbandonedAnnotation, strings.Join(state.Abandoned, ","))
}

func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
