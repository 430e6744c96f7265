package admin

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
)

// The ways to sign in, as the metrics call them.
const (
	wayCode  = "code"
	wayToken = "token"
)

// The outcomes of signing in, as the metrics call them.
const (
	outcomeOK = "ok"
	// outcomeRefused: the code or token was wrong, or did not work any more.
	outcomeRefused = "refused"
	// outcomeLimited: codes were asked for or tokens tried too often, and nothing was looked at.
	outcomeLimited = "limited"
)

type metrics struct{ signIns *prometheus.CounterVec }

// newMetrics begins all counters at nothing, so that the first refused sign-in is an increase.
func newMetrics() metrics {
	m := metrics{signIns: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "smack_admin_sign_ins_total",
		Help: "Sign-ins to the admin screen and refused ones to its API, by way (code or token) and outcome: ok, refused, or limited where it was tried too often.",
	}, []string{"way", "outcome"})}
	for _, way := range []string{wayCode, wayToken} {
		for _, outcome := range []string{outcomeOK, outcomeRefused, outcomeLimited} {
			m.signIns.WithLabelValues(way, outcome)
		}
	}
	return m
}

func (m metrics) register(r prometheus.Registerer) error {
	if r == nil {
		return nil
	}
	if err := r.Register(m.signIns); err != nil {
		return fmt.Errorf("registering the metrics of the admin screen: %w", err)
	}
	return nil
}

func (m metrics) signIn(way, outcome string) { m.signIns.WithLabelValues(way, outcome).Inc() }
