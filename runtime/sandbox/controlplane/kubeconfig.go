package controlplane

import (
	"fmt"
	"path/filepath"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// RESTConfig is the way to the API server for a user of these groups. It has no
// client-side rate limit: everything is on one machine.
func (c *ControlPlane) RESTConfig(user string, groups ...string) (*rest.Config, error) {
	cert, key, err := c.certs.client(user, groups)
	if err != nil {
		return nil, err
	}
	return &rest.Config{
		Host:            "https://" + c.address,
		TLSClientConfig: rest.TLSClientConfig{CAData: c.certs.pem, CertData: cert, KeyData: key},
		QPS:             -1,
	}, nil
}

// WriteKubeconfig writes a kubeconfig for a user of these groups into the control
// plane's directory and returns its path.
func (c *ControlPlane) WriteKubeconfig(file, user string, groups ...string) (string, error) {
	config, err := c.RESTConfig(user, groups...)
	if err != nil {
		return "", err
	}
	path := filepath.Join(c.dir, file+".kubeconfig")
	if err := clientcmd.WriteToFile(*kubeconfig(config), path); err != nil {
		return "", fmt.Errorf("writing the kubeconfig of %s: %w", user, err)
	}
	return path, nil
}

func kubeconfig(rest *rest.Config) *clientcmdapi.Config {
	const name = "smack-sandbox"
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{Server: rest.Host, CertificateAuthorityData: rest.CAData}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{
		ClientCertificateData: rest.CertData, ClientKeyData: rest.KeyData,
	}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name, Namespace: "default"}
	config.CurrentContext = name
	return config
}
