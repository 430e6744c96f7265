package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/smackdev/smack/runtime/chat"
)

// maxDecisions bounds how often one thing is decided. Each time, somebody else has to change
// the room in the milliseconds between reading the facts and the commit.
const maxDecisions = 20

// Decide reads the facts and has try decide on them and commit, anew as long as the commit is
// an ErrConflict. Where the room never stands still it gives up with ErrConflict, and nothing
// has happened. Any other error is that of try, or of reading.
func (s *Store) Decide(ctx context.Context, from chat.E164, need chat.Need, try func(chat.Facts) error) error {
	for range maxDecisions {
		facts, err := s.Facts(ctx, from, need)
		if err != nil {
			return err
		}
		if err := try(facts); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("deciding %d times: %w", maxDecisions, ErrConflict)
}
