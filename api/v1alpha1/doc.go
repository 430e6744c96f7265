// Package v1alpha1 is the SmackRoom: a group chat by SMS, as a Kubernetes object.
//
// It promises that a manifest which contradicts itself is refused by the API
// server with the field named (CEL rules in the schema, no admission webhook), and
// that every condition, reason and annotation an operator writes or reads is a
// constant here with a sentence of documentation.
//
// It leaves the settings that a room file shares to api/roomfile, and everything
// that is done for a SmackRoom to the controllers.
//
// +kubebuilder:object:generate=true
// +kubebuilder:ac:generate=true
// +kubebuilder:ac:output:package="applyconfiguration"
// +groupName=smack.dev
package v1alpha1
