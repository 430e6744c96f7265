package chat

import (
	"strconv"
	"strings"
)

// pictures says in words what came without any, for phones that take no pictures.
func (t *turn) pictures() string {
	for _, m := range t.text.Media {
		if !strings.HasPrefix(m.ContentType, "image/") {
			return t.say(msgAttachment)
		}
	}
	if len(t.text.Media) == 1 {
		return t.say(msgPicture)
	}
	return t.say(msgPictures, "count", strconv.Itoa(len(t.text.Media)))
}
