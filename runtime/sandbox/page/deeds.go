package page

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// maxForm bounds a text with its picture: over 5 MB, so that one can see what becomes
// of a picture that is too large.
const maxForm = 12 << 20

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// areas are those of the phones that are added without a number; the fictional line
// numbers 0100 to 0199 follow.
var areas = []string{"415", "212", "312", "206", "617", "303", "512", "305"}

// addPhone shows another phone, with a number of its own choice or the next free one, at
// home or in London.
func (p *Page) addPhone(r *http.Request) error {
	count := len(p.phones.list())
	if count >= 50 {
		return refusal{http.StatusConflict, "fifty phones are enough for one screen"}
	}
	number := strings.TrimSpace(r.FormValue("number"))
	switch place := r.FormValue("place"); {
	case number != "":
	case place == "London":
		// Ofcom keeps 07700 900000 to 900999 for drama (https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama).
		number = fmt.Sprintf("+447700900%03d", count+1)
	case place == "":
		number = fmt.Sprintf("+1%s55501%02d", areas[count%len(areas)], count+1)
	default:
		return refusal{http.StatusBadRequest, "a place is London, or nothing"}
	}
	if !e164.MatchString(number) {
		return refusal{http.StatusBadRequest, "a number looks like +14155550123"}
	}
	p.config.Carrier.Phone(number)
	phone, added := p.phones.add(number, strings.TrimSpace(r.FormValue("name")))
	if !added {
		return refusal{http.StatusConflict, "there is a phone with that number"}
	}
	p.viewers.tell(update{Type: "phone", Phone: &phone})
	return nil
}

// text sends a text, with a picture or without, from a phone to the room.
func (p *Page) text(r *http.Request) error {
	number := r.PathValue("number")
	if !p.phones.has(number) {
		return refusal{http.StatusNotFound, "there is no such phone"}
	}
	room := p.room.current().Number
	if room == "" {
		return refusal{http.StatusConflict, "the room has no number yet"}
	}
	body, media, err := readText(r)
	if err != nil {
		return err
	}
	if _, err := p.config.Carrier.Phone(number).Text(r.Context(), room, body, media...); err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	return nil
}

func readText(r *http.Request) (string, []twiliosim.Media, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxForm)
	if err := r.ParseMultipartForm(maxForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", nil, refusal{http.StatusRequestEntityTooLarge, "the picture is too large even to try"}
	}
	body := r.FormValue("text")
	file, header, err := r.FormFile("picture")
	if err != nil {
		if strings.TrimSpace(body) == "" {
			return "", nil, refusal{http.StatusBadRequest, "there is nothing to send"}
		}
		return body, nil, nil
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(file)
	if err != nil {
		return "", nil, fmt.Errorf("reading the picture: %w", err)
	}
	return body, []twiliosim.Media{{ContentType: header.Header.Get("Content-Type"), Data: data}}, nil
}

// scale sets the number of room pods, as `kubectl scale` does.
func (p *Page) scale(r *http.Request) error {
	replicas, err := strconv.Atoi(r.FormValue("replicas"))
	if err != nil || replicas < 0 || replicas > 20 {
		return refusal{http.StatusBadRequest, "replicas is a number from 0 to 20"}
	}
	room := &v1alpha1.SmackRoom{ObjectMeta: p.objectMeta(p.config.Room.Name)}
	patch := fmt.Sprintf(`{"spec":{"replicas":%d}}`, replicas)
	err = p.config.Writer.SubResource("scale").Patch(r.Context(), room, client.RawPatch(types.MergePatchType, []byte(patch)))
	if err != nil {
		return fmt.Errorf("scaling the room: %w", err)
	}
	return nil
}

// killPod ends a pod without any grace, as a node that dies does.
func (p *Page) killPod(r *http.Request) error {
	pod := &corev1.Pod{ObjectMeta: p.objectMeta(r.PathValue("name"))}
	if err := p.config.Writer.Delete(r.Context(), pod, client.GracePeriodSeconds(0)); err != nil {
		return fmt.Errorf("deleting the pod: %w", err)
	}
	return nil
}

func (p *Page) objectMeta(name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: p.config.Room.Namespace, Name: name}
}

func (b *phoneBook) has(number string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.find(number) != nil
}
