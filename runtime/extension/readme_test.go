package extension_test

import (
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

var _ = Describe("The example in the README", func() {
	It("is what a service gets", func(ctx SpecContext) {
		readme, err := os.ReadFile("../../README.md")
		Expect(err).NotTo(HaveOccurred())
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "secret"), []byte("open sesame"), 0o600)).To(Succeed())
		w := newWorld()
		w.now = time.Unix(1796040000, 0)
		w.settings.Name = "default.family"
		w.service.says(204, "", "")
		w.declare(func(c *roomfile.Command) { c.SecretRef = &roomfile.SecretRef{Name: dir} })
		call := w.call()
		call.Text, call.At = "oslo", w.now
		call.Fields = map[string]string{
			"MessageSid": text, "From": string(ann), "To": "+14155550100", "Body": "#weather oslo", "FromCity": "MILL VALLEY", "NumMedia": "0",
		}
		Expect(w.client.Call(ctx, call).OK).To(BeTrue())
		got := w.service.hits()[0]
		for _, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
			Expect(string(readme)).To(ContainSubstring("\n" + name + ": " + got.header.Get(name) + "\n"))
		}
		Expect(string(readme)).To(ContainSubstring("\n" + string(got.body) + "\n"))
	})
})
