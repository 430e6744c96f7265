package resources

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// servicePort is the port of the room's Services.
const servicePort int32 = 80

// Service leads to the port that Twilio calls.
func Service(in Input) *corev1ac.ServiceApplyConfiguration {
	return service(in.Room, Name(in.Room), httpPort)
}

// AdminService leads to the admin screen, which has a Service of its own so that
// nothing that exposes the room exposes the screen. Nil if the screen is off.
func AdminService(in Input) *corev1ac.ServiceApplyConfiguration {
	if !adminEnabled(in.Room) {
		return nil
	}
	return service(in.Room, AdminName(in.Room), adminPort)
}

func service(room *v1alpha1.SmackRoom, name, to string) *corev1ac.ServiceApplyConfiguration {
	return corev1ac.Service(name, room.Namespace).
		WithLabels(Labels(room, RoomApp)).
		WithOwnerReferences(owner(room)).
		WithSpec(corev1ac.ServiceSpec().
			WithType(corev1.ServiceTypeClusterIP).
			WithSelector(Selector(room, RoomApp)).
			WithPorts(corev1ac.ServicePort().
				WithName(to).
				WithPort(servicePort).
				WithTargetPort(intstr.FromString(to)).
				WithProtocol(corev1.ProtocolTCP)))
}
