package bench

import (
	"errors"
	"strconv"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/chat"
)

var errNobodyFound = errors.New("nobody was found, or the index is not whole")

// desk times what an admin waits for in the largest room: data alone, and whole pages.
func desk(r *run) []figures.Row {
	members := r.growth[len(r.growth)-1]
	o := r.room(r.redis(), "bench.desk", members)
	file := roomfile.File{Room: o.name, Admin: roomfile.Admin{TokenSecretRef: &roomfile.SecretRef{Name: tokenDir(r)}}}
	d := admin.NewDesk(admin.Config{Store: o.Store, Settings: func() admin.Settings {
		return admin.Settings{File: file, Room: chat.Room{Region: "US", SegmentsPerSecond: 1, TimeZone: time.UTC, Prefix: '#'}}
	}})
	actor := admin.Actor{Name: "bench", Role: admin.Admin}
	begun := time.Now()
	for !must(o.IndexNames(r.ctx)) {
	}
	indexed := ms(time.Since(begun).Nanoseconds())
	timed := func(do func()) float64 {
		var watch stopwatch
		for range r.timed {
			begun := time.Now()
			do()
			watch.stop(begun)
		}
		return watch.p99()
	}
	page := func(q admin.MemberQuery) func() {
		return func() {
			q.Limit = admin.DefaultPage
			if found := must(d.Members(r.ctx, actor, q)); len(found.Members) == 0 || found.Indexing {
				check(errNobodyFound)
			}
		}
	}
	visit := visitor(d)
	of := " of " + strconv.Itoa(members) + " members, p99"
	return []figures.Row{
		figures.Below("admin, data of the last page"+of, timed(page(admin.MemberQuery{After: strconv.Itoa(members - 10)})), "ms", 50),
		figures.Below("admin, data of a search"+of, timed(page(admin.MemberQuery{Search: "member9"})), "ms", 50),
		figures.Below("admin, data of a number"+of, timed(page(admin.MemberQuery{Search: number(members)})), "ms", 50),
		figures.Below("admin, data of the overview"+of, timed(func() { must(d.Overview(r.ctx, actor)) }), "ms", 50),
		figures.Below("admin, page of the overview"+of, timed(visit("/")), "ms", 50),
		figures.Below("admin, page of the last members"+of, timed(visit("/members?after="+strconv.Itoa(members-60))), "ms", 50),
		figures.Below("admin, page of a search"+of, timed(visit("/members?q=member9")), "ms", 50),
		figures.Below("admin, page of a member"+of, timed(visit("/members/"+strconv.Itoa(members))), "ms", 50),
		figures.Info("admin, index of nicknames of "+strconv.Itoa(members)+" members", indexed, "ms"),
	}
}
