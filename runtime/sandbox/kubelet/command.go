package kubelet

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// anyAddress is a flag's value that listens on every address: ":8080", "0.0.0.0:8080"
// or "[::]:8080", alone or after "--flag=".
var anyAddress = regexp.MustCompile(`^((?:--?[A-Za-z][\w-]*=)?)(?:0\.0\.0\.0|\[::\])?:(\d{1,5})$`)

// command is what runs in place of a container: the program, its arguments with mount
// paths led to root and every listening address narrowed to the pod's own.
func (k *Kubelet) command(c corev1.Container, env []string, root, podIP string) (string, []string, error) {
	line := slices.Concat(c.Command, c.Args)
	if len(c.Command) == 0 {
		line = append([]string{c.Image}, c.Args...)
	}
	known := map[string]string{}
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		known[name] = value
	}
	for i := range line {
		line[i] = expand(line[i], known)
	}
	program, err := k.program(line[0])
	if err != nil {
		return "", nil, err
	}
	args := line[1:]
	for i, arg := range args {
		args[i] = anyAddress.ReplaceAllString(lead(arg, c.VolumeMounts, root), "${1}"+podIP+":${2}")
	}
	return program, args, nil
}

func (k *Kubelet) program(name string) (string, error) {
	if program, ok := k.config.Programs[name]; ok {
		return program, nil
	}
	program, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("no program of this machine stands in for %q", name)
	}
	return program, nil
}

// lead puts root before each mount path in a text, longest first, where a whole path
// component ends.
func lead(text string, mounts []corev1.VolumeMount, root string) string {
	paths := make([]string, 0, len(mounts))
	for _, mount := range mounts {
		paths = append(paths, regexp.QuoteMeta(strings.TrimSuffix(mount.MountPath, "/")))
	}
	if len(paths) == 0 {
		return text
	}
	slices.SortFunc(paths, func(a, b string) int { return len(b) - len(a) })
	found := regexp.MustCompile(`(^|[=:,])(` + strings.Join(paths, "|") + `)(/|$)`)
	return found.ReplaceAllStringFunc(text, func(match string) string {
		at := strings.IndexByte(match, '/')
		return match[:at] + root + match[at:]
	})
}
