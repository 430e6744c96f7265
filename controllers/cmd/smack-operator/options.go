package main

import (
	"errors"
	"log/slog"
	"time"
)

// options are the flags; each has an environment variable of the same name.
type options struct {
	AllowPurchase       bool `help:"Let rooms buy phone numbers, which cost money every month." env:"ALLOW_PURCHASE"`
	MaxPurchasesPerHour int  `help:"Most numbers bought in an hour, by all rooms; 0 is no limit." default:"10" env:"MAX_PURCHASES_PER_HOUR"`

	OwnerID         string        `help:"What tells this cluster's numbers from another's at one carrier account. Default: the UID of the namespace kube-system." env:"OWNER_ID"`
	RoomImage       string        `help:"Image of rooms that name none; the operator's own." env:"ROOM_IMAGE" required:""`
	WatchNamespaces []string      `help:"Namespaces whose rooms are looked after. Default: all." env:"WATCH_NAMESPACES"`
	PollInterval    time.Duration `help:"How often the carrier is asked whether a number is as it was." default:"15m" env:"POLL_INTERVAL"`
	TwilioBaseURL   string        `help:"Root of the carrier's API for rooms that name none. Default: Twilio's." name:"twilio-base-url" env:"TWILIO_BASE_URL"`
	Concurrency     int           `help:"Rooms that are worked on at once." default:"10" env:"CONCURRENCY"`

	LeaderElect             bool   `help:"Let one of several operators work at a time." default:"true" negatable:"" env:"LEADER_ELECT"`
	LeaderElectionNamespace string `help:"Namespace of the leader's Lease. Default: the pod's own." env:"LEADER_ELECTION_NAMESPACE"`

	MetricsBindAddress     string `help:"Where /metrics is served; 0 turns it off." default:":8443" env:"METRICS_BIND_ADDRESS"`
	MetricsSecure          bool   `help:"Serve metrics by HTTPS, and only to those whom the cluster lets read /metrics." default:"true" negatable:"" env:"METRICS_SECURE"`
	HealthProbeBindAddress string `help:"Where /healthz and /readyz are served; 0 turns them off." default:":8081" env:"HEALTH_PROBE_BIND_ADDRESS"`

	PprofBindAddress string `help:"Where profiles are served, to whoever can reach it; empty turns it off." env:"PPROF_BIND_ADDRESS"`

	LogLevel slog.Level `help:"Least level that is logged: DEBUG, INFO, WARN or ERROR." default:"INFO" env:"LOG_LEVEL"`
}

// Validate finds what single flags cannot say.
func (o *options) Validate() error {
	switch {
	case o.PollInterval < 10*time.Second:
		return errors.New("--poll-interval is less than 10s: the carrier would be asked too often")
	case o.MaxPurchasesPerHour < 0:
		return errors.New("--max-purchases-per-hour is negative; 0 is no limit")
	case o.Concurrency < 1:
		return errors.New("--concurrency is less than 1")
	}
	return nil
}
