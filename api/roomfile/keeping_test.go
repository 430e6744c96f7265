package roomfile_test

import (
	"errors"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

var _ = Describe("A file of which rules alone are broken", func() {
	last := []roomfile.Rule{{Name: "last", When: "true", Then: roomfile.ThenDrop}}
	load := func(more string) (roomfile.File, roomfile.Invalid, error) {
		GinkgoHelper()
		path := filepath.Join(GinkgoT().TempDir(), "room.yaml")
		Expect(os.WriteFile(path, []byte(smallest+more), 0o600)).To(Succeed())
		return roomfile.LoadKeeping(path, last)
	}

	DescribeTable("takes effect with the last ones", func(broken, path string) {
		f, found, err := load(broken)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(ContainElement(HaveField("Path", path)))
		Expect(f.Rules).To(Equal(last))
		Expect(f.Number.E164).To(Equal("+14155550100"))
	},
		Entry("by an expression", `rules: [{name: a, when: "sms.Body =", then: Drop}]`, "rules[0].when"),
		Entry("by a field that nobody knows", `rules: [{name: a, when: "true", than: Drop}]`, "rules[0].than"),
		Entry("by a field of another kind", `rules: [{name: [a], when: "true", then: Drop}]`, "rules[0].name"),
		Entry("by two of a name", `rules: [{name: a, when: "true", then: Drop}, {name: a, when: "true", then: Drop}]`, "rules[1].name"),
		Entry("by being no list", `rules: {}`, "rules"),
	)

	It("is refused where something else is broken, too", func() {
		_, _, err := load("rules: [{name: a, when: \"sms.Body =\", then: Drop}]\ncolour: red")
		var all roomfile.Invalid
		Expect(errors.As(err, &all)).To(BeTrue())
		Expect(all).To(HaveLen(2))
	})

	It("keeps its own rules where they are good", func() {
		f, found, err := load(`rules: [{name: a, when: "true", then: Drop}]`)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(BeEmpty())
		Expect(f.Rules).To(HaveExactElements(HaveField("Name", "a")))
	})
})
