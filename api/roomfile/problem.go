package roomfile

import "strings"

// Problem is one broken rule of a room file.
//
// +kubebuilder:object:generate=false
type Problem struct {
	// Path names the field, for example "chat.timeZone" or "rules[2].when"; empty for the
	// document itself.
	Path string
	// Message says what is wrong and what to write instead.
	Message string
}

// String is the problem in one line.
func (p Problem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

// Invalid is the error of a file that breaks rules: all of them, in the file's order.
//
// +kubebuilder:object:generate=false
type Invalid []Problem

// ofRules says whether nothing but rules has problems.
func (i Invalid) ofRules() bool {
	for _, p := range i {
		if p.Path != "rules" && !strings.HasPrefix(p.Path, "rules[") {
			return false
		}
	}
	return true
}

// Error lists every problem in a line of its own.
func (i Invalid) Error() string {
	lines := make([]string, len(i))
	for n, p := range i {
		lines[n] = p.String()
	}
	return strings.Join(lines, "\n")
}
