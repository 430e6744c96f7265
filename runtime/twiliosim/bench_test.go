package twiliosim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// BenchmarkPost is what one POST Messages costs the simulator, without network and net/http.
func BenchmarkPost(b *testing.B) {
	for name, opts := range map[string]twiliosim.Options{"kept": {Unpaced: true}, "forgotten": {Unpaced: true, ForgetMessages: true}} {
		b.Run(name, func(b *testing.B) {
			sim := twiliosim.New(opts)
			defer sim.Close()
			sim.Account().Own(room)
			form := "To=%2B14155550111&From=%2B14155550100&Body=" + strings.Repeat("hello+you+", 10) + "&ValidityPeriod=1800"
			path := "/2010-04-01/Accounts/" + twiliosim.DefaultAccountSID + "/Messages.json"
			b.ReportAllocs()
			for b.Loop() {
				request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
				request.SetBasicAuth(twiliosim.DefaultAccountSID, twiliosim.DefaultAuthToken)
				recorder := httptest.NewRecorder()
				sim.ServeHTTP(recorder, request)
				if recorder.Code != http.StatusCreated {
					b.Fatal(recorder.Body)
				}
			}
		})
	}
}
