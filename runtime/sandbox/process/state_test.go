package process_test

import (
	"os"
	"strings"
)

// state is a process's state letter by Linux's /proc, or nothing when it is gone.
func state(pid string) string {
	content, err := os.ReadFile("/proc/" + strings.TrimSpace(pid) + "/stat")
	if err != nil {
		return ""
	}
	_, after, _ := strings.Cut(string(content), ") ")
	return after[:1]
}
