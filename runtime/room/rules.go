package room

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/rules"
	"github.com/smackdev/smack/runtime/store"
)

// keepTime bounds one try to keep the rules in Redis.
const keepTime = 5 * time.Second

// ruleKeeper keeps the last rules that compiled, for the pods that start after.
type ruleKeeper struct {
	// broken is what is wrong with the rules of the file as it is now.
	broken roomfile.Invalid
	// store is nil until there is one; kept are the rules in it.
	store *store.Store
	kept  []roomfile.Rule
}

// restoreRules lets the rules take effect that were last in force, where those of the file
// do not compile, and keeps those of the file where they do. Redis has answered a moment ago.
func (c *config) restoreRules(ctx context.Context, st *store.Store) error {
	kept, err := st.KeptRules(ctx)
	if err != nil {
		return err
	}
	c.store, c.kept = st, kept
	if len(c.broken) > 0 {
		now := *c.current.Load()
		now.file.Rules = kept
		if now.rules, err = rules.Compile(kept); err != nil {
			c.log.Error("the rules that were kept do not compile any more; the room has none", "error", err)
			now.file.Rules, now.rules = nil, nil
		}
		c.current.Store(&now)
	}
	c.reload()
	return nil
}

// checkRules says what is wrong with the file's rules, and keeps them where nothing is.
func (c *config) checkRules() error {
	if len(c.broken) > 0 {
		c.metrics.rules.Set(0)
		return fmt.Errorf("rules of room file %s, of which the last good ones stay in force:\n%w", c.path, c.broken)
	}
	c.metrics.rules.Set(1)
	if now := c.current.Load().file.Rules; c.store != nil && !(len(now) == 0 && len(c.kept) == 0) && !reflect.DeepEqual(now, c.kept) {
		c.keep(now)
	}
	return nil
}

// keep tries again with the next look at the file where Redis does not answer.
func (c *config) keep(list []roomfile.Rule) {
	ctx, cancel := context.WithTimeout(context.Background(), keepTime)
	defer cancel()
	if err := c.store.KeepRules(ctx, list); err != nil {
		c.log.Warn("the rules are in force but not kept for other pods yet; it is tried again", "error", err)
		return
	}
	c.kept = list
}
