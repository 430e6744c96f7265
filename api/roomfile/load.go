package roomfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"sigs.k8s.io/yaml"
)

// MaxBytes bounds a room file; a ConfigMap holds no more.
const MaxBytes = 1 << 20

// Load reads, checks and completes a room file. Directories that the file names relative
// to itself come back as paths that this process can open. An error about the content
// wraps Invalid.
func Load(path string) (File, error) {
	f, broken, err := LoadKeeping(path, nil)
	if err == nil && len(broken) > 0 {
		return File{}, fmt.Errorf("room file %s:\n%w", path, broken)
	}
	return f, err
}

// LoadKeeping reads a file as Load does, but where nothing is wrong except for rules, the
// last ones take their place, so that the rest takes effect; broken says what is wrong.
func LoadKeeping(path string, last []Rule) (f File, broken Invalid, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return File{}, nil, fmt.Errorf("reading the room file: %w", err)
	}
	f, found, err := parse(text)
	switch {
	case err != nil:
	case !found.ofRules():
		err = found
	case len(found) > 0:
		f.Rules = last
	}
	if err != nil {
		return File{}, nil, fmt.Errorf("room file %s:\n%w", path, err)
	}
	f.resolve(filepath.Dir(path))
	return f, found, nil
}

// Parse reads a room file in YAML or JSON and fills in its defaults. It is strict: unknown
// and doubled fields are refused. The error is of type Invalid and names every broken rule.
func Parse(text []byte) (File, error) {
	f, found, err := parse(text)
	switch {
	case err != nil:
		return File{}, err
	case len(found) > 0:
		return File{}, found
	}
	return f, nil
}

func parse(text []byte) (File, Invalid, error) {
	document, found := read(text)
	if len(found) > 0 {
		return File{}, found, nil
	}
	f, found, err := decode(document)
	if err != nil {
		return File{}, nil, err
	}
	f.Defaults()
	return f, found.and(f.check()), nil
}

// found is what a file that was made here, and not read, has wrong with it.
func (f File) found() (Invalid, error) {
	document, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("writing the room file: %w", err)
	}
	read, found, err := decode(document)
	if err != nil {
		return nil, err
	}
	read.Defaults()
	return found.and(read.check()), nil
}

var laterDocument = regexp.MustCompile(`(?m)^[^#\s-].*\n(?s:.*)^---(\s|$)`)

// read turns YAML into JSON.
func read(text []byte) ([]byte, Invalid) {
	switch {
	case len(text) > MaxBytes:
		return nil, Invalid{{"", fmt.Sprintf("the file has %d bytes; at most %d are allowed", len(text), MaxBytes)}}
	case laterDocument.Match(text):
		return nil, Invalid{{"", "the file holds more than one YAML document; a room file is a single one"}}
	}
	document, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return nil, Invalid{{"", "the file is not valid YAML: " + err.Error()}}
	}
	if bytes.Equal(document, []byte("null")) {
		return nil, Invalid{{"", "the file is empty"}}
	}
	return document, nil
}

// decode reads what can be read even of a document with problems, so that the checks that
// follow find the rest of them in the same go.
func decode(document []byte) (File, Invalid, error) {
	var raw any
	if err := json.Unmarshal(document, &raw); err != nil {
		return File{}, Invalid{{"", err.Error()}}, nil
	}
	found, err := checkShape(raw)
	if err != nil {
		return File{}, nil, err
	}
	var f File
	if err := json.Unmarshal(document, &f); err != nil && len(found) == 0 {
		found = Invalid{{"", err.Error()}}
	}
	return f, found, nil
}

// and appends the problems of fields that have none yet.
func (i Invalid) and(more Invalid) Invalid {
	known := map[string]bool{}
	for _, p := range i {
		known[p.Path] = true
	}
	for _, p := range more {
		if !known[p.Path] {
			i = append(i, p)
		}
	}
	return i
}

func (f *File) resolve(base string) {
	dirs := []*string{&f.Carrier.CredentialsDir}
	if f.Redis != nil {
		dirs = append(dirs, &f.Redis.CredentialsDir)
		if f.Redis.TLS != nil {
			dirs = append(dirs, &f.Redis.TLS.CADir, &f.Redis.TLS.CertDir)
		}
	}
	if f.Admin.TokenSecretRef != nil {
		dirs = append(dirs, &f.Admin.TokenSecretRef.Name)
	}
	for i := range f.Commands {
		if ref := f.Commands[i].SecretRef; ref != nil {
			dirs = append(dirs, &ref.Name)
		}
	}
	for _, dir := range dirs {
		if *dir != "" && !filepath.IsAbs(*dir) {
			*dir = filepath.Join(base, *dir)
		}
	}
}
