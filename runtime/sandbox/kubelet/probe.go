package kubelet

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// eager is the pace of a probe that has not succeeded yet: a newcomer should not wait
// a whole period for a program that starts in a tenth of it.
const eager = 200 * time.Millisecond

// probe runs the container's probes until ctx ends: the startup probe first, the
// others when it has succeeded.
func (c *container) probe(ctx context.Context) {
	if p := c.spec.StartupProbe; p != nil && !c.startup(ctx, p) {
		return
	}
	c.set(func() { c.started, c.ready = true, c.spec.ReadinessProbe == nil })
	var running sync.WaitGroup
	if p := c.spec.ReadinessProbe; p != nil {
		running.Go(func() {
			c.repeat(ctx, p, func(ok bool) bool {
				c.set(func() { c.ready = ok })
				return true
			})
		})
	}
	if p := c.spec.LivenessProbe; p != nil {
		running.Go(func() { c.repeat(ctx, p, c.verdict) })
	}
	running.Wait()
}

func (c *container) startup(ctx context.Context, p *corev1.Probe) bool {
	succeeded := false
	c.repeat(ctx, p, func(ok bool) bool {
		succeeded = ok
		if !ok {
			c.verdict(false)
		}
		return false
	})
	return succeeded
}

// verdict has an unhealthy container restarted.
func (c *container) verdict(ok bool) bool {
	if !ok {
		select {
		case c.unhealthy <- struct{}{}:
		default:
		}
	}
	return ok
}

// repeat probes at the spec's pace and tells each change of mind, as the thresholds
// say, until told to stop.
func (c *container) repeat(ctx context.Context, p *corev1.Probe, tell func(ok bool) bool) {
	t := timesOf(p)
	if !sleep(ctx, t.delay) {
		return
	}
	began := time.Now()
	tally := tally{success: t.success, failure: t.failure}
	for {
		ok := c.ask(ctx, p, t.timeout) == nil
		if ctx.Err() != nil {
			return
		}
		early := !tally.up && time.Since(began) < t.period
		if !ok && early {
			if !sleep(ctx, min(eager, t.period)) {
				return
			}
			continue
		}
		if up, changed := tally.count(ok); changed && !tell(up) {
			return
		}
		if !sleep(ctx, t.period) {
			return
		}
	}
}

// tally turns single outcomes into changes of mind.
type tally struct {
	success, failure int
	up, told         bool
	run              int
	was              bool
}

func (t *tally) count(ok bool) (up, changed bool) {
	if ok != t.was {
		t.run = 0
	}
	t.was = ok
	t.run++
	reached := (ok && t.run >= t.success) || (!ok && t.run >= t.failure)
	if !reached || (t.told && t.up == ok) {
		return t.up, false
	}
	t.up, t.told = ok, true
	return ok, true
}

// times are a probe's, with Kubernetes' defaults.
type times struct {
	delay, period, timeout time.Duration
	success, failure       int
}

func timesOf(p *corev1.Probe) times {
	or := func(value, fallback int32) int32 {
		if value == 0 {
			return fallback
		}
		return value
	}
	return times{
		delay:   time.Duration(p.InitialDelaySeconds) * time.Second,
		period:  time.Duration(or(p.PeriodSeconds, 10)) * time.Second,
		timeout: time.Duration(or(p.TimeoutSeconds, 1)) * time.Second,
		success: int(or(p.SuccessThreshold, 1)),
		failure: int(or(p.FailureThreshold, 3)),
	}
}

func (c *container) ask(ctx context.Context, p *corev1.Probe, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return c.perform(ctx, corev1.LifecycleHandler{Exec: p.Exec, HTTPGet: p.HTTPGet, TCPSocket: p.TCPSocket})
}

// perform does what a probe or hook says, once.
func (c *container) perform(ctx context.Context, h corev1.LifecycleHandler) error {
	switch {
	case h.HTTPGet != nil:
		return c.get(ctx, h.HTTPGet)
	case h.TCPSocket != nil:
		return c.dial(ctx, h.TCPSocket)
	case h.Exec != nil:
		return c.exec(ctx, h.Exec.Command)
	case h.Sleep != nil:
		sleep(ctx, time.Duration(h.Sleep.Seconds)*time.Second)
	}
	return nil
}

func (c *container) get(ctx context.Context, action *corev1.HTTPGetAction) error {
	host := action.Host
	if host == "" {
		host = c.w.podIP
	}
	scheme := strings.ToLower(string(action.Scheme))
	if scheme == "" {
		scheme = "http"
	}
	url := scheme + "://" + net.JoinHostPort(host, c.port(action.Port)) + action.Path
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("probing: %w", err)
	}
	for _, header := range action.HTTPHeaders {
		request.Header.Add(header.Name, header.Value)
	}
	// A connection of its own for every probe, as a kubelet does it: a kept one would
	// not notice that nobody listens any more.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("probing: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 10<<10))
	if response.StatusCode < 200 || response.StatusCode >= 400 {
		return fmt.Errorf("probing %s: %s", action.Path, response.Status)
	}
	return nil
}

func (c *container) dial(ctx context.Context, action *corev1.TCPSocketAction) error {
	host := action.Host
	if host == "" {
		host = c.w.podIP
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(host, c.port(action.Port)))
	if err != nil {
		return fmt.Errorf("probing: %w", err)
	}
	return conn.Close()
}

func (c *container) exec(ctx context.Context, command []string) error {
	spec := c.spec
	spec.Command, spec.Args = command, nil
	program, args, err := c.w.k.command(spec, nil, c.root(), c.w.podIP)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = c.w.dir
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running %s: %w", command[0], err)
	}
	return nil
}

// port is a port by number or by its name in the container's spec.
func (c *container) port(port intstr.IntOrString) string {
	if port.Type == intstr.Int {
		return strconv.Itoa(port.IntValue())
	}
	for _, declared := range c.spec.Ports {
		if declared.Name == port.StrVal {
			return strconv.Itoa(int(declared.ContainerPort))
		}
	}
	return port.StrVal
}

// sleep waits; false when ctx ended first.
func sleep(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
