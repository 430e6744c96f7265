// Package bench measures what the operator promises about speed, size and thrift, with
// many rooms, and says of each figure whether it keeps the promise. `make bench-operator`
// runs it.
//
// It promises that the operator under test is the program as it is shipped, in a process
// of its own, with the rights of its ServiceAccount, against a real etcd and
// kube-apiserver and a carrier that counts. Each room has all that a room can have
// without a choice: a number, a Redis of its own, a Deployment and its Services. Numbers
// are adopted, since the operator buys one in ten seconds at most.
//
// Pods are not run: a stand-in for the cluster makes every Deployment and StatefulSet
// ready at once, so that what is timed is the operator's part. It elects no leader, so
// that every write is one for a room. An hour is four polls, and shorter.
package bench
