package smackroom

import (
	"context"
	"errors"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups="",resources=configmaps,verbs=get;list;watch;create;patch;delete

// config writes the room file, which running pods read again. A file that they would
// refuse is not written.
func (r *Reconciler) config(ctx context.Context, s *scope) error {
	if s.number == nil {
		s.badRules = ruleProblems(roomfile.CheckRules(s.room.Spec.Rules))
		return blocked("the phone number")
	}
	in := s.input(r.Options)
	rules, rest, err := judge(resources.RoomFile(in))
	if err != nil {
		return err
	}
	s.badRules = nameRules(s.room, rules)
	if len(rest) > 0 {
		return stall(v1alpha1.ReasonSettingsInvalid, "the room's settings contradict themselves; correct %s", join(rest))
	}
	if err := r.requireSecrets(ctx, s.room, extensionSecrets(s.room)); err != nil {
		return err
	}
	live := &corev1.ConfigMap{}
	if len(rules) > 0 {
		if in.Room, err = r.withLastRules(ctx, s.room, live); err != nil {
			return err
		}
	}
	wanted, err := resources.ConfigMap(in)
	if err != nil {
		return err
	}
	return ensure(ctx, r, s.room, live, wanted)
}

// withLastRules is the room with the rules of the file that its pods have now.
func (r *Reconciler) withLastRules(ctx context.Context, room *v1alpha1.SmackRoom, live *corev1.ConfigMap) (*v1alpha1.SmackRoom, error) {
	if _, err := r.read(ctx, room, live, resources.Name(room)); err != nil {
		return nil, fmt.Errorf("reading the room file: %w", err)
	}
	last, err := roomfile.Parse([]byte(live.Data[resources.RoomFileKey]))
	if err != nil {
		last.Rules = nil
	}
	old := room.DeepCopy()
	old.Spec.Rules = last.Rules
	return old, nil
}

// judge reads the file as a pod would, and tells broken rules from the rest.
func judge(file roomfile.File) (rules, rest []roomfile.Problem, err error) {
	text, err := yaml.Marshal(file)
	if err != nil {
		return nil, nil, fmt.Errorf("writing the room file: %w", err)
	}
	_, err = roomfile.Parse(text)
	var invalid roomfile.Invalid
	if err != nil && !errors.As(err, &invalid) {
		return nil, nil, fmt.Errorf("checking the room file: %w", err)
	}
	for _, p := range invalid {
		if strings.HasPrefix(p.Path, "rules[") {
			rules = append(rules, p)
		} else {
			rest = append(rest, p)
		}
	}
	return rules, rest, nil
}

func ruleProblems(found []roomfile.RuleError) []roomfile.Problem {
	var all []roomfile.Problem
	for _, e := range found {
		all = append(all, roomfile.Problem{Message: e.Error()})
	}
	return all
}

// nameRules puts a rule's name where its place in the list was.
func nameRules(room *v1alpha1.SmackRoom, found []roomfile.Problem) []roomfile.Problem {
	for n := range found {
		for i, rule := range room.Spec.Rules {
			if rest, ok := strings.CutPrefix(found[n].Path, fmt.Sprintf("rules[%d]", i)); ok {
				found[n].Path = "rule " + rule.Name + rest
			}
		}
	}
	return found
}

func join(problems []roomfile.Problem) string {
	lines := make([]string, 0, len(problems))
	for _, p := range problems {
		p.Path = specPath(p.Path)
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "; ")
}

// specPath is where in a SmackRoom a part of the room file comes from.
func specPath(path string) string {
	if path == "" {
		return "spec"
	}
	for _, moved := range [][2]string{
		{"room", "metadata.name"},
		{"number.messagingServiceSid", "spec.phoneNumber.messagingServiceSid"},
		{"number", "spec.phoneNumber"},
		{"webhook.baseURL", "spec.exposure"},
		{"carrier.credentialsDir", "spec.carrier.credentialsSecretRef"},
		{"redis", "spec.redis.external"},
	} {
		if rest, ok := strings.CutPrefix(path, moved[0]); ok && (rest == "" || strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "[")) {
			return moved[1] + rest
		}
	}
	return "spec." + path
}
