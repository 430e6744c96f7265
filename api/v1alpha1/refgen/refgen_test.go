package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
)

// write makes the page for such a conditions.go.
func write(t *testing.T, conditions string) (string, error) {
	t.Helper()
	g, dir := NewWithT(t), t.TempDir()
	for name, text := range map[string]string{
		"conditions.go":  "package v1alpha1\n\n" + conditions,
		"annotations.go": "package v1alpha1\n",
		"fields.md":      "# API Reference\n### Resource Types\n- [SmackRoom](#smackroom)\n",
	} {
		g.Expect(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600)).To(Succeed())
	}
	out := filepath.Join(dir, "page.md")
	if err := run(dir, filepath.Join(dir, "fields.md"), out); err != nil {
		return "", err
	}
	page, err := os.ReadFile(out)
	g.Expect(err).NotTo(HaveOccurred())
	return string(page), nil
}

func TestThePageSaysWhatTheCommentsSay(t *testing.T) {
	g := NewWithT(t)
	page, err := write(t, `
// Reasons of a test. There are few.
const (
	// ReasonGone surfaces when a thing
	// is gone | lost.
	// To do: find it.
	ReasonGone = "Gone"
)
`)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(page).To(And(
		HavePrefix("# SmackRoom\n"),
		ContainSubstring("## Reasons of a test\n\nThere are few.\n\n| reason | surfaces | what to do |\n"),
		ContainSubstring("| `Gone` | when a thing is gone \\| lost | find it |\n"),
		HaveSuffix("## Fields\n\n### Resource Types\n- [SmackRoom](#smackroom)\n"),
	))
}

func TestTypesOfTheRoomFileComeLast(t *testing.T) {
	NewWithT(t).Expect(body("# API\n## smack.dev/roomfile\nWords.\n#### Admin\nabout\n\n## smack.dev/v1alpha1\n### Resource Types\n- room\n#### Adopt\nit\n")).To(
		Equal("### Resource Types\n- room\n#### Adopt\nit\n\n### Types that a room file has as well\n\n#### Admin\nabout\n"))
}

// TestTheReferenceHasEveryType reads the page that is published: each type that a field has is
// to be found there, too.
func TestTheReferenceHasEveryType(t *testing.T) {
	g := NewWithT(t)
	page, err := os.ReadFile("../../../config/crd/REFERENCE.md")
	g.Expect(err).NotTo(HaveOccurred())
	links := regexp.MustCompile(`\]\(#([a-z]+)\)`).FindAllStringSubmatch(string(page), -1)
	g.Expect(len(links)).To(BeNumerically(">", 50))
	for _, link := range links {
		g.Expect(strings.ToLower(string(page))).To(ContainSubstring("\n#### "+link[1]+"\n"), link[1])
	}
}

func TestWhatCannotBePlacedIsRefused(t *testing.T) {
	for conditions, reason := range map[string]string{
		"const (\n\t// ReasonGone surfaces.\n\tReasonGone = \"Gone\"\n)":                                   "To do",
		"const (\n\t// It is gone.\n\tReasonGone = \"Gone\"\n)":                                            "begin with its name",
		"const (\n\t// Gone is.\n\tGone = \"Gone\"\n)":                                                     "no condition",
		"const (\n\t// EventA tells.\n\tEventA = \"A\"\n\t// ConditionB is True.\n\tConditionB = \"B\"\n)": "another kind",
		"const (\n\t// ReasonGone surfaces.\n\tReasonGone = 1 + 1\n)":                                      "literal",
	} {
		_, err := write(t, conditions)
		NewWithT(t).Expect(err).To(MatchError(ContainSubstring(reason)), conditions)
	}
}
