package admin

import "regexp"

// The sizes of pages.
const (
	// DefaultPage is how much a page shows that says no limit.
	DefaultPage = 50
	// MaxPage is the most that a page may show.
	MaxPage = 200
)

// pageFor is the size of a page that an actor asked for; 0 asks for DefaultPage.
func (d *Desk) pageFor(a Actor, limit int) (int, error) {
	if err := d.mayLook(a); err != nil {
		return 0, err
	}
	switch {
	case limit == 0:
		return DefaultPage, nil
	case limit < 0 || limit > MaxPage:
		return 0, wrong("limit", "A page has 1 to %d entries.", MaxPage)
	}
	return limit, nil
}

// pageOf shows at most limit of what was read. Where more was read there is a next page, whose
// cursor is that of the last one shown: whoever reads asks for one more than the page has.
func pageOf[R, S any](read []R, limit int, show func(R) S, cursor func(R) string) (shown []S, next string) {
	if len(read) > limit {
		read = read[:limit]
		next = cursor(read[limit-1])
	}
	shown = make([]S, len(read))
	for i, one := range read {
		shown[i] = show(one)
	}
	return shown, next
}

// streamID is what Redis calls an entry of a stream.
var streamID = regexp.MustCompile(`^[0-9]{1,19}-[0-9]{1,19}$`)

// checkCursor keeps what people write into addresses from becoming an error of Redis.
func checkCursor(before string) error {
	if before != "" && !streamID.MatchString(before) {
		return noCursor()
	}
	return nil
}

func noCursor() error {
	return wrong("cursor", "This is no place in the list. Go back to its first page.")
}
