package e2e_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	appsv1 "k8s.io/api/apps/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// watchRollouts looks at the rooms' Deployments until its result is called, which says
// what was seen that should not have been: two in the middle of a rollout to another
// image, or one with fewer pods than it should have.
func watchRollouts(ctx context.Context) (seen func() []string) {
	ctx, cancel := context.WithCancel(ctx)
	var wrong []string
	var looking sync.WaitGroup
	looking.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for ctx.Err() == nil {
			var all appsv1.DeploymentList
			if err := kube.List(ctx, &all, client.InNamespace(roomsNamespace)); err == nil {
				wrong = append(wrong, wrongWith(all.Items)...)
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	})
	return func() []string {
		cancel()
		looking.Wait()
		return slices.Compact(wrong)
	}
}

func wrongWith(deployments []appsv1.Deployment) []string {
	var wrong, moving []string
	for _, d := range deployments {
		if d.Spec.Template.Spec.Containers[0].Image == smackImage+":"+newSmackTag && !rolled(d) {
			moving = append(moving, d.Name)
		}
		if d.Status.AvailableReplicas < *d.Spec.Replicas {
			wrong = append(wrong, fmt.Sprintf("%s has %d pods available", d.Name, d.Status.AvailableReplicas))
		}
	}
	if len(moving) > 1 {
		wrong = append(wrong, fmt.Sprintf("%v move at once", moving))
	}
	return wrong
}

// rolled says whether all pods of a Deployment are of its newest template.
func rolled(d appsv1.Deployment) bool {
	s := d.Status
	return s.ObservedGeneration >= d.Generation && s.UpdatedReplicas == s.Replicas && s.AvailableReplicas >= s.UpdatedReplicas
}

// upgrade changes values of the chart and waits until its objects are ready.
func upgrade(ctx context.Context, values ...string) {
	GinkgoHelper()
	arguments := []string{"upgrade", release, chart, "--reuse-values", "--wait", "--timeout", "3m"}
	for _, value := range values {
		arguments = append(arguments, "--set-string", value)
	}
	helm(ctx, arguments...)
}
