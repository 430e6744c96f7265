// Package kubernetes names the Kubernetes programs that tests and the sandbox run:
// they are the tools of this module's go.mod. It is a module of its own so that the
// product is not made of Kubernetes.
package kubernetes
