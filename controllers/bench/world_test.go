package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-logr/logr"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/sandbox/cluster"
	"github.com/smackdev/smack/runtime/sandbox/controlplane"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	namespace         = "chats"
	operatorNamespace = "smack-system"
	secretName        = "twilio"
)

// world is a cluster without nodes, a carrier, and what watches both.
type world struct {
	size
	figures.Measurement
	ctx context.Context
	dir string

	plane    *controlplane.ControlPlane
	config   *rest.Config
	client   client.WithWatch
	cache    cache.Cache
	carrier  *carrier
	board    *board
	program  string
	operator *operator
}

// start brings up all but the rooms.
func (w *world) start() {
	log.SetLogger(logr.Discard())
	w.program = filepath.Join(w.dir, "smack-operator")
	w.build()
	w.startPlane()
	w.carrier = startCarrier(w)
	w.install()
	w.watch()
	w.startKubelet()
	w.operator = w.startOperator(15 * time.Minute)
}

func (w *world) build() {
	build := exec.CommandContext(w.ctx, "go", "build", "-o", w.program, "github.com/smackdev/smack/controllers/cmd/smack-operator")
	if output, err := build.CombinedOutput(); err != nil {
		check(fmt.Errorf("building the operator: %w: %s", err, output))
	}
}

func (w *world) startPlane() {
	if os.Getenv(controlplane.AssetsEnv) == "" {
		path := must(exec.CommandContext(w.ctx, filepath.Join(root(), "config", "envtest", "assets"), "--path").Output())
		check(os.Setenv(controlplane.AssetsEnv, strings.TrimSpace(string(path))))
	}
	w.plane = must(controlplane.New(filepath.Join(w.dir, "plane"), must(controlplane.FindAssets(""))))
	w.Cleanup(w.plane.Stop)
	check(w.plane.StartEtcd())
	check(w.plane.StartAPIServer(w.ctx))
	w.config = must(w.plane.RESTConfig("bench", "system:masters"))
	w.client = must(cluster.Client(w.config))
}

// root of the repository, seen from this package's directory or from the root itself.
func root() string {
	if _, err := os.Stat("config"); err == nil {
		return "."
	}
	return filepath.Join("..", "..")
}

// install applies what `kubectl apply -k config/default` would, but for the operator's
// Deployment, and the credentials of all rooms.
func (w *world) install() {
	at := func(parts ...string) string { return filepath.Join(append([]string{root(), "config"}, parts...)...) }
	objects := must(cluster.ReadManifests(at("default", "namespace.yaml"), at("crd", "bases"), at("rbac")))
	check(cluster.Apply(w.ctx, w.client, objects...))
	check(w.client.Create(w.ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}))
	check(w.client.Create(w.ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: secretName},
		StringData: map[string]string{"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken},
	}))
}

// watch follows rooms and what they own, as of now.
func (w *world) watch() {
	w.cache = must(cluster.Cache(w.config))
	w.board = newBoard()
	ctx, cancel := context.WithCancel(context.Background())
	stopped, err := cluster.Start(ctx, w.cache,
		&v1alpha1.SmackRoom{}, &corev1.ConfigMap{}, &appsv1.Deployment{}, &appsv1.StatefulSet{})
	w.Cleanup(func() {
		cancel()
		stopped()
	})
	check(err)
	w.board.follow(w)
}

// await polls until something is so.
func (w *world) await(what string, limit time.Duration, so func() bool) {
	err := wait.PollUntilContextTimeout(w.ctx, 50*time.Millisecond, limit, true, func(context.Context) (bool, error) {
		if w.operator != nil && w.operator.ended() {
			return false, errors.New("the operator has ended: " + w.operator.lastWords())
		}
		return so(), nil
	})
	if err != nil {
		check(fmt.Errorf("waiting for %s: %w", what, err))
	}
}
