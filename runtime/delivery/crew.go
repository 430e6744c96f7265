package delivery

import "sync"

// crew makes the requests of waves on goroutines that stay for the next ones. A goroutine
// begins with a small stack; growing it to what a request needs took an eighth of the
// request's processor time.
type crew struct {
	tasks chan func()
	hands sync.WaitGroup
}

func newCrew() *crew { return &crew{tasks: make(chan func())} }

// do never waits: without an idle hand there is a new one, so that there are as many as
// requests were ever under way together.
func (c *crew) do(task func()) {
	select {
	case c.tasks <- task:
	default:
		c.hands.Go(func() {
			task()
			for next := range c.tasks {
				next()
			}
		})
	}
}

// dismiss ends the crew when nobody gives it tasks any more.
func (c *crew) dismiss() {
	close(c.tasks)
	c.hands.Wait()
}
