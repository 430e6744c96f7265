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
	if dir := r.CredentialsDir; dir != "" {
		if _, _, err := redisCredentials(dir); err != nil {
			return store.Config{}, err
		}
		cfg.Credentials = func(context.Context) (string, string, error) { return redisCredentials(dir) }
	}
	if r.TLS == nil {
		return cfg, nil
	}
	var err error
	cfg.TLS, err = redisTLS(*r.TLS)
	return cfg, err
}

// redisCredentials reads the files each time, so that new connections use a rotated password.
func redisCredentials(dir string) (username, password string, err error) {
	name, err := os.ReadFile(filepath.Join(dir, "username"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", "", fmt.Errorf("redis.credentialsDir: %w", err)
	}
	word, err := os.ReadFile(filepath.Join(dir, "password"))
	if err != nil {
		return "", "", fmt.Errorf("redis.credentialsDir: %w", err)
	}
	return strings.TrimSpace(string(name)), strings.TrimSpace(string(word)), nil
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
