package smackroom

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

var _ = Describe("what was told of a room", func() {
	room := func(version, url string) *v1alpha1.SmackRoom {
		return &v1alpha1.SmackRoom{
			ObjectMeta: metav1.ObjectMeta{ResourceVersion: version},
			Status:     v1alpha1.SmackRoomStatus{AdminURL: url},
		}
	}

	It("stands against a cache that lags, and no longer", func() {
		t := &told{}
		Expect(t.before(room("1", "old")).AdminURL).To(Equal("old"))
		t.wrote("1", v1alpha1.SmackRoomStatus{AdminURL: "written"})
		Expect(t.before(room("1", "old")).AdminURL).To(Equal("written"))
		Expect(t.before(room("2", "theirs")).AdminURL).To(Equal("theirs"))
		Expect(t.status).To(BeNil(), "what no cache can lag behind any more is not kept")
	})
})
