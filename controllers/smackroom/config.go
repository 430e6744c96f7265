package smackroom

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups="",resources=configmaps,verbs=get;list;watch;create;patch;delete

// config writes the room file, which running pods read again. A file that they would
// refuse is not written, nor are broken rules while there are good ones in the file.
func (r *Reconciler) config(ctx context.Context, s *scope) error {
	if s.number == nil {
		s.badRules = ruleProblems(roomfile.CheckRules(s.room.Spec.Rules))
		return blocked("the phone number")
	}
	in := s.input(r.Options)
	file, err := s.memory.judge(resources.RoomFile(in))
	if err != nil {
		return err
	}
	s.badRules = nameRules(s.room, file.rules)
	if len(file.rest) > 0 {
		return stall(v1alpha1.ReasonSettingsInvalid, "the room's settings contradict themselves; correct %s", join(file.rest))
	}
	if err := r.requireSecrets(ctx, s, extensionSecrets(s.room)); err != nil {
		return err
	}
	live, wanted := &corev1.ConfigMap{}, resources.ConfigMapOf(in, file.text)
	if len(file.rules) > 0 {
		last, err := r.withLastRules(ctx, s.room, live)
		if err != nil {
			return err
		}
		if last != nil {
			in.Room = last
			if wanted, err = resources.ConfigMap(in); err != nil {
				return err
			}
		}
	}
	return ensure(ctx, r, s, live, wanted)
}

// withLastRules is the room with the rules of the file that its pods have now. It is nil where
// there is no such file with good rules, because somebody has deleted it or the room is new:
// then the broken rules are written, of which pods keep the last good set that they know
// themselves; a file without any would make them forget it.
func (r *Reconciler) withLastRules(ctx context.Context, room *v1alpha1.SmackRoom, live *corev1.ConfigMap) (*v1alpha1.SmackRoom, error) {
	if _, err := r.readWhole(ctx, room, live, resources.Name(room)); err != nil {
		return nil, fmt.Errorf("reading the room file: %w", err)
	}
	last, err := roomfile.Parse([]byte(live.Data[resources.RoomFileKey]))
	if err != nil {
		return nil, nil // what is wrong with it was said when it was written
	}
	old := room.DeepCopy()
	old.Spec.Rules = last.Rules
	return old, nil
}

// judgement is what is wrong with a room file, and its text.
type judgement struct {
	// of is the content of the file that was judged.
	of   digest
	text string
	// rules are the problems of rules, rest are all others.
	rules, rest []roomfile.Problem
}

// judge reads the file as a pod would, unless it is the one that was judged last: a file's
// content alone decides what is wrong with it.
func (m *memory) judge(file roomfile.File) (judgement, error) {
	content, err := json.Marshal(file)
	if err != nil {
		return judgement{}, fmt.Errorf("encoding the room file: %w", err)
	}
	of := sha256.Sum256(content)
	if m.judgement.of == of {
		return m.judgement, nil
	}
	text, err := resources.RoomFileText(file)
	if err != nil {
		return judgement{}, err
	}
	rules, rest, err := judge(text)
	if err != nil {
		return judgement{}, err
	}
	m.judgement = judgement{of: of, text: text, rules: rules, rest: rest}
	return m.judgement, nil
}

// judge tells broken rules from the rest of what is wrong.
func judge(text string) (rules, rest []roomfile.Problem, err error) {
	_, err = roomfile.Parse([]byte(text))
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
	found = slices.Clone(found)
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
