package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/image"
)

// The images, each with two tags where there is an upgrade.
const (
	smackImage    = "localhost/smack-e2e"
	carrierImage  = "localhost/smack-e2e-carrier:1"
	redisImage    = "localhost/smack-e2e-redis:1"
	newRedisImage = "localhost/smack-e2e-redis:2"

	smackTag    = "1"
	newSmackTag = "2"
)

// packAll packs all images from the programs of this checkout and this machine's Redis.
func packAll(ctx context.Context) (archives []string) {
	GinkgoHelper()
	dir := GinkgoT().TempDir()
	build(ctx, dir, "./controllers/cmd/smack-operator", "./runtime/cmd/smack-room", "./runtime/cmd/smack-sandbox")
	program := func(name string) string { return filepath.Join(dir, name) }
	redis := map[string]string{}
	// The readiness probe of a managed Redis is a line for a shell.
	Expect(image.WithLibraries(ctx, redis, "redis-server", "redis-cli", "sh")).To(Succeed())
	for name, made := range map[string]image.Image{
		"smack": {
			Names: []string{smackImage + ":" + smackTag, smackImage + ":" + newSmackTag}, User: "65532:65532",
			Files: map[string]string{"smack-operator": program("smack-operator"), "smack-room": program("smack-room")},
		},
		"carrier": {
			Names: []string{carrierImage}, User: "65532:65532", Entrypoint: []string{"/smack-sandbox", "carrier"},
			Files: map[string]string{"smack-sandbox": program("smack-sandbox")},
		},
		"redis": {
			Names: []string{redisImage, newRedisImage}, User: "999:1000", Entrypoint: []string{"redis-server"},
			Env: []string{"PATH=/bin"}, Files: redis,
		},
	} {
		archives = append(archives, pack(filepath.Join(dir, name+".tar"), made))
	}
	return archives
}

// build builds programs as the Dockerfile does.
func build(ctx context.Context, dir string, packages ...string) {
	GinkgoHelper()
	arguments := append([]string{"build", "-trimpath", "-tags", "timetzdata", "-ldflags", "-s -w", "-o", dir + "/"}, packages...)
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir = repository
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	said, err := command.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(said))
}

func pack(archive string, made image.Image) string {
	GinkgoHelper()
	file, err := os.Create(archive)
	Expect(err).NotTo(HaveOccurred())
	Expect(made.Write(file)).To(Succeed())
	Expect(file.Close()).To(Succeed())
	return archive
}

// load gives image archives to the nodes.
func load(ctx context.Context, archives ...string) {
	GinkgoHelper()
	command := exec.CommandContext(ctx, "./cluster", append([]string{"load"}, archives...)...)
	said, err := command.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(said))
}
