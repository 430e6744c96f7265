package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestSchemagen(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Schema generator")
}

// of is the schema of a package that holds the text alone.
func of(text string) (node, error) {
	dir := GinkgoT().TempDir()
	Expect(os.WriteFile(filepath.Join(dir, "x.go"), []byte("package x\n"+text), 0o600)).To(Succeed())
	out, err := generate(dir)
	var n node
	if err == nil {
		Expect(json.Unmarshal(out, &n)).To(Succeed())
	}
	return n, err
}

var _ = Describe("The committed schema", func() {
	It("is what the types say (run go generate ./api/roomfile)", func() {
		want, err := generate("..")
		Expect(err).NotTo(HaveOccurred())
		have, err := os.ReadFile("../schema.json")
		Expect(err).NotTo(HaveOccurred())
		Expect(string(have)).To(Equal(string(want)))
	})
})

var _ = Describe("A type", func() {
	It("becomes a schema with its markers", func() {
		n, err := of(`
// File is it.
type File struct {
	// Kind is
	// a choice.
	// +kubebuilder:validation:Enum="#";b
	Kind Kind ` + "`json:\"kind\"`" + `
	// +listType=set
	// +kubebuilder:validation:MaxItems=3
	// +kubebuilder:validation:items:Pattern=` + "`^a=b$`" + `
	List []string ` + "`json:\"list,omitempty\"`" + `
	Sub *Sub ` + "`json:\"sub,omitempty\"`" + `
}
// +kubebuilder:validation:MaxLength=5
type Kind string
type Sub struct {
	// +kubebuilder:validation:Minimum=-1
	N *int32 ` + "`json:\"n,omitempty\"`" + `
	B bool ` + "`json:\"b\"`" + `
}`)
		Expect(err).NotTo(HaveOccurred())
		Expect(n.Description).To(Equal("File is it."))
		Expect(n.Required).To(Equal([]string{"kind"}))
		Expect(*n.Closed).To(BeFalse())
		kind := n.Properties["kind"]
		Expect(kind.Description).To(Equal("Kind is a choice."))
		Expect(kind.Enum).To(Equal([]string{"#", "b"}))
		Expect(*kind.MaxLength).To(Equal(int64(5)))
		list := n.Properties["list"]
		Expect(list.UniqueItems).To(BeTrue())
		Expect(*list.MaxItems).To(Equal(int64(3)))
		Expect(list.Items.Pattern).To(Equal("^a=b$"))
		sub := n.Properties["sub"]
		Expect(sub.Type).To(Equal("object"))
		Expect(*sub.Properties["n"].Minimum).To(Equal(int64(-1)))
		Expect(sub.Properties["b"].Type).To(Equal("boolean"))
	})

	DescribeTable("that cannot be said is refused",
		func(field, want string) {
			_, err := of("type File struct {\n" + field + "\n}")
			Expect(err).To(MatchError(ContainSubstring(want)))
		},
		Entry("unknown marker", "// +kubebuilder:validation:Format=uri\nA string `json:\"a\"`", `marker "Format" is not known`),
		Entry("number that is none", "// +kubebuilder:validation:Minimum=one\nA int `json:\"a\"`", "marker Minimum"),
		Entry("type from elsewhere", "A time.Time `json:\"a\"`", "no schema for a field of type"),
		Entry("type from nowhere", "A Nowhere `json:\"a\"`", "type Nowhere is not declared"),
	)
})

var _ = Describe("The program", func() {
	It("writes the file", func() {
		out := filepath.Join(GinkgoT().TempDir(), "schema.json")
		Expect(run("..", out)).To(Succeed())
		Expect(out).To(BeARegularFile())
	})

	It("fails without types", func() {
		Expect(run(GinkgoT().TempDir(), "unused")).To(MatchError(ContainSubstring("type File is not declared")))
	})
})
