package resources

import (
	"maps"

	"k8s.io/apimachinery/pkg/labels"
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// The recommended labels (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/).
const (
	nameLabel      = "app.kubernetes.io/name"
	instanceLabel  = "app.kubernetes.io/instance"
	partOfLabel    = "app.kubernetes.io/part-of"
	managedByLabel = "app.kubernetes.io/managed-by"
)

// The values of app.kubernetes.io/name, by which the pods of a room and of its managed
// Redis are told apart.
const (
	RoomApp  = "smack-room"
	RedisApp = "smack-redis"
)

// Labels are what every object of a part (RoomApp or RedisApp) of the room bears.
func Labels(room *v1alpha1.SmackRoom, app string) map[string]string {
	all := Selector(room, app)
	all[partOfLabel] = "smack"
	all[managedByLabel] = v1alpha1.FieldOwner
	return all
}

// PodSelector finds the room's pods; it is what status.selector says.
func PodSelector(room *v1alpha1.SmackRoom) string {
	return labels.SelectorFromSet(Selector(room, RoomApp)).String()
}

// Selector finds the pods of a part (RoomApp or RedisApp) of the room.
func Selector(room *v1alpha1.SmackRoom, app string) map[string]string {
	return map[string]string{nameLabel: app, instanceLabel: room.Name}
}

func labelSelector(room *v1alpha1.SmackRoom, app string) *metav1ac.LabelSelectorApplyConfiguration {
	return metav1ac.LabelSelector().WithMatchLabels(Selector(room, app))
}

// podLabels are a part's labels over those that the platform team adds: what a selector
// needs cannot be taken away.
func podLabels(room *v1alpha1.SmackRoom, app string, added map[string]string) map[string]string {
	all := maps.Clone(added)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, Labels(room, app))
	return all
}

// owner makes the room the controller of an object, so that both go together.
func owner(room *v1alpha1.SmackRoom) *metav1ac.OwnerReferenceApplyConfiguration {
	return metav1ac.OwnerReference().
		WithAPIVersion(v1alpha1.SchemeGroupVersion.String()).
		WithKind("SmackRoom").
		WithName(room.Name).
		WithUID(room.UID).
		WithController(true).
		WithBlockOwnerDeletion(true)
}
