package kubelet

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// dataLink is the link that a kubelet swaps when a mounted object changes: programs
// that watch mounts know it by this name.
const dataLink = "..data"

// writeVolume makes a directory hold exactly these files, all at once for whoever
// reads it: they lie in a hidden directory, and one link changes.
func writeVolume(dir string, files content) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making a volume: %w", err)
	}
	if files == nil || holds(dir, files) {
		return nil
	}
	fresh, err := os.MkdirTemp(dir, "..")
	if err != nil {
		return fmt.Errorf("making a volume: %w", err)
	}
	if err := writeFiles(fresh, files); err != nil {
		return err
	}
	old, _ := os.Readlink(filepath.Join(dir, dataLink))
	if err := swap(dir, filepath.Base(fresh)); err != nil {
		return err
	}
	if err := linkFiles(dir, files); err != nil {
		return err
	}
	if old != "" {
		_ = os.RemoveAll(filepath.Join(dir, old))
	}
	return nil
}

func writeFiles(dir string, files content) error {
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("writing a volume: %w", err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return fmt.Errorf("writing a volume: %w", err)
		}
	}
	return nil
}

func swap(dir, fresh string) error {
	next := filepath.Join(dir, dataLink+"_tmp")
	if err := os.Symlink(fresh, next); err != nil {
		return fmt.Errorf("swapping a volume: %w", err)
	}
	if err := os.Rename(next, filepath.Join(dir, dataLink)); err != nil {
		return fmt.Errorf("swapping a volume: %w", err)
	}
	return nil
}

// linkFiles makes the names that programs open, and takes away those that are gone.
func linkFiles(dir string, files content) error {
	wanted := map[string]bool{}
	for name := range files {
		first, _, _ := strings.Cut(filepath.ToSlash(name), "/")
		wanted[first] = true
		err := os.Symlink(filepath.Join(dataLink, first), filepath.Join(dir, first))
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("linking a volume's files: %w", err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("reading a volume: %w", err)
	}
	for _, entry := range entries {
		to, err := os.Readlink(filepath.Join(dir, entry.Name()))
		if err == nil && strings.HasPrefix(to, dataLink+"/") && !wanted[entry.Name()] {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
	return nil
}

// holds says whether the directory holds exactly these files already.
func holds(dir string, files content) bool {
	data := filepath.Join(dir, dataLink) + "/"
	count := 0
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		count++
		name, _ := filepath.Rel(data, path)
		now, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(now, files[name]) {
			return fs.ErrInvalid
		}
		return nil
	})
	return err == nil && count == len(files)
}
