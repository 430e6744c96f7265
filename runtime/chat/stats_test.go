package chat

import (
	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe("#stats", func() {
	day := func(w *world) { w.today, w.spent, w.backlog = 12, 340, 90 }
	DescribeTable("shows admins the room in numbers", decides,
		Entry("idle", fridayClub(), sms(annNumber, "#stats"),
			outcome("stats", reply(annNumber, "Members: 3, active: 3. Today: messages 0, segments 0. Nothing waits."))),
		Entry("busy", fridayClub(day, peopled(ann(), bob(stopped), cid(unreachable))), sms(annNumber, "#stats"),
			outcome("stats", reply(annNumber, "Members: 3, active: 1. Today: messages 12, segments 340. Waiting: segments 90, about 2 minutes."))),
		Entry("with a limit", fridayClub(day, with(func(r *Room) { r.SegmentsPerDay, r.SegmentsPerSecond = 1000, 3 })), sms(annNumber, "#stats"),
			outcome("stats", reply(annNumber, "Members: 3, active: 3. Today: messages 12, segments 340 of 1000. Waiting: segments 90, about 1 minute."))),
		Entry("without a rate", fridayClub(day, with(func(r *Room) { r.SegmentsPerSecond = 0 })), sms(annNumber, "#stats"),
			outcome("stats", reply(annNumber, "Members: 3, active: 3. Today: messages 12, segments 340. Waiting: segments 90, about 2 minutes."))),
		Entry("on a day with more messages than are counted", fridayClub(func(w *world) { w.today, w.more = 5000, true }), sms(annNumber, "#stats"),
			outcome("stats", reply(annNumber, "Members: 3, active: 3. Today: messages 5000+, segments 0. Nothing waits."))),
		Entry("in German", fridayClub(day, with(func(r *Room) { r.Language = "de" })), sms(annNumber, "#stats"),
			outcome("stats", reply(annNumber, "Mitglieder: 3, aktiv: 3. Heute: Nachrichten 12, Segmente 340. Es warten: Segmente 90, etwa 2 Minuten."))),
		Entry("and nobody else", fridayClub(day), sms(bobNumber, "#stats"),
			outcome("stats", reply(bobNumber, "Sorry, only admins can use #stats."))),
		Entry("and takes no arguments", fridayClub(day), sms(annNumber, "#stats now"),
			outcome("usage", reply(annNumber, "Usage: #stats"))),
	)
})
