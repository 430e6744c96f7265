package bench

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// profileVariable names a directory into which the operator's profiles are written, for
// go tool pprof.
const profileVariable = "BENCH_PROFILE"

// profile asks the operator for a profile, such as heap or profile?seconds=5, and keeps it
// under a name. The profile is whole once done was called.
func (w *world) profile(name, of string) (done func()) {
	dir := os.Getenv(profileVariable)
	if dir == "" {
		return func() {}
	}
	path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".pprof")
	ended := make(chan error, 1)
	go func() { ended <- w.download(w.operator.pprof+"/debug/pprof/"+of, path) }()
	return func() { check(<-ended) }
}

func (w *world) download(url, path string) error {
	request, err := http.NewRequestWithContext(w.ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("taking a profile: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("taking a profile: %w", err)
	}
	return os.WriteFile(path, text, 0o600)
}
