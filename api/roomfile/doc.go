// Package roomfile is the room file: the one document that the operator hands a
// room, and that anyone can write by hand to run a room without Kubernetes.
//
// It promises one definition of every setting: the SmackRoom spec is built from
// the same types, so a field means the same in a manifest and in a file, with the
// same default and the same limits. A file that breaks a rule is refused whole,
// and every broken rule is named with its path.
//
// It leaves to others where secrets come from (the file only names directories)
// and what a setting does.
//
// +kubebuilder:object:generate=true
// +groupName=smack.dev
package roomfile
