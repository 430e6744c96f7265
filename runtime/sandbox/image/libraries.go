package image

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// WithLibraries adds programs of this machine to an image's files, in /bin under their
// own names, and what they are linked to at its own place, so that they run on nothing
// but these files.
func WithLibraries(ctx context.Context, files map[string]string, programs ...string) error {
	for _, program := range programs {
		found, err := exec.LookPath(program)
		if err != nil {
			return fmt.Errorf("looking for a program to pack: %w", err)
		}
		files["bin/"+program] = found
		// ldd ends badly for a program that is linked to nothing.
		said, err := exec.CommandContext(ctx, "ldd", found).CombinedOutput()
		if err != nil && !strings.Contains(string(said), "not a dynamic executable") {
			return fmt.Errorf("asking what %s is linked to: %w: %s", found, err, said)
		}
		for _, library := range libraries(string(said)) {
			files[strings.TrimPrefix(library, "/")] = library
		}
	}
	return nil
}

// A line of ldd names a library and where it was found, or only the latter.
var libraryLine = regexp.MustCompile(`(?m)^\s*(?:\S+ => )?(/\S+) \(0x[0-9a-f]+\)$`)

// libraries are the paths that ldd names.
func libraries(said string) []string {
	var all []string
	for _, match := range libraryLine.FindAllStringSubmatch(said, -1) {
		all = append(all, match[1])
	}
	return all
}
