package image

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestImage(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "image")
}

// entry is a file or directory of an archive.
type entry struct {
	header  tar.Header
	content []byte
}

func entries(archive []byte) (names []string, byName map[string]entry) {
	GinkgoHelper()
	byName = map[string]entry{}
	reader := tar.NewReader(bytes.NewReader(archive))
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return names, byName
		}
		Expect(err).NotTo(HaveOccurred())
		content, err := io.ReadAll(reader)
		Expect(err).NotTo(HaveOccurred())
		names = append(names, header.Name)
		byName[header.Name] = entry{header: *header, content: content}
	}
}

func written(i Image) []byte {
	GinkgoHelper()
	var made bytes.Buffer
	Expect(i.Write(&made)).To(Succeed())
	return made.Bytes()
}

var _ = Describe("an image", func() {
	file := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(GinkgoT().TempDir(), name)
		Expect(os.WriteFile(path, []byte(content), mode)).To(Succeed())
		return path
	}

	It("is an archive as container runtimes load it", func() {
		_, parts := entries(written(Image{
			Names: []string{"localhost/a:1", "localhost/a:2"}, User: "65532:65532",
			Entrypoint: []string{"/a", "run"}, Env: []string{"A=b"},
			Files: map[string]string{"a": file("a", "program", 0o755)},
		}))
		var manifest []struct {
			Config           string
			RepoTags, Layers []string
		}
		Expect(json.Unmarshal(parts["manifest.json"].content, &manifest)).To(Succeed())
		Expect(manifest).To(HaveLen(1))
		Expect(manifest[0].RepoTags).To(Equal([]string{"localhost/a:1", "localhost/a:2"}))
		Expect(manifest[0].Layers).To(HaveLen(1))
		layer := parts[manifest[0].Layers[0]].content
		Expect(parts[manifest[0].Config].content).To(MatchJSON(fmt.Sprintf(
			`{"os": "linux", "architecture": %q, "config": {"User": "65532:65532", "Entrypoint": ["/a", "run"], "Env": ["A=b"]},
			  "rootfs": {"type": "layers", "diff_ids": ["sha256:%x"]}}`, runtime.GOARCH, sha256.Sum256(layer))))
	})

	It("has its files with their modes, each after the directories that lead to it, and nothing else", func() {
		_, parts := entries(written(Image{Files: map[string]string{
			"etc/ssl/ca.crt": file("ca", "trust", 0o644), "bin/a": file("a", "program", 0o755), "etc/hosts": file("h", "", 0o640),
		}}))
		names, files := entries(parts["layer.tar"].content)
		Expect(names).To(Equal([]string{"bin/", "bin/a", "etc/", "etc/hosts", "etc/ssl/", "etc/ssl/ca.crt"}))
		Expect(files["bin/"].header.Mode).To(BeEquivalentTo(0o755))
		Expect(files["bin/a"].header.Mode).To(BeEquivalentTo(0o755))
		Expect(files["etc/hosts"].header.Mode).To(BeEquivalentTo(0o640))
		Expect(string(files["etc/ssl/ca.crt"].content)).To(Equal("trust"))
	})

	It("is the same for the same files", func() {
		i := Image{Names: []string{"a:1"}, Files: map[string]string{"a": file("a", "program", 0o755), "b": file("b", "", 0o644)}}
		Expect(written(i)).To(Equal(written(i)))
	})

	It("names a file that is not there", func() {
		err := Image{Files: map[string]string{"a": "/nowhere/a"}}.Write(io.Discard)
		Expect(err).To(MatchError(ContainSubstring("packing /a: stat /nowhere/a")))
	})

	It("takes programs of this machine along with all that they are linked to", func(ctx SpecContext) {
		if runtime.GOOS != "linux" || os.Getuid() != 0 {
			Skip("changing the root takes Linux and root")
		}
		files := map[string]string{}
		Expect(WithLibraries(ctx, files, "sh")).To(Succeed())
		root := GinkgoT().TempDir()
		for name, from := range files {
			content, err := os.ReadFile(from)
			Expect(err).NotTo(HaveOccurred())
			Expect(os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755)).To(Succeed())
			Expect(os.WriteFile(filepath.Join(root, name), content, 0o755)).To(Succeed())
		}
		said, err := exec.CommandContext(ctx, "chroot", root, "/bin/sh", "-c", "echo it runs").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(said))
		Expect(string(said)).To(Equal("it runs\n"))
	})

	It("names a program that is not there", func() {
		err := WithLibraries(context.Background(), map[string]string{}, "no-such-program")
		Expect(err).To(MatchError(ContainSubstring("no-such-program")))
	})

	It("reads what ldd says", func() {
		Expect(libraries("\tlinux-vdso.so.1 (0x00007f3614c3e000)\n\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f36)\n" +
			"\t/lib64/ld-linux-x86-64.so.2 (0x00007f36)\n\tlibgone.so => not found\n")).
			To(Equal([]string{"/lib/x86_64-linux-gnu/libm.so.6", "/lib64/ld-linux-x86-64.so.2"}))
	})
})
