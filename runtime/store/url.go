package store

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// ParseURL reads the forms that REDIS_URL may have:
//
//	redis://[user:password@]host[:port][/database]
//	rediss://…                                        the same over TLS
//	redis+sentinel://[user:password@]host[:port][,host…]/master[/database]
//	redis+cluster://[user:password@]host[:port][,host…]
//	unix:///path/to/socket[?db=1]
//
// rediss+sentinel and rediss+cluster are their forms over TLS. Errors never repeat
// the URL, for it may hold a password.
func ParseURL(text string) (Config, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return Config{}, fmt.Errorf("the Redis URL has no scheme; write redis://host:6379")
	}
	hosts, u, err := splitHosts(rest)
	if err != nil {
		return Config{}, err
	}
	cfg := Config{Credentials: credentialsOf(u)}
	if strings.HasPrefix(scheme, "rediss") {
		cfg.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		scheme = "redis" + scheme[len("rediss"):]
	}
	return fill(cfg, scheme, hosts, u)
}

// splitHosts takes the list of hosts out, because net/url knows only one.
func splitHosts(rest string) ([]string, *url.URL, error) {
	authority, path, _ := strings.Cut(rest, "/")
	user, hostList := "", authority
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		user, hostList = authority[:at+1], authority[at+1:]
	}
	u, err := url.Parse("redis://" + user + "host/" + path)
	if err != nil {
		return nil, nil, fmt.Errorf("the Redis URL cannot be read; escape special characters of the password as %%XX")
	}
	if hostList == "" {
		return nil, u, nil
	}
	return strings.Split(hostList, ","), u, nil
}

func fill(cfg Config, scheme string, hosts []string, u *url.URL) (Config, error) {
	path := strings.Trim(u.Path, "/")
	switch scheme {
	case "redis":
		cfg.Mode, cfg.Addresses = Standalone, withPort(hosts, "6379")
		return single(cfg, path)
	case "redis+sentinel":
		cfg.Mode, cfg.Addresses = Sentinel, withPort(hosts, "26379")
		cfg.MasterName, path, _ = strings.Cut(path, "/")
		return sentinel(cfg, path)
	case "redis+cluster":
		cfg.Mode, cfg.Addresses = Cluster, withPort(hosts, "6379")
		return cluster(cfg, path)
	case "unix":
		cfg.Mode, cfg.Addresses = Standalone, []string{u.Path}
		return database(cfg, u.Query().Get("db"))
	}
	return Config{}, fmt.Errorf("the Redis URL begins with %q; use redis, rediss, redis+sentinel or redis+cluster", scheme)
}

func single(cfg Config, db string) (Config, error) {
	if len(cfg.Addresses) != 1 {
		return Config{}, fmt.Errorf("the Redis URL names %d hosts; redis:// takes one", len(cfg.Addresses))
	}
	return database(cfg, db)
}

func sentinel(cfg Config, db string) (Config, error) {
	if len(cfg.Addresses) == 0 || cfg.MasterName == "" {
		return Config{}, fmt.Errorf("the Redis URL needs hosts and the master's name: redis+sentinel://host1,host2/mymaster")
	}
	return database(cfg, db)
}

func cluster(cfg Config, db string) (Config, error) {
	if len(cfg.Addresses) == 0 || db != "" {
		return Config{}, fmt.Errorf("the Redis URL of a cluster needs hosts and has no database: redis+cluster://host1,host2")
	}
	return cfg, nil
}

func database(cfg Config, text string) (Config, error) {
	if text == "" {
		return cfg, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return Config{}, fmt.Errorf("the Redis URL's database %q is not a number", text)
	}
	cfg.Database = n
	return cfg, nil
}

func withPort(hosts []string, port string) []string {
	full := make([]string, len(hosts))
	for i, host := range hosts {
		full[i] = host
		if _, _, err := net.SplitHostPort(host); err != nil {
			full[i] = net.JoinHostPort(strings.Trim(host, "[]"), port)
		}
	}
	return full
}

func credentialsOf(u *url.URL) func(context.Context) (string, string, error) {
	if u.User == nil {
		return nil
	}
	username := u.User.Username()
	password, _ := u.User.Password()
	return func(context.Context) (string, string, error) { return username, password, nil }
}
