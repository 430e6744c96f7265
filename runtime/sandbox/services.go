package sandbox

import (
	"crypto/rand"
	mathrand "math/rand/v2"
	"net/http"
	"time"

	"github.com/smackdev/smack/runtime/extension/sample/random"
	"github.com/smackdev/smack/runtime/extension/sample/weather"
)

// services are what the sample room's custom commands call.
type services struct {
	// url is where they answer, secret signs the calls.
	url, secret string
}

// startServices serves the sample services, which a platform team would run somewhere else.
func (s *Sandbox) startServices() error {
	s.services.secret = rand.Text()
	forecast := weather.New(s.services.secret, time.Now)
	s.onDown(forecast.Close)
	mux := http.NewServeMux()
	mux.Handle("POST /random", random.New(s.services.secret, mathrand.IntN))
	mux.HandleFunc("POST /weather", forecast.Slack)
	address, err := s.serve("sample services", "127.0.0.1:0", mux)
	if err != nil {
		return err
	}
	s.services.url = "http://" + address
	s.tell.Done("services", "two for custom commands, at "+s.services.url)
	return nil
}
