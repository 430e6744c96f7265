package carrier_test

import (
	"net/url"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

func TestParams(t *testing.T) {
	g := NewWithT(t)
	got, err := carrier.ParseParams("b=2+3&a=%2B1&&b=1&c&=x")
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(got).To(Equal(carrier.Params{{Value: "x"}, {Name: "a", Value: "+1"}, {Name: "b", Value: "2 3"}, {Name: "b", Value: "1"}, {Name: "c"}}))
	for _, form := range []string{"a=%zz", "%=1", "a;b=1", "a=1&b=%4"} {
		_, err := carrier.ParseParams(form)
		g.Expect(err).To(HaveOccurred(), form)
	}
}

// FuzzParseParams: a form means what it means to net/url.
func FuzzParseParams(f *testing.F) {
	f.Add("b=2+3&a=%2B1&&b=1&c&=x&a=%00")
	f.Add("a=%zz;b=1")
	f.Fuzz(func(t *testing.T, form string) {
		want, wantErr := url.ParseQuery(form)
		got, err := carrier.ParseParams(form)
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("%q: %v, and not %v", form, err, wantErr)
		}
		if err != nil {
			return
		}
		values := url.Values{}
		for i, p := range got {
			values.Add(p.Name, p.Value)
			if i > 0 && got[i-1].Name > p.Name {
				t.Fatalf("%q is not sorted", form)
			}
		}
		NewWithT(t).Expect(values).To(Equal(want))
	})
}
