package frontdoor

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// PublicPort is the name of the port that takes webhooks, in a room's pod and Service.
const PublicPort = "http"

// Cluster is the Directory of a cluster.
type Cluster struct {
	// Reader reads SmackRooms, Services and Pods, best from a cache.
	Reader client.Reader
}

// Backends finds the room by the path of its public address, as an ingress would.
func (c Cluster) Backends(ctx context.Context, path string) ([]Backend, bool, error) {
	var rooms v1alpha1.SmackRoomList
	if err := c.Reader.List(ctx, &rooms); err != nil {
		return nil, false, fmt.Errorf("listing rooms: %w", err)
	}
	room := owner(rooms.Items, path)
	if room == nil {
		return nil, false, nil
	}
	pods, err := ReadyPods(ctx, c.Reader, room)
	if err != nil {
		return nil, false, err
	}
	return backends(pods, PublicPort), true, nil
}

// owner is the room with the longest public path that the path begins with.
func owner(rooms []v1alpha1.SmackRoom, path string) *v1alpha1.SmackRoom {
	var found *v1alpha1.SmackRoom
	longest := -1
	for i := range rooms {
		prefix := publicPath(&rooms[i])
		if len(prefix) > longest && (path == prefix || strings.HasPrefix(path, prefix+"/")) {
			found, longest = &rooms[i], len(prefix)
		}
	}
	return found
}

func publicPath(room *v1alpha1.SmackRoom) string {
	address, err := url.Parse(room.PublicURL())
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(address.Path, "/")
}

// ReadyPods are the room's pods that take requests, in order of their names.
func ReadyPods(ctx context.Context, reader client.Reader, room *v1alpha1.SmackRoom) ([]corev1.Pod, error) {
	pods, err := Pods(ctx, reader, room)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(pods, func(pod corev1.Pod) bool { return !Ready(&pod) }), nil
}

// Pods are all pods that the room's Deployment made.
func Pods(ctx context.Context, reader client.Reader, room *v1alpha1.SmackRoom) ([]corev1.Pod, error) {
	var pods corev1.PodList
	labels := client.MatchingLabels{"app.kubernetes.io/name": "smack-room", "app.kubernetes.io/instance": room.Name}
	if err := reader.List(ctx, &pods, client.InNamespace(room.Namespace), labels); err != nil {
		return nil, fmt.Errorf("listing the pods of room %s: %w", room.Name, err)
	}
	slices.SortFunc(pods.Items, func(a, b corev1.Pod) int { return strings.Compare(a.Name, b.Name) })
	return pods.Items, nil
}

// Ready says whether a pod takes requests.
func Ready(pod *corev1.Pod) bool {
	if pod.DeletionTimestamp != nil {
		return false
	}
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

func backends(pods []corev1.Pod, port string) []Backend {
	list := make([]Backend, 0, len(pods))
	for i := range pods {
		if address := Address(&pods[i], port); address != "" {
			list = append(list, Backend{Name: pods[i].Name, Address: address})
		}
	}
	return list
}

// Address is the host:port of a pod's named port; empty when it has none.
func Address(pod *corev1.Pod, name string) string {
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == name {
				return net.JoinHostPort(pod.Status.PodIP, strconv.Itoa(int(port.ContainerPort)))
			}
		}
	}
	return ""
}
