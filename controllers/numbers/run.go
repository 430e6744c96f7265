package numbers

import (
	"context"
	"fmt"
	"time"
)

// run carries out one call of Ensure.
type run struct {
	*Buyer
	journal Journal
	want    Want
	state   State
	sight   sight
	result  Result
}

func (r *run) policy() policy {
	var papers []Field
	if r.want.AddressSID != "" {
		papers = append(papers, FieldAddress)
	}
	if r.want.BundleSID != "" {
		papers = append(papers, FieldBundle)
	}
	return policy{token: r.want.Token, search: r.want.Search, papers: papers, allowed: r.Guard.Allowed(), grace: r.grace()}
}

func (r *run) do(ctx context.Context, s step) error {
	switch s.verb {
	case fetch:
		return r.fetch(ctx)
	case findMine:
		return see(&r.sight.mine, "look for the room's number")(r.Carrier.NumbersNamed(ctx, r.want.Token))
	case search:
		return r.search(ctx)
	case findHolder:
		return see(&r.sight.holders, "look for the candidate")(r.Carrier.NumbersByE164(ctx, r.state.Candidate))
	case save:
		return r.save(ctx, s.state)
	case attempt:
		return r.attempt(ctx, s.state)
	case buy:
		return r.buy(ctx)
	}
	return s.err
}

func see[T any](into **[]T, doing string) func([]T, error) error {
	return func(found []T, err error) error {
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		*into = &found
		return nil
	}
}

func (r *run) fetch(ctx context.Context) error {
	n, err := r.Carrier.FetchNumber(ctx, r.state.SID)
	switch {
	case err == nil:
		r.sight.fetched = &n
		return nil
	case kindOf(err) == NotFound:
		r.sight.lost = true
		return nil
	}
	return fmt.Errorf("look up the number: %w", err)
}

// search takes a kind that the country does not have for an empty list.
func (r *run) search(ctx context.Context) error {
	offers, err := r.Carrier.SearchNumbers(ctx, r.want.Search)
	if err != nil && kindOf(err) == NotFound {
		offers, err = nil, nil
	}
	return see(&r.sight.offers, "search numbers for sale")(offers, err)
}

// save writes the state and forgets what was seen before it.
func (r *run) save(ctx context.Context, s State) error {
	if err := r.journal.Save(ctx, s); err != nil {
		return fmt.Errorf("write the purchase state: %w", err)
	}
	if s.SID != "" {
		r.result.Bought, r.result.Found = r.state.Attempts > 0, r.state.Attempts == 0
	}
	if s.SID == "" && r.state.Candidate != "" {
		r.Guard.Refund(r.state.Candidate)
		r.result.Abandoned++
	}
	r.state, r.sight = s, sight{}
	return nil
}

// attempt writes down that the candidate will be asked for. What was seen of it stays
// true: nobody but us changed anything.
func (r *run) attempt(ctx context.Context, s State) error {
	if err := r.Guard.Admit(s.Candidate); err != nil {
		return err
	}
	if err := r.journal.Save(ctx, s); err != nil {
		return fmt.Errorf("write the purchase attempt: %w", err)
	}
	r.state, r.sight.attempts = s, true
	return nil
}

func (r *run) buy(ctx context.Context) error {
	n, err := r.Carrier.BuyNumber(ctx, Order{
		E164: r.state.Candidate, FriendlyName: r.want.Token,
		AddressSID: r.want.AddressSID, BundleSID: r.want.BundleSID,
	})
	if err == nil {
		return r.record(ctx, n)
	}
	switch kindOf(err) {
	case Definite, NotFound:
		// Believe the refusal only together with a fresh list.
		r.sight.refused, r.sight.holders = err, nil
		return nil
	case Throttled, Auth:
		if r.state.Attempts == 1 {
			r.Guard.Refund(r.state.Candidate)
		}
	}
	return fmt.Errorf("buy the candidate: %w", err)
}

// recordTries is how often a bought number is written down before it is left to the
// next run to find it by its token.
const recordTries = 5

// record writes down a number that was just bought. It insists, with a context that
// outlives the caller's for a while: the number costs money from now on.
func (r *run) record(ctx context.Context, n Number) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	wait := 50 * time.Millisecond
	err := r.save(ctx, r.state.recorded(n.SID))
	for try := 1; err != nil && try < recordTries; try++ {
		if e := r.pause(ctx, wait); e != nil {
			break
		}
		wait *= 4
		err = r.recordAgain(ctx, n)
	}
	if err != nil {
		return fmt.Errorf("bought %s: %w", n.SID, err)
	}
	r.sight.fetched = &n
	return nil
}

// recordAgain starts from what is written there now, because a conflict means that
// someone wrote something else.
func (r *run) recordAgain(ctx context.Context, n Number) error {
	now, err := r.journal.Load(ctx)
	if err != nil {
		return fmt.Errorf("read the purchase state: %w", err)
	}
	if now.SID != "" && now.SID != n.SID {
		return &DuplicateNumbersError{Token: r.want.Token, SIDs: []string{now.SID, n.SID}}
	}
	return r.save(ctx, now.recorded(n.SID))
}
