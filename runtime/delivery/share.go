package delivery

// share decides how many requests a pod keeps in flight at a carrier that has too many of
// the account's: half as many after each refusal, one more after each round without one.
// Pods that do so come to equal shares without knowing of each other, whatever rooms they
// serve. One that is never refused is never held back.
type share struct {
	most int
	size float64
	// cuts tells refusals of one moment, which count once, from those of the next.
	cuts int
	// fed is true if a request was taken since the last cut.
	fed bool
}

func newShare(most int) share { return share{most: most, size: float64(most), fed: true} }

func (s *share) admits(flying int) bool { return flying < int(s.size) }

func (s *share) taken() {
	s.fed = true
	s.size = min(s.size+1/s.size, float64(s.most))
}

// refused is told at which cut the request began and how many were in flight with it. It
// is true if nothing has been taken since the cut before: then smaller steps do not help.
func (s *share) refused(begun, flying int) (starving bool) {
	if begun != s.cuts {
		return false
	}
	starving = !s.fed
	s.size = max(min(s.size, float64(flying))/2, 1)
	s.cuts, s.fed = s.cuts+1, false
	return starving
}
