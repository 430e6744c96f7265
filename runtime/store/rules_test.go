package store_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

var _ = onEach("the rules in force", func(open func() *room) {
	It("are kept for the pods to come", func() {
		ctx := context.Background()
		r := open()
		Expect(r.KeptRules(ctx)).To(BeEmpty())
		list := []roomfile.Rule{{Name: "hush", When: "true", Mute: &roomfile.RuleMute{For: "10m"}, Then: roomfile.ThenDrop}}
		Expect(r.KeepRules(ctx, list)).To(Succeed())
		Expect(r.KeptRules(ctx)).To(Equal(list))
		Expect(r.KeepRules(ctx, nil)).To(Succeed())
		Expect(r.KeptRules(ctx)).To(BeEmpty())
	})
})
