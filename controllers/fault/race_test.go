//go:build race

package fault_test

// The race detector makes each story ten times as long, and what it finds it finds in a few.
const oneIn = 8
