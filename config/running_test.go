package config_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
	authenticationv1 "k8s.io/api/authentication/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/sandbox/loopback"
)

// installed is an operator that runs with the rights of its installation, and no others.
type installed struct {
	session *gexec.Session
	metrics string
}

// run installs what gives the operator rights, and runs it under its ServiceAccount with
// its arguments; only addresses are this machine's.
func run(ctx context.Context, all []*unstructured.Unstructured) *installed {
	GinkgoHelper()
	for _, kind := range []string{"ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"} {
		for _, object := range ofKind(all, kind) {
			Expect(cluster.Apply(ctx, client.ApplyConfigurationFromUnstructured(object), client.FieldOwner("test"))).To(Succeed())
			DeferCleanup(cluster.Delete, object)
		}
	}
	metrics, err := loopback.FreeAddress()
	Expect(err).NotTo(HaveOccurred())
	addresses := []string{"--leader-election-namespace=smack-system", "--metrics-bind-address=" + metrics, "--health-probe-bind-address=0"}
	command := exec.Command(program, append(arguments(all), addresses...)...) //nolint:gosec,noctx // built by this suite, ended below
	command.Env = []string{"KUBECONFIG=" + kubeconfig(bearer(ctx, "smack-system", "smack")), "HOME=" + GinkgoT().TempDir()}
	session, err := gexec.Start(command, GinkgoWriter, GinkgoWriter)
	Expect(err).NotTo(HaveOccurred())
	o := &installed{session: session, metrics: metrics}
	DeferCleanup(func() { Eventually(session.Kill()).WithTimeout(time.Minute).Should(gexec.Exit()) })
	Eventually(leader(ctx)).WithTimeout(time.Minute).ShouldNot(BeEmpty())
	Eventually(func() error {
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", metrics)
		if err != nil {
			return err
		}
		return connection.Close()
	}).WithTimeout(time.Minute).Should(Succeed())
	return o
}

// end asks the operator to end, as a kubelet does.
func (o *installed) end() {
	GinkgoHelper()
	Eventually(o.session.Terminate()).WithTimeout(time.Minute).Should(gexec.Exit(0))
}

// bearer is a token of a ServiceAccount, as its pods get it.
func bearer(ctx context.Context, namespace, name string) string {
	GinkgoHelper()
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}
	request := &authenticationv1.TokenRequest{}
	Expect(cluster.SubResource("token").Create(ctx, account, request)).To(Succeed())
	return request.Status.Token
}

func kubeconfig(token string) string {
	GinkgoHelper()
	config := clientcmdapi.NewConfig()
	config.Clusters["c"] = &clientcmdapi.Cluster{Server: server.Host, CertificateAuthorityData: server.CAData}
	config.AuthInfos["u"] = &clientcmdapi.AuthInfo{Token: token}
	config.Contexts["x"] = &clientcmdapi.Context{Cluster: "c", AuthInfo: "u"}
	config.CurrentContext = "x"
	path := filepath.Join(GinkgoT().TempDir(), "kubeconfig")
	Expect(clientcmd.WriteToFile(*config, path)).To(Succeed())
	return path
}

// leader is who holds the operator's Lease.
func leader(ctx context.Context) func() string {
	return func() string {
		lease := &coordinationv1.Lease{}
		key := client.ObjectKey{Namespace: "smack-system", Name: "smack-operator.smack.dev"}
		if err := cluster.Get(ctx, key, lease); err != nil || lease.Spec.HolderIdentity == nil {
			return ""
		}
		return *lease.Spec.HolderIdentity
	}
}

// ask gets /metrics; an empty token is none.
func (o *installed) ask(ctx context.Context, scheme, token string) (status int, body string, err error) {
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the operator signs its certificate itself
		DisableKeepAlives: true,
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+o.metrics+"/metrics", nil)
	if err != nil {
		return 0, "", err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), err
}

// scrape is what /metrics says: series and their values.
func (o *installed) scrape(ctx context.Context, scheme, token string) map[string]float64 {
	GinkgoHelper()
	status, body, err := o.ask(ctx, scheme, token)
	Expect(err).NotTo(HaveOccurred())
	Expect(status).To(Equal(http.StatusOK), body)
	series := map[string]float64{}
	for lines := bufio.NewScanner(strings.NewReader(body)); lines.Scan(); {
		line := lines.Text()
		space := strings.LastIndexByte(line, ' ')
		if space < 0 || strings.HasPrefix(line, "#") {
			continue
		}
		series[line[:space]], err = strconv.ParseFloat(line[space+1:], 64)
		Expect(err).NotTo(HaveOccurred(), line)
	}
	return series
}

// forbidden are the requests that the API server refused the operator; ok counts the others.
func forbidden(series map[string]float64) (refused []string, ok float64) {
	for name, value := range series {
		switch {
		case !strings.HasPrefix(name, "rest_client_requests_total{"):
		case strings.Contains(name, `code="403"`) || strings.Contains(name, `code="401"`):
			refused = append(refused, fmt.Sprintf("%s %v", name, value))
		default:
			ok += value
		}
	}
	return refused, ok
}
