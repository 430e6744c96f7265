// Package image packs container images of programs that are at hand, as archives that
// container runtimes load: for clusters without a registry and machines without a
// container runtime.
//
// It promises that the same files make the same image. It leaves to others how an archive
// gets to a node.
package image

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
)

// Image is an image of one layer.
type Image struct {
	// Names are its names with tags; the same image may have several.
	Names []string
	// User is the number of its user, with :group if wanted.
	User string
	// Entrypoint is the program that runs, with its first arguments.
	Entrypoint []string
	// Env are variables as NAME=value.
	Env []string
	// Files are by their path in the image, without a slash in front: the path of each
	// on this machine. Their modes are kept.
	Files map[string]string
}

// Write writes the image as `docker save` does.
func (i Image) Write(to io.Writer) error {
	layer, err := i.layer()
	if err != nil {
		return err
	}
	config, err := json.Marshal(i.config(layer))
	if err != nil {
		return fmt.Errorf("encoding the image's settings: %w", err)
	}
	manifest, err := json.Marshal([]map[string]any{{
		"Config": "config.json", "RepoTags": i.Names, "Layers": []string{"layer.tar"},
	}})
	if err != nil {
		return fmt.Errorf("encoding the image's manifest: %w", err)
	}
	archive := tar.NewWriter(to)
	for _, part := range []struct {
		name    string
		content []byte
	}{{"manifest.json", manifest}, {"config.json", config}, {"layer.tar", layer}} {
		if err := add(archive, part.name, 0o644, part.content); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("writing the image: %w", err)
	}
	return nil
}

func (i Image) config(layer []byte) map[string]any {
	return map[string]any{
		"os": "linux", "architecture": runtime.GOARCH,
		"config": map[string]any{"User": i.User, "Entrypoint": i.Entrypoint, "Env": i.Env},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{fmt.Sprintf("sha256:%x", sha256.Sum256(layer))}},
	}
}

// layer is the image's files, with the directories that lead to them.
func (i Image) layer() ([]byte, error) {
	var made bytes.Buffer
	archive := tar.NewWriter(&made)
	known := map[string]bool{}
	for _, name := range sorted(i.Files) {
		for _, parent := range parents(name) {
			if known[parent] {
				continue
			}
			known[parent] = true
			if err := directory(archive, parent); err != nil {
				return nil, err
			}
		}
		if err := addFile(archive, name, i.Files[name]); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("packing the image's files: %w", err)
	}
	return made.Bytes(), nil
}

func addFile(archive *tar.Writer, name, from string) error {
	about, err := os.Stat(from)
	if err != nil {
		return fmt.Errorf("packing /%s: %w", name, err)
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("packing /%s: %w", name, err)
	}
	return add(archive, name, int64(about.Mode().Perm()), content)
}

func add(archive *tar.Writer, name string, mode int64, content []byte) error {
	header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(content))}
	if err := archive.WriteHeader(header); err != nil {
		return fmt.Errorf("packing %s: %w", name, err)
	}
	if _, err := archive.Write(content); err != nil {
		return fmt.Errorf("packing %s: %w", name, err)
	}
	return nil
}

func directory(archive *tar.Writer, name string) error {
	if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name, Mode: 0o755}); err != nil {
		return fmt.Errorf("packing %s: %w", name, err)
	}
	return nil
}

// parents are the directories that lead to a file, the topmost first.
func parents(name string) []string {
	var all []string
	for dir := path.Dir(name); dir != "." && dir != "/"; dir = path.Dir(dir) {
		all = append(all, dir+"/")
	}
	slices.Reverse(all)
	return all
}

func sorted(files map[string]string) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
