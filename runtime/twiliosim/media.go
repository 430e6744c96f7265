package twiliosim

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// mediaStore keeps the pictures that phones sent, as Twilio's media host does.
type mediaStore struct {
	mu       sync.RWMutex
	pictures []picture
}

type picture struct {
	Media
	created time.Time
	deleted bool
}

// add keeps a picture and returns its position, from 1.
func (m *mediaStore) add(media Media, now time.Time) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pictures = append(m.pictures, picture{Media: media, created: now})
	return uint64(len(m.pictures))
}

func (m *mediaStore) get(position uint64) (picture, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if position == 0 || position > uint64(len(m.pictures)) || m.pictures[position-1].deleted {
		return picture{}, false
	}
	return m.pictures[position-1], true
}

func (m *mediaStore) remove(position uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pictures[position-1].deleted = true
	m.pictures[position-1].Data = nil
}

func (m *mediaStore) contentType(position uint64) string {
	p, _ := m.get(position)
	return p.ContentType
}

// mediaURL is where a picture of a message is fetched.
func (s *Sim) mediaURL(account, message string, position uint64) string {
	return s.BaseURL() + accountsPath + account + "/Messages/" + message + "/Media/" + s.mint.of("ME", sidMedia, position)
}

// mediaContent serves the bytes of a picture. Twilio asks for credentials only if the account wants so.
func (q *call) mediaContent(account, resource string) error {
	if q.sim.opts.MediaNeedsAuth {
		if _, err := q.sim.authorize(q.r, account); err != nil {
			return err
		}
	}
	if q.r.Method != http.MethodGet && q.r.Method != http.MethodHead {
		return methodNotAllowed()
	}
	position, ok := q.sim.mint.position(resource[strings.LastIndexByte(resource, '/')+1:], sidMedia)
	p, found := q.sim.media.get(position)
	if !ok || !found {
		return notFound(q.r.URL.Path)
	}
	q.w.Header().Set("Content-Type", p.ContentType)
	q.w.Header().Set("Content-Length", strconv.Itoa(len(p.Data))) // as the store behind Twilio's does
	_, _ = q.w.Write(p.Data)                                      // a client that left needs no answer
	return nil
}

// routeMedia serves the list and the descriptions of a message's pictures.
func (q *call) routeMedia(m *message, parts []string) error {
	sid := q.sim.mint.of(m.prefix(), sidMessage, m.seq)
	if len(parts) == 0 {
		return q.methods(func() error {
			return list(q, "media_list", m.more.media, q.sim.mediaSID, func(p uint64) any { return q.mediaBody(sid, p) })
		}, nil, nil)
	}
	position, ok := q.sim.mint.position(parts[0], sidMedia)
	if _, kept := q.sim.media.get(position); !ok || !kept || len(parts) > 1 || !slices.Contains(m.more.media, position) {
		return notFound(q.r.URL.Path)
	}
	return q.methods(
		func() error { return q.json(http.StatusOK, q.mediaBody(sid, position)) }, nil,
		func() error { q.sim.media.remove(position); return q.noContent() })
}

func (s *Sim) mediaSID(position uint64) string { return s.mint.of("ME", sidMedia, position) }

func (q *call) mediaBody(parent string, position uint64) map[string]any {
	p, _ := q.sim.media.get(position)
	sid := q.sim.mediaSID(position)
	return map[string]any{"account_sid": q.account.sid, "content_type": p.ContentType, "date_created": rfc2822(p.created),
		"date_updated": rfc2822(p.created), "parent_sid": parent, "sid": sid,
		"uri": q.account.path("Messages/" + parent + "/Media/" + sid)}
}

// fetchPictures gets the media of an outbound message, as Twilio does before it sends: a message
// whose media can't be had fails with 11200, one with too large a picture too.
func (s *Sim) fetchPictures(m *message) {
	var positions []uint64
	var failed error
	first := s.messages.read(m)
	if first.outcome == Canceled {
		return
	}
	for _, address := range first.more.mediaURLs {
		media, err := s.fetch(address)
		if err != nil {
			failed = err
			break
		}
		positions = append(positions, s.media.add(media, s.now()))
	}
	s.messages.edit(func() {
		m.sent = max(m.sent, s.now().UnixNano())
		m.done = m.sent + s.real(s.opts.DeliveryTime)
		more := *m.more // readers hold the old one
		more.media = positions
		m.more = &more
		if failed != nil {
			m.outcome, m.code, m.done = Failed, 11200, m.sent
		}
	})
	if failed != nil {
		s.log.Warn("media of an outbound message could not be fetched", "error", failed)
	}
	kept := s.messages.read(m)
	if phone := s.phones.find(m.to); phone != nil {
		phone.wake()
	}
	s.followEvents(m)
	if kept.more.callback.url != "" {
		s.tell(m, s.mint.of(kept.prefix(), sidMessage, kept.seq), s.steps(&kept))
	}
}

// maxPicture is the largest picture that Twilio takes along.
const maxPicture = 5 << 20

func (s *Sim) fetch(address string) (Media, error) {
	ctx, cancel := context.WithTimeout(s.ctx, 15*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Media{}, fmt.Errorf("fetch media: %w", err)
	}
	request.Header.Set("User-Agent", "TwilioProxy/1.1")
	response, err := (&http.Client{Transport: s.hooks.transport}).Do(request)
	if err != nil {
		return Media{}, fmt.Errorf("fetch media: %w", err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxPicture+1))
	if err != nil {
		return Media{}, fmt.Errorf("fetch media: %w", err)
	}
	if response.StatusCode != http.StatusOK || len(data) > maxPicture {
		return Media{}, fmt.Errorf("fetch media: status %d, %d bytes", response.StatusCode, len(data))
	}
	return Media{ContentType: response.Header.Get("Content-Type"), Data: data}, nil
}
