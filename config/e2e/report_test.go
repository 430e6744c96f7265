package e2e_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/v1alpha1"
)

// What the cluster knows explains a failure.
var _ = ReportAfterEach(func(report SpecReport) {
	if !report.Failed() || kube == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	AddReportEntry("rooms", rooms(ctx))
	AddReportEntry("events", events(ctx))
	for _, namespace := range []string{systemNamespace, roomsNamespace, carrierNamespace} {
		var all corev1.PodList
		_ = kube.List(ctx, &all, client.InNamespace(namespace))
		for _, pod := range all.Items {
			AddReportEntry("pod "+namespace+"/"+pod.Name, state(pod)+"\n"+logs(ctx, pod))
		}
	}
})

func rooms(ctx context.Context) string {
	var all v1alpha1.SmackRoomList
	_ = kube.List(ctx, &all, client.InNamespace(roomsNamespace))
	for i := range all.Items {
		all.Items[i].ManagedFields = nil
	}
	text, err := yaml.Marshal(all.Items)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func events(ctx context.Context) string {
	var all eventsv1.EventList
	var said strings.Builder
	for _, namespace := range []string{systemNamespace, roomsNamespace, carrierNamespace} {
		_ = kube.List(ctx, &all, client.InNamespace(namespace))
		for _, e := range all.Items {
			fmt.Fprintf(&said, "%s %s/%s %s: %s\n", e.CreationTimestamp.Format(time.TimeOnly), e.Regarding.Kind, e.Regarding.Name, e.Reason, e.Note)
		}
	}
	return said.String()
}

func state(pod corev1.Pod) string {
	said := string(pod.Status.Phase)
	for _, status := range pod.Status.ContainerStatuses {
		said += fmt.Sprintf(", %s ready %t, %d restarts, waiting %v, last ended %v",
			status.Name, status.Ready, status.RestartCount, status.State.Waiting, status.LastTerminationState.Terminated)
	}
	return said
}

func logs(ctx context.Context, pod corev1.Pod) string {
	text, err := pods.CoreV1().Pods(pod.Namespace).GetLogs(pod.Name, &corev1.PodLogOptions{TailLines: ptr.To[int64](40)}).DoRaw(ctx)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
