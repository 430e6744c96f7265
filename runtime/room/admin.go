package room

import (
	"context"
	"net/http"

	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/store"
)

// listenAdmin takes the port of the admin screen, which is never the one that the carrier
// calls.
func (a *assembly) listenAdmin(ctx context.Context) (*server, error) {
	if a.options.AdminListen == "" {
		return noServer(), nil
	}
	return listen(ctx, a.options.AdminListen, http.HandlerFunc(a.serveAdmin), a.log)
}

// serveAdmin has nothing to show while the room file switches the screen off.
func (a *assembly) serveAdmin(w http.ResponseWriter, r *http.Request) {
	if !*a.config.current.Load().file.Admin.Enabled {
		http.Error(w, "the room file says admin.enabled: false", http.StatusNotFound)
		return
	}
	a.screen.ServeHTTP(w, r)
}

// openAdmin lets the screen be seen.
func (a *assembly) openAdmin(st *store.Store, key []byte) error {
	desk := admin.NewDesk(admin.Config{Store: st, Settings: a.adminSettings, Services: a.services, Log: a.log})
	screen, err := admin.New(admin.Options{Desk: desk, Key: key, Metrics: a.registry})
	if err != nil {
		return err
	}
	a.screen.open(screen)
	return nil
}

func (a *assembly) adminSettings() admin.Settings {
	now := a.config.current.Load()
	return admin.Settings{File: now.file, Room: now.room}
}
