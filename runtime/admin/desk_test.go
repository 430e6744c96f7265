package admin_test

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = Describe("The desk", func() {
	ctx := context.Background()

	// changes are all that somebody could change.
	changes := map[string]func(*office, admin.Actor) error{
		"act": func(o *office, a admin.Actor) error {
			_, err := o.Act(ctx, a, admin.Deed{Member: 2, Verb: admin.Kick})
			return err
		},
		"ban number": func(o *office, a admin.Actor) error { _, err := o.BanNumber(ctx, a, string(zoePhone), ""); return err },
		"unban":      func(o *office, a admin.Actor) error { _, err := o.Unban(ctx, a, string(zoePhone), ""); return err },
		"retry": func(o *office, a admin.Actor) error {
			_, err := o.Retry(ctx, a, store.Failed, admin.Choice{All: true})
			return err
		},
		"drop": func(o *office, a admin.Actor) error {
			_, err := o.Drop(ctx, a, store.Failed, admin.Choice{All: true})
			return err
		},
		"empty": func(o *office, a admin.Actor) error { _, err := o.Empty(ctx, a, store.Failed, "failed"); return err },
		"save command": func(o *office, a admin.Actor) error {
			_, err := o.SaveCommand(ctx, a, roomfile.Command{Name: "lunch", URL: "https://lunch.example"}, false)
			return err
		},
		"hold": func(o *office, a admin.Actor) error { return o.Hold(ctx, a, store.Sending, true) },
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		change := changes[name]
		It("lets nobody "+name+" who may only look, or where the room file says so", func() {
			o := newOffice()
			o.dies(bobPhone, "lost", 30003)
			before, err := o.store.Stats(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(change(o, nobody)).To(because(admin.Forbidden, "Sign in"))
			Expect(change(o, viewer)).To(because(admin.Forbidden, "look but change nothing"))
			o.file.Admin.ReadOnly = true
			Expect(change(o, annActs)).To(because(admin.RoomReadOnly, "admin.readOnly"))
			Expect(o.store.Stats(ctx)).To(Equal(before))
			Expect(o.audited()).To(BeEmpty())
			o.file.Admin.ReadOnly = false
			if err := change(o, annActs); err != nil {
				Expect(err).To(because(admin.Conflict, "is not banned"))
			}
		})
	}

	// looks are all that somebody can look at.
	looks := map[string]func(*office, admin.Actor) (any, error){
		"overview": func(o *office, a admin.Actor) (any, error) { return o.Overview(ctx, a) },
		"history":  func(o *office, a admin.Actor) (any, error) { return o.History(ctx, a, admin.Day) },
		"members":  func(o *office, a admin.Actor) (any, error) { return o.Members(ctx, a, admin.MemberQuery{}) },
		"search":   func(o *office, a admin.Actor) (any, error) { return o.Members(ctx, a, admin.MemberQuery{Search: "b"}) },
		"member":   func(o *office, a admin.Actor) (any, error) { return o.Member(ctx, a, 2) },
		"banned":   func(o *office, a admin.Actor) (any, error) { return o.Banned(ctx, a) },
		"waiting":  func(o *office, a admin.Actor) (any, error) { return o.Queue(ctx, a, store.Default, "", 0) },
		"failed":   func(o *office, a admin.Actor) (any, error) { return o.Queue(ctx, a, store.Failed, "", 0) },
		"log":      func(o *office, a admin.Actor) (any, error) { return o.Log(ctx, a, "", 0) },
		"audit":    func(o *office, a admin.Actor) (any, error) { return o.Audit(ctx, a, "", 0) },
		"settings": func(o *office, a admin.Actor) (any, error) { return o.RoomFile(ctx, a) },
	}
	for _, name := range slices.Sorted(maps.Keys(looks)) {
		look := looks[name]
		It("shows "+name+" to nobody who has not signed in, and no number or text to who may only look", func() {
			o := newOffice()
			o.say(2, bobPhone, "Bob: a secret")
			o.dies(bobPhone, "a secret", 30003)
			Expect(o.BanNumber(ctx, annActs, string(zoePhone), "")).To(HaveField("Text", ContainSubstring("banned")))
			_, err := look(o, nobody)
			Expect(err).To(because(admin.Forbidden, "Sign in"))
			shown, err := look(o, viewer)
			Expect(err).NotTo(HaveOccurred())
			text := fmt.Sprintf("%+v", shown)
			Expect(text).NotTo(MatchRegexp(`\+1415555010[1-9]|\+14155550199`))
			Expect(text).NotTo(ContainSubstring("secret"))
		})
	}

	It("has none of the room's secrets", func() {
		o := newOffice()
		o.file.Carrier.CredentialsDir = "/etc/smack/carrier"
		file, err := o.RoomFile(ctx, annActs)
		Expect(err).NotTo(HaveOccurred())
		Expect(file.YAML).To(And(ContainSubstring("room: "+o.file.Room), ContainSubstring("displayName: Friday Club"), ContainSubstring(string(annPhone))))
		Expect(o.RoomFile(ctx, viewer)).To(HaveField("YAML", ContainSubstring("+1415•••0101")))
		Expect(o.file.Chat.Admins).To(Equal([]string{string(annPhone)}), "what is in force stays as it is")
	})

	It("tells the state of the room", func() {
		o := newOffice()
		o.say(2, bobPhone, "Bob: hello")
		for range 2 {
			o.dies(bobPhone, "lost", 30003)
		}
		o.dies(cidPhone, "lost too", 30007)
		Expect(o.Hold(ctx, annActs, store.Intake, true)).To(Succeed())
		got, err := o.Overview(ctx, viewer)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Failures).To(Equal([]admin.Failure{
			{Code: 30003, Title: "phone is off or out of reach", Count: 2},
			{Code: 30007, Title: "filtered as spam by a network", Count: 1},
		}))
		Expect(got.Queue.BacklogSegments).To(Equal(int64(3)))
		Expect(got.Queue.DrainSeconds).To(Equal(1.5))
		Expect(got.Hold).To(Equal(admin.Hold{Intake: true}))
		Expect(got).To(And(HaveField("Members", int64(3)), HaveField("Admins", int64(1)), HaveField("Messages", int64(1)),
			HaveField("Failed", int64(3)), HaveField("SegmentsPerDay", int64(5000)), HaveField("Number", "+14155550100")))
		Expect(o.audited()).To(ConsistOf("Ann: pause intake ()"))
	})

	It("refuses pages that nobody could mean", func() {
		o := newOffice()
		for _, limit := range []int{-1, admin.MaxPage + 1} {
			_, err := o.Members(ctx, annActs, admin.MemberQuery{Limit: limit})
			Expect(err).To(because(admin.Invalid, "1 to 200"))
		}
		for _, cursor := range []string{"x", "-1", "+", "1-2-3", "99999999999999999999-0", "(1-1"} {
			_, err := o.Members(ctx, annActs, admin.MemberQuery{After: cursor})
			Expect(err).To(because(admin.Invalid, "no place"), cursor)
			_, err = o.Queue(ctx, annActs, store.Failed, cursor, 0)
			Expect(err).To(because(admin.Invalid, "no place"), cursor)
			_, err = o.Log(ctx, annActs, cursor, 0)
			Expect(err).To(because(admin.Invalid, "no place"), cursor)
			_, err = o.Audit(ctx, annActs, cursor, 0)
			Expect(err).To(because(admin.Invalid, "no place"), cursor)
		}
		_, err := o.History(ctx, annActs, "1y")
		Expect(err).To(because(admin.Invalid, "24h"))
	})

	It("shows the log, and who changed what, page by page", func() {
		o := newOffice()
		for i := range 5 {
			o.say(2, bobPhone, fmt.Sprint("Bob: ", i))
		}
		var bodies []string
		for cursor, first := "", true; first || cursor != ""; first = false {
			page, err := o.Log(ctx, annActs, cursor, 2)
			Expect(err).NotTo(HaveOccurred())
			for _, e := range page.Events {
				bodies = append(bodies, e.Nickname+" "+e.Body)
			}
			cursor = page.Next
		}
		Expect(strings.Join(bodies, ",")).To(Equal("Bob Bob: 4,Bob Bob: 3,Bob Bob: 2,Bob Bob: 1,Bob Bob: 0"))
		o.commit(bobPhone, chat.Outcome{Tags: []string{"greeting"}, Broadcasts: []chat.Broadcast{{Author: 2, Kind: chat.Chat, Body: "Bob: hello"}}})
		Expect(o.Log(ctx, viewer, "", 1)).To(HaveField("Events", HaveExactElements(HaveField("Tags", []string{"greeting"}))))
		for range 3 {
			Expect(o.RecordSignIn(ctx, annActs, "sign-in")).To(Succeed())
		}
		page, err := o.Audit(ctx, annActs, "", 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(page.Records).To(HaveLen(2))
		Expect(o.Audit(ctx, annActs, page.Next, 2)).To(And(HaveField("Records", HaveLen(1)), HaveField("Next", "")))
	})

	It("shows what happened since the last figures were kept", func() {
		o := newOffice()
		Expect(o.store.Sample(ctx)).To(Succeed())
		o.say(2, bobPhone, "Bob: hello")
		o.dies(cidPhone, "lost", 30007)
		for _, span := range []admin.Span{admin.Day, admin.Month} {
			got, err := o.History(ctx, annActs, span)
			Expect(err).NotTo(HaveOccurred())
			Expect(got).To(HaveLen(1))
			Expect(got[0].At).To(BeTemporally("~", time.Now(), 6*time.Hour+time.Minute))
			Expect(got[0]).To(Equal(admin.Bucket{At: got[0].At, Messages: 1, Failed: 1, Members: 3}))
		}
	})

	It("has no method that does anything for who has not signed in", func() {
		o := newOffice()
		desk, tried := reflect.ValueOf(o.Desk), 0
		for i := range desk.NumMethod() {
			name, method := desk.Type().Method(i).Name, desk.Method(i)
			if name == "RecordSignIn" || method.Type().NumIn() < 2 || method.Type().In(1) != reflect.TypeFor[admin.Actor]() {
				continue
			}
			args := []reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(nobody)}
			for n := 2; n < method.Type().NumIn(); n++ {
				args = append(args, reflect.Zero(method.Type().In(n)))
			}
			results := method.Call(args)
			Expect(results[len(results)-1].Interface()).To(because(admin.Forbidden, "Sign in"), name)
			tried++
		}
		Expect(tried).To(BeNumerically(">=", len(changes)+len(looks)-3))
		Expect(o.audited()).To(BeEmpty())
	})
})
