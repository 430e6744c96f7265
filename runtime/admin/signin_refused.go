package admin

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// refusedRecords bounds what the audit log is told of refused codes in a day, by member and in
// all: who guesses can't push out what admins did, of which ten thousand records are kept.
var refusedRecords = store.Limit{What: "refused", Window: 24 * time.Hour, PerClient: 10, InTotal: 500}

// codeRefused leaves a trace of a code that was wrong or too old, in the metrics, in the log
// and, where it was meant for an admin, in the audit log. Trouble with the last of them is
// logged: the answer to who typed the code must not tell that there is such an admin.
func (s *Screen) codeRefused(r *http.Request, id chat.MemberID) {
	s.metrics.signIn(wayCode, outcomeRefused)
	if id == 0 {
		s.noise.Do(func() {
			s.desk.Config.Log.Warn("a code that opens nothing was typed at the admin screen", "client", s.client(r))
		})
		return
	}
	if err := s.recordRefused(r.Context(), id, s.client(r)); err != nil {
		s.desk.Config.Log.Error("a refused code is missing in the audit log", "member", int64(id), "error", err)
	}
}

func (s *Screen) recordRefused(ctx context.Context, id chat.MemberID, client string) error {
	m, err := s.desk.Store.MemberByID(ctx, id)
	if err != nil || m == nil {
		return err
	}
	s.codeNoise.Do(func() {
		s.desk.Config.Log.Warn("an admin's code was refused at the admin screen",
			"client", client, "member", int64(id), "number", chat.Mask(m.Number))
	})
	few, err := s.desk.Store.Attempt(ctx, refusedRecords, "m"+strconv.FormatUint(uint64(id), 10))
	if err != nil || !few {
		return err
	}
	return s.desk.Store.Audit(ctx, store.Audit{
		Actor: "somebody", Verb: "sign-in refused", Object: memberObject(*m), Detail: "by code, from " + client,
	})
}

// memberObject is a member as the audit log names one.
func memberObject(m chat.Member) string {
	return fmt.Sprintf("member %d (%s)", m.ID, chat.Mask(m.Number))
}
