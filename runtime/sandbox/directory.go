package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// directoryPrefix begins the names of the sandboxes' directories; the process id
// follows.
const directoryPrefix = "smack-sandbox-"

// newDirectory makes a sandbox's directory, and takes away those of sandboxes that were
// killed before they could.
func newDirectory() (string, error) {
	sweep(os.TempDir())
	dir, err := os.MkdirTemp("", directoryPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return "", fmt.Errorf("making the sandbox's directory: %w", err)
	}
	return dir, nil
}

var ownerOf = regexp.MustCompile(`^` + directoryPrefix + `([0-9]{1,9})-[0-9]+$`)

func sweep(temp string) {
	dirs, _ := filepath.Glob(filepath.Join(temp, directoryPrefix+"*"))
	for _, dir := range dirs {
		name := ownerOf.FindStringSubmatch(filepath.Base(dir))
		if name == nil {
			continue
		}
		if pid, err := strconv.Atoi(name[1]); err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir)
		}
	}
}
