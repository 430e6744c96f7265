package chat

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#list", func() {
	answers := func(body string) Outcome { return outcome("list", reply(annNumber, body)) }
	crowd := func(n int) func(*world) {
		members := []Member{ann()}
		for i := 2; i <= n; i++ {
			members = append(members, member(MemberID(i), fmt.Sprintf("M%d", i), E164(fmt.Sprintf("+1415555%04d", i))))
		}
		return peopled(members...)
	}
	names := func(from, to int) string {
		var list []string
		for i := from; i <= to; i++ {
			list = append(list, fmt.Sprintf("M%d", i))
		}
		return strings.Join(list, ", ")
	}

	DescribeTable("shows count and nicknames in join order", decides,
		Entry("marked", fridayClub(peopled(ann(), bob(stopped), cid(admin, stopped), member(4, "Dora", friend))), sms(annNumber, "#list"),
			answers("4 members: Ann (admin), Bob (stopped), Cid (admin, stopped), Dora")),
		Entry("who told the carrier STOP has stopped", fridayClub(peopled(ann(), bob(optedOut))), sms(annNumber, "#list"),
			answers("2 members: Ann (admin), Bob (stopped)")),
		Entry("who can't be reached is a member like others", fridayClub(peopled(ann(), bob(unreachable))), sms(annNumber, "#list"),
			answers("2 members: Ann (admin), Bob")),
		Entry("alone", fridayClub(peopled(ann())), sms(annNumber, "#list"), answers("1 member: Ann (admin)")),
		Entry("page 1 by name", fridayClub(peopled(ann())), sms(annNumber, "#list 1"), answers("1 member: Ann (admin)")),
		Entry("50 on one page", fridayClub(crowd(50)), sms(annNumber, "#list"), answers("50 members: Ann (admin), "+names(2, 50))),
		Entry("51 on two, the first", fridayClub(crowd(51)), sms(annNumber, "#list"),
			answers("51 members, page 1 of 2: Ann (admin), "+names(2, 50)+". More: #list 2")),
		Entry("51 on two, the second", fridayClub(crowd(51)), sms(annNumber, "#list 2"), answers("51 members, page 2 of 2: M51")),
		Entry("past the end", fridayClub(crowd(51)), sms(annNumber, "#list 3"), answers("Page 2 is the last one of #list.")),
		Entry("past the end of one page", fridayClub(), sms(annNumber, "#list 2"), answers("Page 1 is the last one of #list.")),
	)

	It("is split where one SMS does not hold a page", func() {
		members := []Member{ann()}
		for i := 2; i <= 50; i++ {
			members = append(members, member(MemberID(i), fmt.Sprintf("Maximiliana-Marie.%02d", i), friend, admin, stopped))
		}
		out := fridayClub(peopled(members...)).hears(sms(annNumber, "#list"))
		Expect(out.Directs).To(HaveLen(2))
		Expect(out.Directs[0].Body).To(HavePrefix("(1/2) 50 members: Ann (admin), Maximiliana-Marie.02 (admin, stopped)"))
		Expect(out.Directs[1].Body).To(HavePrefix("(2/2) "))
		Expect(out.Directs[1].Body).To(HaveSuffix("Maximiliana-Marie.50 (admin, stopped)"))
	})

	It("asks for the members, and not for wrong arguments", func() {
		Expect(Read(fridayClub().room, sms(annNumber, "#list")).Need).To(Equal(Need{Members: true}))
		Expect(Read(fridayClub().room, sms(annNumber, "#list 2")).Need).To(Equal(Need{Members: true}))
		Expect(Read(fridayClub().room, sms(annNumber, "#list all")).Need).To(Equal(Need{}))
	})
})
