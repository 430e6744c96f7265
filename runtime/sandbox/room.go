package sandbox

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os"
	"slices"
	"text/template"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/cluster"
	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

// The sample room.
const (
	sampleNamespace = "demo"
	sampleName      = "family"
	sampleDisplay   = "Family"
)

// roomPatience bounds the time from applying the sample to Ready.
const roomPatience = 90 * time.Second

//go:embed sample.yaml
var sample string

// sampleValues fill the sample's blanks.
type sampleValues struct {
	File, AccountSID, AuthToken, RedisPassword, Carrier, Redis, Public, Admin, Services, ServicesSecret string
	Rate                                                                                                int
}

// createRoom applies the sample and tells how the operator gets on with it.
func (s *Sandbox) createRoom(ctx context.Context) error {
	text, err := s.renderSample()
	if err != nil {
		return err
	}
	objects, err := cluster.Parse(text)
	if err != nil {
		return fmt.Errorf("reading the sample: %w", err)
	}
	if err := cluster.Apply(ctx, s.client, objects...); err != nil {
		return err
	}
	s.tell.Done("SmackRoom", "demo/family applied, "+s.path("room.yaml"))
	return s.awaitRoom(ctx)
}

func (s *Sandbox) renderSample() ([]byte, error) {
	values := sampleValues{
		File:          s.path("room.yaml"),
		AccountSID:    s.carrier.Account().SID(),
		AuthToken:     s.carrier.Account().AuthToken(),
		RedisPassword: s.redis.password,
		Carrier:       s.carrier.BaseURL(),
		Redis:         s.redis.address,
		Public:        s.public,
		Admin:         conversation.Phones()[0].Number,
		Services:      s.services.url, ServicesSecret: s.services.secret,
		Rate: segmentsPerSecond,
	}
	parsed, err := template.New("sample").Parse(sample)
	if err != nil {
		return nil, fmt.Errorf("reading the sample: %w", err)
	}
	var text bytes.Buffer
	if err := parsed.Execute(&text, values); err != nil {
		return nil, fmt.Errorf("filling the sample: %w", err)
	}
	if err := os.WriteFile(values.File, text.Bytes(), 0o600); err != nil {
		return nil, fmt.Errorf("writing the sample: %w", err)
	}
	return text.Bytes(), nil
}

// milestone is a step in the life of a room that is worth a line.
type milestone struct {
	name    string
	reached func(*v1alpha1.SmackRoom) (result string, ok bool)
}

func milestones() []milestone {
	return []milestone{
		{"phone number", func(r *v1alpha1.SmackRoom) (string, bool) {
			if r.Status.PhoneNumber == nil {
				return "", false
			}
			return r.Status.PhoneNumber.E164 + " bought in area code 415", isTrue(r, v1alpha1.ConditionPhoneNumberReady)
		}},
		{"room pods", func(r *v1alpha1.SmackRoom) (string, bool) {
			return fmt.Sprintf("%d of %d ready", r.Status.ReadyReplicas, r.Replicas()), isTrue(r, v1alpha1.ConditionWorkloadAvailable)
		}},
		{"webhook", func(r *v1alpha1.SmackRoom) (string, bool) {
			if r.Status.PhoneNumber == nil {
				return "", false
			}
			return r.Status.PhoneNumber.WebhookURL, isTrue(r, v1alpha1.ConditionWebhookConfigured)
		}},
		{"room", func(r *v1alpha1.SmackRoom) (string, bool) {
			return "ready for texts", isTrue(r, v1alpha1.ConditionReady) && r.Status.ObservedGeneration == r.Generation
		}},
	}
}

func isTrue(room *v1alpha1.SmackRoom, condition string) bool {
	return meta.IsStatusConditionTrue(room.Status.Conditions, condition)
}

// awaitRoom follows the room until it is ready, a person must act, or patience ends.
func (s *Sandbox) awaitRoom(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, roomPatience)
	defer cancel()
	watch, err := s.client.Watch(ctx, &v1alpha1.SmackRoomList{},
		client.InNamespace(sampleNamespace), client.MatchingFields{"metadata.name": sampleName})
	if err != nil {
		return fmt.Errorf("watching the room: %w", err)
	}
	defer watch.Stop()
	left := milestones()
	var last *v1alpha1.SmackRoom
	for {
		select {
		case event, open := <-watch.ResultChan():
			room, ok := event.Object.(*v1alpha1.SmackRoom)
			if !open || !ok {
				return fmt.Errorf("the room was not ready in time: %s", describe(last))
			}
			last = room
			if left = s.pass(left, room); len(left) == 0 {
				s.number = room.Status.PhoneNumber.E164
				return nil
			}
			if isTrue(room, v1alpha1.ConditionStalled) {
				return fmt.Errorf("the room is stalled: %s", describe(room))
			}
		case err := <-s.failed.channel():
			return err
		case <-ctx.Done():
			return fmt.Errorf("the room was not ready in time: %s", describe(last))
		}
	}
}

// pass tells the milestones that the room has passed and returns those that are left.
func (s *Sandbox) pass(left []milestone, room *v1alpha1.SmackRoom) []milestone {
	for len(left) > 0 {
		result, ok := left[0].reached(room)
		if !ok {
			break
		}
		s.tell.Done(left[0].name, result)
		left = left[1:]
	}
	return left
}

// describe says what the room waits for.
func describe(room *v1alpha1.SmackRoom) string {
	if room == nil {
		return "nothing was heard of it"
	}
	bad := slices.DeleteFunc(slices.Clone(room.Status.Conditions), func(c metav1.Condition) bool {
		normal := metav1.ConditionTrue
		if slices.Contains([]string{v1alpha1.ConditionStalled, v1alpha1.ConditionReconciling, v1alpha1.ConditionPaused}, c.Type) {
			normal = metav1.ConditionFalse
		}
		return c.Status == normal
	})
	text := ""
	for _, c := range bad {
		text += fmt.Sprintf("\n    %s=%s %s: %s", c.Type, c.Status, c.Reason, c.Message)
	}
	return text
}
