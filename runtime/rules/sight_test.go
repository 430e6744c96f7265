package rules_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/rules"
)

var _ = DescribeTable("A set knows whether it looks at", func(r roomfile.Rule, sender, room bool) {
	r.Name, r.Then = "a", roomfile.ThenDrop
	if r.When == "" {
		r.When = "true"
	}
	set, err := rules.Compile([]roomfile.Rule{{Name: "b", When: "sms.Body == 'x'", Tag: "t", Then: roomfile.ThenContinue}, r})
	Expect(err).NotTo(HaveOccurred())
	Expect(set.SeesSender()).To(Equal(sender))
	Expect(set.SeesRoom()).To(Equal(room))
},
	Entry("the text alone", roomfile.Rule{When: "int(sms.NumMedia) > 0 && command.name == '' && now.getHours(room.timeZone) >= 22"}, false, false),
	Entry("what stays of a member", roomfile.Rule{When: "member.known && member.nickname == 'Ann' && member.active && member.joinedAt < now && room.name == 'x'"}, false, false),
	Entry("messages", roomfile.Rule{When: "member.messages == 1"}, true, false),
	Entry("an admin, in a loop", roomfile.Rule{When: "['a', 'b'].exists(w, sms.Body == w && member.admin)"}, true, false),
	Entry("the room's members, in a text", roomfile.Rule{Reply: "We are ${room.members}"}, false, true),
	Entry("the topic, and a profile", roomfile.Rule{When: "room.topic == ''", Direct: &roomfile.RuleDirect{To: "Ann", Text: "${member.private}"}}, true, true),
	Entry("all of a member", roomfile.Rule{When: "[member].size() > 0"}, true, false),
	Entry("all of a room", roomfile.Rule{When: "[room].size() > 0"}, false, true),
)

var _ = It("No set looks at nothing", func() {
	var none *rules.Set
	Expect(none.SeesSender() || none.SeesRoom() || !none.Empty() || len(none.Names()) > 0).To(BeFalse())
})
