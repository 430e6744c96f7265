package admin

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed static
var staticFiles embed.FS

// asset is a file as it is served: under a name that changes with it, so that browsers may
// keep it for ever.
type asset struct {
	name string // as it is stored
	data []byte
}

// assets are the files by the names under which they are served.
var assets = sync.OnceValue(func() map[string]asset {
	all := map[string]asset{}
	entries, _ := staticFiles.ReadDir("static") // it is part of the program
	for _, entry := range entries {
		data, _ := staticFiles.ReadFile("static/" + entry.Name())
		all[served(entry.Name(), data)] = asset{entry.Name(), data}
	}
	return all
})

// served puts the beginning of the file's hash before its ending.
func served(name string, data []byte) string {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
}

// staticPath is where a file is to be had.
func staticPath(name string) (string, error) {
	data, err := staticFiles.ReadFile("static/" + name)
	if err != nil {
		return "", err
	}
	return "/static/" + served(name, data), nil
}

// static serves the files, and nothing that is not among them.
func (s *Screen) static(w http.ResponseWriter, r *http.Request) error {
	file, ok := assets()[r.PathValue("name")]
	if !ok {
		return refuse(NotFound, "There is no such file.")
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, file.name, time.Time{}, bytes.NewReader(file.data))
	return nil
}
