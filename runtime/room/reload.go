package room

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/rules"
)

// inForce is the last good room file and what follows from it. It never changes; a
// reload puts another in its place.
type inForce struct {
	file roomfile.File
	room chat.Room
	// rules are those of the file, or the last good ones.
	rules *rules.Set
}

// config holds what is in force and takes changes of the files.
type config struct {
	path    string
	getenv  func(string) string
	log     *slog.Logger
	current atomic.Pointer[inForce]
	keyring *carrier.Keyring
	// onChange is told of a new file once it is in force.
	onChange func(*inForce)
	metrics  configMetrics

	// What follows is of the reloading goroutine alone, once it runs.
	lastError string
	ruleKeeper
}

// loadConfig reads everything for the first time; nothing good to fall back on is an error.
func loadConfig(o Options, r prometheus.Registerer) (*config, error) {
	c := &config{path: o.Path, getenv: o.Getenv, log: o.Log, onChange: func(*inForce) {}}
	next, err := c.read()
	if err != nil {
		return nil, &ConfigError{err}
	}
	credentials, err := carrierCredentials(next.file, o.Getenv)
	if err != nil {
		return nil, &ConfigError{fmt.Errorf("carrier credentials: %w", err)}
	}
	c.keyring = carrier.NewKeyring(credentials)
	c.current.Store(next)
	c.metrics, err = newConfigMetrics(r)
	c.metrics.valid.Set(1)
	c.metrics.rules.Set(0)
	if len(c.broken) == 0 {
		c.metrics.rules.Set(1)
	}
	return c, err
}

func (c *config) read() (*inForce, error) {
	last := c.current.Load()
	if last == nil {
		last = &inForce{}
	}
	f, broken, err := roomfile.LoadKeeping(c.path, last.file.Rules)
	if err != nil {
		return nil, err
	}
	room, err := ChatRoom(f)
	if err != nil {
		return nil, err
	}
	next := &inForce{file: f, room: room, rules: last.rules}
	if !reflect.DeepEqual(f.Rules, last.file.Rules) {
		if next.rules, err = rules.Compile(f.Rules); err != nil {
			broken = roomfile.Invalid{{Path: "rules", Message: err.Error()}}
			next.file.Rules, next.rules = last.file.Rules, last.rules
		}
	}
	c.broken = broken
	return next, nil
}

// directories are where the files are that a change of takes effect at once.
func (c *config) directories() []string {
	dirs := []string{filepath.Dir(c.path)}
	if dir := c.current.Load().file.Carrier.CredentialsDir; dir != "" {
		dirs = append(dirs, dir)
	}
	return dirs
}

// reload reads the files again. Whatever is bad is told and leaves what is in force alone.
func (c *config) reload() {
	err := errors.Join(c.reloadFile(), c.checkRules(), c.reloadCredentials())
	c.metrics.valid.Set(0)
	if err == nil {
		c.metrics.valid.Set(1)
		c.lastError = ""
		return
	}
	if text := err.Error(); text != c.lastError {
		c.lastError = text
		c.metrics.reloads.WithLabelValues("refused").Inc()
		c.log.Error("something in a changed file was refused; the last good of it stays in force", "error", text)
	}
}

func (c *config) reloadFile() error {
	next, err := c.read()
	if err != nil {
		return err
	}
	last := c.current.Load()
	if reflect.DeepEqual(next.file, last.file) {
		return nil
	}
	if err := sameRoom(last.file, next.file); err != nil {
		return fmt.Errorf("room file %s: %w", c.path, err)
	}
	c.warnOfRestart(last.file, next.file)
	c.current.Store(next)
	c.onChange(next)
	c.metrics.reloads.WithLabelValues("taken").Inc()
	c.log.Info("the room file has changed and is in force", "path", c.path)
	return nil
}

// sameRoom refuses to turn a running room into another one.
func sameRoom(last, next roomfile.File) error {
	if last.Room != next.Room {
		return fmt.Errorf("room: is %s now and was %s; start a program of its own for another room", next.Room, last.Room)
	}
	return nil
}

// warnOfRestart tells of settings that are in force only after a restart.
func (c *config) warnOfRestart(last, next roomfile.File) {
	fields := roomfile.RestartFields(last, next)
	if len(fields) > 0 {
		c.log.Warn("a change takes effect only when the room is restarted", "fields", strings.Join(fields, ", "))
	}
}

func (c *config) reloadCredentials() error {
	next, err := carrierCredentials(c.current.Load().file, c.getenv)
	if err != nil {
		return fmt.Errorf("carrier credentials: %w", err)
	}
	if next == c.keyring.Current() {
		return nil
	}
	c.keyring.Set(next)
	c.metrics.reloads.WithLabelValues("taken").Inc()
	c.log.Info("the carrier's credentials have changed and are in force")
	return nil
}
