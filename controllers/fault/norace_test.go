//go:build !race

package fault_test

const oneIn = 1
