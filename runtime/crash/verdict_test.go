package crash

import (
	"context"
	"fmt"
	"slices"
)

// logged are the marks of what the room accepted, in its order.
func (w *world) logged(ctx context.Context) ([]string, error) {
	entries, err := w.client.XRange(ctx, "smack:{"+roomName+"}:log", "-", "+").Result()
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	var found []string
	for _, e := range entries {
		body, _ := e.Values["b"].(string)
		found = append(found, marks.FindAllString(body, -1)...)
	}
	return found, nil
}

// complaints are all differences between what was said, what the log has and what the
// phones show; none is what the room promises.
func (w *world) complaints(ctx context.Context) ([]string, error) {
	log, err := w.logged(ctx)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, p := range w.people {
		found = append(found, aboutLog(p, log)...)
		want := slices.DeleteFunc(slices.Clone(log), func(mark string) bool { return author(mark) == p.index })
		found = append(found, compare(fmt.Sprintf("phone %d", p.index), p.seen('t'), want)...)
		found = append(found, aboutReplies(p)...)
	}
	return found, nil
}

// aboutLog checks that all a person said is there once, in the order in which the room
// acknowledged it. What it never acknowledged may be there or not.
func aboutLog(p *person, log []string) []string {
	own := slices.DeleteFunc(slices.Clone(log), func(mark string) bool { return author(mark) != p.index })
	return acknowledged(fmt.Sprintf("the log of person %d", p.index), own, p.said)
}

func aboutReplies(p *person) []string {
	return acknowledged(fmt.Sprintf("the replies to person %d", p.index), p.seen('q'), p.asked)
}

// acknowledged compares with what was acknowledged; of the rest each may be there once.
func acknowledged(where string, got []string, all []utterance) []string {
	var want []string
	optional := map[string]bool{}
	for _, u := range all {
		if u.taken {
			want = append(want, u.mark)
		} else {
			optional[u.mark] = true
		}
	}
	rest := slices.DeleteFunc(slices.Clone(got), func(mark string) bool {
		once := optional[mark]
		delete(optional, mark)
		return once
	})
	return compare(where, rest, want)
}

// compare names what is lost, doubled, strange or out of order.
func compare(where string, got, want []string) (found []string) {
	count := map[string]int{}
	for _, mark := range got {
		count[mark]++
	}
	for _, mark := range want {
		if count[mark] != 1 {
			found = append(found, fmt.Sprintf("%s: %s is there %d times", where, mark, count[mark]))
		}
		delete(count, mark)
	}
	for mark, n := range count {
		found = append(found, fmt.Sprintf("%s: %s is there %d times and belongs elsewhere", where, mark, n))
	}
	if len(found) == 0 && !slices.Equal(got, want) {
		found = append(found, fmt.Sprintf("%s: another order\n got %v\nwant %v", where, got, want))
	}
	return found
}
