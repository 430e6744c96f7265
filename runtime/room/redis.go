package room

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/store"
)

// EnvRedisURL names the variable that says where Redis is when the room file does not.
const EnvRedisURL = "REDIS_URL"

// RedisConfig says where the room's Redis is.
func RedisConfig(f roomfile.File, getenv func(string) string) (store.Config, error) {
	if f.Redis != nil {
		return redisFromFile(*f.Redis)
	}
	text := getenv(EnvRedisURL)
	if text == "" {
		return store.Config{}, errors.New("no Redis is configured: add redis.addresses to the room file, or set REDIS_URL")
	}
	cfg, err := store.ParseURL(text)
	if err != nil {
		return store.Config{}, fmt.Errorf("%s: %w", EnvRedisURL, err)
	}
	return cfg, nil
}

func redisFromFile(r roomfile.Redis) (store.Config, error) {
	cfg := store.Config{
		Addresses: r.Addresses, Mode: store.Mode(r.Mode), MasterName: r.MasterName, Database: r.Database,
	}
	var err error
	if dir := r.CredentialsDir; dir != "" {
		if _, _, err := redisCredentials(dir); err != nil {
			return store.Config{}, err
		}
		if cfg.Mode == store.Sentinel {
			if cfg.SentinelUsername, cfg.SentinelPassword, err = credentials(dir, "sentinelUsername", "sentinelPassword"); err != nil {
				return store.Config{}, err
			}
		}
		cfg.Credentials = func(context.Context) (string, string, error) { return redisCredentials(dir) }
	}
	if r.TLS == nil {
		return cfg, nil
	}
	cfg.TLS, err = redisTLS(*r.TLS)
	return cfg, err
}

// redisCredentials reads the files each time, so that new connections use a rotated password.
func redisCredentials(dir string) (username, password string, err error) {
	if _, err := os.Stat(filepath.Join(dir, "password")); err != nil {
		return "", "", fmt.Errorf("redis.credentialsDir: %w", err)
	}
	return credentials(dir, "username", "password")
}

// credentials reads two files, either of which may be missing.
func credentials(dir, nameFile, wordFile string) (username, password string, err error) {
	var read [2]string
	for i, file := range []string{nameFile, wordFile} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", "", fmt.Errorf("redis.credentialsDir: %w", err)
		}
		read[i] = strings.TrimSpace(string(text))
	}
	return read[0], read[1], nil
}

// redisTLS trusts ca.crt as it is at the start: a new authority needs a restart, for which
// ca.crt may hold the old one and the new one for a while. The room's own certificate is
// read anew for each connection.
func redisTLS(t roomfile.RedisTLS) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CADir != "" {
		text, err := os.ReadFile(filepath.Join(t.CADir, "ca.crt"))
		if err != nil {
			return nil, fmt.Errorf("redis.tls.caDir: %w", err)
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("redis.tls.caDir: ca.crt in %s holds no certificate in PEM", t.CADir)
		}
	}
	if t.CertDir == "" {
		return cfg, nil
	}
	load := func() (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(filepath.Join(t.CertDir, "tls.crt"), filepath.Join(t.CertDir, "tls.key"))
		return &pair, err
	}
	if _, err := load(); err != nil {
		return nil, fmt.Errorf("redis.tls.certDir: %w", err)
	}
	cfg.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return load() }
	return cfg, nil
}
