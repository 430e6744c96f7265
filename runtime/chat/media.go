package chat

import (
	"strconv"
	"strings"
)

// content is what a text says, in words and pictures.
type content struct {
	body  string
	media []Media
	// pictures says in words what came along, where the body does not.
	pictures string
}

// content is what is to be read with the pictures that came: the words, or others where
// there are none. The sender is told what had to be left out, and ok is false if that was
// all. A room whose country has no pictures sends none, but says that they came.
func (t *turn) content(words string) (c content, ok bool) {
	if t.text.TooLarge > 0 {
		t.direct(Notice, t.text.From, t.say(msgTooLarge))
	}
	if len(t.text.Media) == 0 {
		if words == "" {
			t.out.Kind = KindTooLarge
		}
		return content{body: words}, words != ""
	}
	pictures := t.pictures()
	switch {
	case words == "":
		c = content{body: pictures, media: t.text.Media}
	case t.room.zone() == noPictures:
		return content{body: words + " " + pictures}, true
	default:
		c = content{body: words, media: t.text.Media, pictures: pictures}
	}
	if t.room.zone() == noPictures {
		c.media = nil
	}
	return c, true
}

// instead is the first part of a text as phones read it that take no pictures; empty where
// that is the same.
func (c content) instead(part string) string {
	words := part + " " + c.pictures
	if c.pictures == "" || units(words) > maxUnits {
		return ""
	}
	return words
}

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

// zone is a part of the world within which numbers can send each other pictures.
// Source: https://help.twilio.com/articles/223179808
type zone int

const (
	noPictures zone = iota
	northAmerica
	australia
)

func zoneOf(country string) zone {
	switch country {
	case "US", "CA":
		return northAmerica
	case "AU":
		return australia
	}
	return noPictures
}

// zone is that of the room's number; a short code's digits do not tell its country.
func (r *Room) zone() zone {
	if country := r.Number.Country(); country != "" {
		return zoneOf(country)
	}
	return zoneOf(r.Region)
}

// TakesPictures says whether the room can send the number pictures. Other channels than
// SMS take them everywhere.
func (r *Room) TakesPictures(to E164) bool {
	if to != to.bare() {
		return true
	}
	from := r.zone()
	return from != noPictures && from == zoneOf(to.Country())
}
