package controlplane

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// Assets are the programs of a control plane.
type Assets struct {
	Etcd, APIServer, ControllerManager string
}

// AssetsEnv names a directory with the programs; the Kubernetes test tools use the
// same name.
const AssetsEnv = "KUBEBUILDER_ASSETS"

// FindAssets finds etcd, kube-apiserver and kube-controller-manager: in dir, else
// where KUBEBUILDER_ASSETS says, else where `make assets` keeps them, else on PATH.
func FindAssets(dir string) (Assets, error) {
	dirs := places(dir)
	var found Assets
	for name, path := range map[string]*string{
		"etcd":                    &found.Etcd,
		"kube-apiserver":          &found.APIServer,
		"kube-controller-manager": &found.ControllerManager,
	} {
		if *path = lookUp(name, dirs); *path == "" {
			return Assets{}, fmt.Errorf("%s not found in %v or on PATH: run `make assets`, or set %s to its directory",
				name, dirs, AssetsEnv)
		}
	}
	return found, nil
}

func places(dir string) []string {
	dirs := make([]string, 0, 3)
	for _, named := range []string{dir, os.Getenv(AssetsEnv)} {
		if named != "" {
			dirs = append(dirs, named)
		}
	}
	return append(dirs, cached()...)
}

// cached are the directories that `make assets` fills, newest version first.
func cached() []string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	dirs, _ := filepath.Glob(filepath.Join(cache, "smack", "envtest", "*"))
	slices.Sort(dirs)
	slices.Reverse(dirs)
	return dirs
}

func lookUp(name string, dirs []string) string {
	for _, dir := range dirs {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			if absolute, err := filepath.Abs(path); err == nil {
				return absolute
			}
		}
	}
	path, _ := exec.LookPath(name)
	return path
}
