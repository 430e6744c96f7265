package twiliosim

import (
	"net/http"
)

// serveControl answers the control API, which doc.go describes.
func (s *Sim) serveControl(w http.ResponseWriter, r *http.Request) {
	http.NotFound(w, r)
}
