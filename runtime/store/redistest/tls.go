package redistest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Authority signs certificates for tests.
type Authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

// NewAuthority makes an authority that nobody else knows.
func NewAuthority() (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := certificate("authority")
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(raw)
	return &Authority{key: key, cert: cert}, err
}

func certificate(name string) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62)) // never fails
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
}

// Write writes the authority's certificate as ca.crt and a pair that it signed, for
// clients and for servers on 127.0.0.1, as tls.crt and tls.key.
func (a *Authority) Write(dir, name string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := certificate(name)
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	raw, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for file, block := range map[string]*pem.Block{
		"ca.crt":  {Type: "CERTIFICATE", Bytes: a.cert.Raw},
		"tls.crt": {Type: "CERTIFICATE", Bytes: raw},
		"tls.key": {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(filepath.Join(dir, file), pem.EncodeToMemory(block), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// NewTLS prepares a server that speaks only TLS on its port and lets in only who shows a
// certificate of the authority.
func NewTLS(authority *Authority) (*Server, error) {
	s, err := NewTCP()
	if err != nil {
		return nil, err
	}
	return s, s.Secure(authority, true)
}

// Renew gives the server a pair of this authority from its next start on, and lets it ask
// for certificates of this authority.
func (s *Server) Renew(authority *Authority) error { return authority.Write(s.dir, "redis") }

// secure lets a prepared server speak only TLS on its port, with other servers too.
// clients is whether it asks for certificates.
func (s *Server) secure(authority *Authority, clients bool) error {
	if err := authority.Write(s.dir, "redis"); err != nil {
		return err
	}
	ask := "no"
	if clients {
		ask = "yes"
	}
	s.args = append(s.args, "--port", "0", "--tls-port", s.port(), "--tls-replication", "yes", "--tls-auth-clients", ask,
		"--tls-ca-cert-file", filepath.Join(s.dir, "ca.crt"), "--tls-cert-file", filepath.Join(s.dir, "tls.crt"),
		"--tls-key-file", filepath.Join(s.dir, "tls.key"))
	return nil
}

// Secure lets all five speak only TLS; call it before Start.
func (r *Replicated) Secure(authority *Authority, clients bool) error {
	return secureAll(append([]*Server{r.Master, r.Replica}, r.sentinels...), authority, clients)
}

// Secure lets the nodes speak only TLS; call it before Start.
func (s *Shards) Secure(authority *Authority, clients bool) error {
	for _, node := range s.Nodes {
		node.args = append(node.args, "--tls-cluster", "yes")
	}
	return secureAll(s.Nodes, authority, clients)
}

// Secure lets the server speak only TLS; call it before Start.
func (s *Server) Secure(authority *Authority, clients bool) error {
	return secureAll([]*Server{s}, authority, clients)
}

func secureAll(servers []*Server, authority *Authority, clients bool) error {
	for _, s := range servers {
		if err := s.secure(authority, clients); err != nil {
			return err
		}
	}
	return nil
}
