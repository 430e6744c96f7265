package resources

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
)

// ContainerName is the name of the room's container.
const ContainerName = "room"

// The room's ports, by name and number.
const (
	httpPort    = "http"
	adminPort   = "admin"
	metricsPort = "metrics"

	httpPortNumber    int32 = 8080
	adminPortNumber   int32 = 8081
	metricsPortNumber int32 = 9090
)

// container runs `smack-room serve`. It sleeps before it ends so that Services and
// ingress controllers have taken the pod off their lists when it stops listening.
func container(in Input) *corev1ac.ContainerApplyConfiguration {
	template := in.Room.Spec.Template
	c := corev1ac.Container().
		WithName(ContainerName).
		WithImage(in.image()).
		WithCommand("/smack-room").
		WithArgs("serve",
			"--config="+mountRoot+roomDir+"/"+RoomFileKey,
			"--listen=:8080", "--admin-listen=:8081", "--metrics-listen=:9090").
		WithPorts(
			port(httpPort, httpPortNumber),
			port(adminPort, adminPortNumber),
			port(metricsPort, metricsPortNumber)).
		WithReadinessProbe(probe("/readyz").WithPeriodSeconds(2).WithFailureThreshold(2)).
		WithLivenessProbe(probe("/healthz").WithPeriodSeconds(10).WithFailureThreshold(6)).
		WithLifecycle(corev1ac.Lifecycle().WithPreStop(
			corev1ac.LifecycleHandler().WithSleep(corev1ac.SleepAction().WithSeconds(2)))).
		WithResources(resourcesOf(template.Resources, defaultRoomResources())).
		WithSecurityContext(containerSecurity())
	if template.ImagePullPolicy != "" {
		c.WithImagePullPolicy(template.ImagePullPolicy)
	}
	return c
}

func port(name string, number int32) *corev1ac.ContainerPortApplyConfiguration {
	return corev1ac.ContainerPort().WithName(name).WithContainerPort(number).WithProtocol(corev1.ProtocolTCP)
}

func probe(path string) *corev1ac.ProbeApplyConfiguration {
	return corev1ac.Probe().
		WithHTTPGet(corev1ac.HTTPGetAction().WithPath(path).WithPort(intstr.FromString(metricsPort))).
		WithTimeoutSeconds(2)
}

func defaultRoomResources() corev1.ResourceRequirements {
	return corev1.ResourceRequirements{
		Requests: corev1.ResourceList{
			corev1.ResourceCPU:    resource.MustParse("50m"),
			corev1.ResourceMemory: resource.MustParse("64Mi"),
		},
		Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("256Mi")},
	}
}

// resourcesOf takes what the spec says as a whole: half of it would mix with a default
// that contradicts it.
func resourcesOf(spec *corev1.ResourceRequirements, def corev1.ResourceRequirements) *corev1ac.ResourceRequirementsApplyConfiguration {
	r := def
	if spec != nil {
		r = *spec
	}
	ac := corev1ac.ResourceRequirements()
	if len(r.Requests) > 0 {
		ac.WithRequests(r.Requests)
	}
	if len(r.Limits) > 0 {
		ac.WithLimits(r.Limits)
	}
	return ac
}
