package store_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// nights are what the model knows of quiet hours. Time passes for one member by writing
// the hours, and what waits for their end, as if they had been earlier.
type nights struct {
	client redis.UniversalClient
	prefix string
	// sleeping members have quiet hours now; sleepers have had some.
	sleeping, sleepers map[int]bool
	// told are the direct texts to each member that are patient, and those that are not;
	// heard are those that the phone got.
	told, heard map[int]map[bool][]string
	// doubted are texts of which someone once did not know whether they were sent.
	doubted map[string]bool
	// slept counts lines that were seen waiting for a morning.
	slept int
}

func newNights(client redis.UniversalClient, room string) nights {
	return nights{client: client, prefix: "smack:{" + room + "}:", sleeping: map[int]bool{}, sleepers: map[int]bool{},
		told: map[int]map[bool][]string{}, heard: map[int]map[bool][]string{}, doubted: map[string]bool{}}
}

// aroundNow is a night that has begun and does not end by itself.
func aroundNow(chat.Quiet, time.Time, time.Time) ([]chat.Window, error) {
	return night(-time.Hour, time.Hour), nil
}

// choose switches a member's quiet hours on, in which it is at once, or off.
func (m *model) choose() {
	id, on := m.pick(), rapid.Bool().Draw(m.t, "on")
	change := chat.SetQuiet{Member: chat.MemberID(id)}
	if on {
		change.Quiet = someHours
	}
	m.commit(phone(id), chat.Outcome{Changes: []chat.Change{change}})
	m.sleeping[id], m.sleepers[id] = on, m.sleepers[id] || on
}

// evening comes for a member with quiet hours.
func (m *model) evening(id int) {
	m.sleeping[id], m.sleepers[id] = true, true
	m.hours(id, night(-time.Hour, time.Hour))
}

// morning comes for a member, and for what waits for it.
func (m *model) morning(id int) {
	if !m.sleeping[id] {
		return
	}
	m.sleeping[id] = false
	over := night(-time.Hour, -time.Second)
	m.hours(id, over)
	for _, name := range []string{fmt.Sprint("h", id), fmt.Sprint("n", phone(id))} {
		m.check(m.client.ZAddXX(m.ctx, m.prefix+"due_quiet", redis.Z{Score: float64(over[0].End.UnixMicro()), Member: name}).Err())
	}
}

// timePasses between two steps of a worker: a night begins or ends for somebody, or not.
func (m *model) timePasses() {
	m.somebodyLeaves(40)
	switch rapid.SampledFrom([]string{"", "", "", "evening", "morning"}).Draw(m.t, "meanwhile") {
	case "evening":
		m.evening(m.pick())
	case "morning":
		m.morning(m.pick())
	}
}

// somebodyLeaves once in so many times, also between two steps of a worker.
func (m *model) somebodyLeaves(times int) {
	if rapid.IntRange(1, times).Draw(m.t, "leaves") == 1 {
		m.leave()
	}
}

func (m *model) hours(id int, nights []chat.Window) {
	m.check(m.client.HSet(m.ctx, m.prefix+"quiet", id, store.PackNights(nights)).Err())
}

func (m *model) everyMorning() {
	for id := 1; id <= m.members; id++ {
		m.morning(id)
	}
}

func (m *model) announce() {
	seq := m.commit(phone(m.pick()), chat.Outcome{Broadcasts: []chat.Broadcast{
		{Kind: chat.Announcement, Body: fmt.Sprint(len(m.said) + 1)}}})
	m.said[seq], m.author[seq] = m.members, 0
}

// mayMiss: who sleeps hears of no announcement.
func (m *model) mayMiss(id int, seq chat.Seq) bool { return m.author[seq] == 0 && m.sleepers[id] }

// tell sends a direct text that waits for the morning, or one that does not.
func (m *model) tell() {
	id, patient := m.pick(), rapid.Bool().Draw(m.t, "patient")
	m.sids++
	body := fmt.Sprintf("%v %d", patient, m.sids)
	m.commit(phone(id), chat.Outcome{Directs: []chat.Direct{{To: phone(id), Body: body, Kind: chat.Notice, Patient: patient}}})
	m.told[id] = appended(m.told[id], patient, body)
}

func (m *model) takeDirect(id int, body string) {
	m.heard[id] = appended(m.heard[id], strings.HasPrefix(body, "true"), body)
}

func appended(list map[bool][]string, patient bool, body string) map[bool][]string {
	if list == nil {
		list = map[bool][]string{}
	}
	list[patient] = append(list[patient], body)
	return list
}

func (m *model) compareDirects() {
	for id, told := range m.told {
		for _, patient := range []bool{true, false} {
			if patient && m.away[id] { // what waits for the morning is for a member
				continue
			}
			if heard := m.heard[id][patient]; !slices.Equal(heard, told[patient]) {
				m.t.Fatalf("member %d heard %v, not %v", id, heard, told[patient])
			}
		}
	}
}

func (m *model) awake(id chat.MemberID) {
	if m.sleeping[int(id)] {
		m.t.Fatalf("member %d gets chat at night", id)
	}
}

// mayGo: at night nothing goes to a member that could wait, but a direct text that the
// phone may have already.
func (m *model) mayGo(send store.LineSend) {
	_, owner, _ := strings.Cut(send.Ref, ".")
	if strings.HasPrefix(send.Ref, "b") || strings.HasPrefix(send.Body, "true") && !m.doubted[send.Body] {
		var id chat.MemberID
		_, err := fmt.Sscan(owner, &id)
		m.check(err)
		m.awake(id)
	}
}

// inOnePlace: a line that exists is in one set, and none that does not; who has one is off
// the lane; what sleeps is not under way.
func (m *model) inOnePlace() {
	places := map[string][]string{}
	for _, set := range []string{"due_held", "due_direct", "due_look", "due_quiet"} {
		names, err := m.client.ZRange(m.ctx, m.prefix+set, 0, -1).Result()
		m.check(err)
		for _, name := range names {
			places[name] = append(places[name], set)
		}
	}
	for id := 1; id <= m.members; id++ {
		held := fmt.Sprint("h", id)
		for _, name := range []string{held, fmt.Sprint("d", phone(id)), fmt.Sprint("n", phone(id))} {
			exists, err := m.client.Exists(m.ctx, m.prefix+"line:"+name).Result()
			m.check(err)
			if int(exists) != len(places[name]) {
				m.t.Fatalf("line %s exists: %d, and is in %v", name, exists, places[name])
			}
		}
		m.offIfHeld(id, len(places[held]) > 0, slices.Contains(places[held], "due_quiet"))
	}
}

func (m *model) offIfHeld(id int, held, asleep bool) {
	off, err := m.client.SIsMember(m.ctx, m.prefix+"off", id).Result()
	m.check(err)
	counted, err := m.client.HExists(m.ctx, m.prefix+"asleep", fmt.Sprint(id)).Result()
	m.check(err)
	under, err := m.client.HMGet(m.ctx, m.prefix+"state:h"+fmt.Sprint(id), "token", "state").Result()
	m.check(err)
	if off != held || counted != asleep || asleep && (under[0] != nil || under[1] != nil) {
		m.t.Fatalf("member %d is off: %v, held: %v, asleep: %v, counted: %v, under way: %v", id, off, held, asleep, counted, under)
	}
	if asleep {
		m.slept++
	}
}
