package twiliosim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// streamEvents is GET /sim/events: Server-Sent Events, one for each thing that happens.
func (s *Sim) streamEvents(w http.ResponseWriter, r *http.Request) {
	events, stop := s.Events()
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flusher := http.NewResponseController(w)
	pulse := time.NewTicker(15 * time.Second) // keeps proxies from closing a quiet stream
	defer pulse.Stop()
	_, err := io.WriteString(w, ": listening\n\n")
	for err == nil && flusher.Flush() == nil {
		select {
		case e := <-events:
			err = writeEvent(w, e)
		case <-pulse.C:
			_, err = io.WriteString(w, ": still here\n\n")
		case <-r.Context().Done():
			return
		case <-s.ctx.Done():
			return
		}
	}
}

func writeEvent(w io.Writer, e Event) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", e.ID, e.Kind, text)
	return err
}
