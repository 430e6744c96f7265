package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/loopback"
)

func TestServesUntilItIsTold(t *testing.T) {
	g := gomega.NewWithT(t)
	address, err := loopback.FreeAddress()
	g.Expect(err).NotTo(gomega.HaveOccurred())
	file := filepath.Join(t.TempDir(), "secret")
	g.Expect(os.WriteFile(file, []byte("open sesame\n"), 0o600)).To(gomega.Succeed())

	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, options{Listen: address, SecretFile: file}, func(string) string { return "" }, slog.New(slog.DiscardHandler))
	}()
	for path, want := range map[string]int{"/random": 401, "/weather": 401, "/slack/weather": 401, "/": 404} {
		g.Eventually(func() int {
			res, err := http.Post("http://"+address+path, "application/json", strings.NewReader("{}"))
			if err != nil {
				return 0
			}
			defer res.Body.Close()
			_, _ = io.Copy(io.Discard, res.Body)
			return res.StatusCode
		}).WithTimeout(10*time.Second).Should(gomega.Equal(want), path)
	}
	stop()
	g.Eventually(ended).WithTimeout(10 * time.Second).Should(gomega.Receive(gomega.BeNil()))
}

func TestSecret(t *testing.T) {
	g := gomega.NewWithT(t)
	none := func(string) string { return "" }
	_, err := secretOf(options{}, none)
	g.Expect(err).To(gomega.MatchError(errNoSecret))
	g.Expect(secretOf(options{}, func(string) string { return "a" })).To(gomega.Equal("a"))
}
