package room

import "runtime/debug"

// CollectGarbage makes a program that is a room collect garbage later than Go does by
// itself, unless GOGC or GOMEMLIMIT say otherwise. A room keeps little and throws away much,
// with every text: collecting it less often takes a tenth of the pod's processor time for a
// text away, and a quarter of the time of the slowest of a hundred at 5,000 texts a second.
// An idle room stays at 31 MB; the memory limit is half of what a pod may have by default.
func CollectGarbage(getenv func(string) string) {
	const percent, limit = 400, 128 << 20
	if getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
	if getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}
