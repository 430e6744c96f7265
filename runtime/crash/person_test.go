package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"time"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// person is a member who texts one thing after the other, none like another.
type person struct {
	index int
	phone *twiliosim.Phone
	// said and asked are chat texts and commands in order, by their marks, and whether the
	// room acknowledged them.
	said, asked []utterance
}

type utterance struct {
	mark  string
	taken bool
}

// marks finds what persons have said (t) or asked (q): the person's index and a number.
var marks = regexp.MustCompile(`[tq](\d+)x\d+`)

// author is the index of who made the mark.
func author(mark string) int {
	i, _ := strconv.Atoi(marks.FindStringSubmatch(mark)[1]) // digits, by the expression
	return i
}

func (p *person) text(ctx context.Context, body string) (taken bool) {
	in, err := p.phone.Text(ctx, roomNumber, body)
	return err == nil && in.Webhook.Delivered
}

// talk goes on until running ends; its last text is not cut short.
func (p *person) talk(ctx, running context.Context, chance *rand.Rand) {
	for n := 0; wait(running, 200*time.Millisecond+rand.N(time.Second)); n++ {
		if chance.IntN(5) == 0 {
			mark := fmt.Sprintf("q%dx%d", p.index, n)
			p.asked = append(p.asked, utterance{mark, p.text(ctx, "#"+mark)})
			continue
		}
		mark := fmt.Sprintf("t%dx%d", p.index, n)
		p.said = append(p.said, utterance{mark, p.text(ctx, mark+" says "+strconv.Itoa(p.index))})
	}
}

// seen are the marks on the phone's screen, in order of arrival.
func (p *person) seen(kind byte) (found []string) {
	for _, body := range p.phone.Bodies() {
		for _, mark := range marks.FindAllString(body, -1) {
			if mark[0] == kind {
				found = append(found, mark)
			}
		}
	}
	return found
}

// wait lets time pass; false once ctx has ended.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
