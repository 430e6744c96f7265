package webhook

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

const (
	// sizeTime bounds asking for the sizes of a text's pictures.
	sizeTime = 3 * time.Second
	// pictureTime bounds passing on one picture.
	pictureTime = 60 * time.Second
)

// PictureLifetime is how long the address of a picture is good: longer than the carrier
// may try to deliver a text, which is ten hours at most.
const PictureLifetime = 24 * time.Hour

// PictureAddress is the room's own address of a picture that the carrier keeps. The
// carrier's may need the account's credentials, so recipients are never given that one.
func PictureAddress(baseURL string, key []byte, carrierURL string, until time.Time) string {
	return baseURL + "/media/" + newToken(key, carrierURL, until)
}

// leaveOutLarge takes the pictures away that are too large to send on.
func (h *Handler) leaveOutLarge(ctx context.Context, text *chat.Text) {
	if len(text.Media) == 0 {
		return
	}
	kept := make([]chat.Media, 0, len(text.Media))
	for i, large := range h.sizes(ctx, text.Media) {
		if large {
			text.TooLarge++
			continue
		}
		kept = append(kept, text.Media[i])
	}
	text.Media = kept
}

func (h *Handler) sizes(ctx context.Context, media []chat.Media) []bool {
	ctx, cancel := context.WithTimeout(ctx, sizeTime)
	defer cancel()
	large := make([]bool, len(media))
	var all sync.WaitGroup
	for i, m := range media {
		all.Go(func() { large[i] = h.media.oversized(ctx, m.URL) })
	}
	all.Wait()
	return large
}

// picture passes a picture on from the carrier.
func (h *Handler) picture(w http.ResponseWriter, r *http.Request, token string) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return refusal{http.StatusMethodNotAllowed, resultMethod, "only GET is served here"}
	}
	address, err := openToken(h.MediaKey, token, h.Now())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), pictureTime)
	defer cancel()
	res, err := h.media.get(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if err := passable(res); err != nil {
		return err
	}
	return pass(w, res)
}

func passable(res *http.Response) error {
	switch {
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		return refusal{http.StatusGone, resultGone, "the picture is no longer available"}
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("fetching a picture: the carrier answered %d", res.StatusCode)
	case res.ContentLength > most(res.Header.Get("Content-Type")):
		return refusal{http.StatusRequestEntityTooLarge, resultSize, "the picture is too large to be sent on"}
	}
	return nil
}

func pass(w http.ResponseWriter, res *http.Response) error {
	header := w.Header()
	header.Set("Content-Type", harmless(res.Header.Get("Content-Type")))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "private, max-age=3600, immutable")
	if res.ContentLength >= 0 {
		header.Set("Content-Length", strconv.FormatInt(res.ContentLength, 10))
	}
	limit := most(res.Header.Get("Content-Type"))
	n, err := io.Copy(w, io.LimitReader(res.Body, limit+1))
	if err != nil || n > limit {
		// Half a picture must not look like a whole one.
		panic(http.ErrAbortHandler)
	}
	return nil
}

// harmless keeps a browser from running what a member sent.
func harmless(kind string) string {
	for _, prefix := range []string{"image/", "audio/", "video/", "text/vcard", "text/x-vcard", "application/pdf"} {
		if strings.HasPrefix(kind, prefix) && !strings.HasPrefix(kind, "image/svg") {
			return kind
		}
	}
	return "application/octet-stream"
}
