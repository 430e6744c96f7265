package admin_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// service answers a command, and keeps what it was asked last.
type service struct {
	*httptest.Server
	asked atomic.Pointer[http.Request]
	body  atomic.Pointer[string]
}

func newService(answer string) *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		text := string(body)
		s.asked.Store(r)
		s.body.Store(&text)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))
	DeferCleanup(s.Close)
	return s
}

var _ = Describe("Commands on the desk", func() {
	ctx := context.Background()
	lunch := roomfile.Command{Name: "lunch", URL: "https://lunch.example/hook?key=abc", Summary: "What is for lunch?"}
	kept := func(o *office) []store.Command {
		GinkgoHelper()
		list, err := o.store.Commands(ctx)
		Expect(err).NotTo(HaveOccurred())
		return list
	}

	It("are made, changed and deleted, and their secrets shown once", func() {
		o := newOffice()
		first, err := o.SaveCommand(ctx, annActs, lunch, false)
		Expect(err).NotTo(HaveOccurred())
		Expect(first.Secret).To(HavePrefix("whsec_"))
		changed := lunch
		changed.Summary = "What there is"
		second, err := o.SaveCommand(ctx, annActs, changed, false)
		Expect(err).NotTo(HaveOccurred())
		Expect(second.Secret).To(BeEmpty())
		third, err := o.SaveCommand(ctx, annActs, changed, true)
		Expect(err).NotTo(HaveOccurred())
		Expect(kept(o)).To(HaveExactElements(And(HaveField("Secret", third.Secret), HaveField("PreviousSecret", first.Secret), HaveField("Summary", "What there is"))))
		list, err := o.Commands(ctx, annActs)
		Expect(err).NotTo(HaveOccurred())
		Expect(list).To(HaveExactElements(And(HaveField("Name", "lunch"), HaveField("Declared", false), HaveField("HelpSegments", 1))))
		Expect(fmt.Sprintf("%+v", list)).NotTo(ContainSubstring("whsec_"))
		Expect(o.Commands(ctx, viewer)).To(HaveExactElements(HaveField("URL", "https://lunch.example")), "an address may be a secret")
		Expect(o.DeleteCommand(ctx, annActs, "lunch")).To(Succeed())
		Expect(o.DeleteCommand(ctx, annActs, "lunch")).To(because(admin.NotFound, "no command #lunch"))
		Expect(o.audited()).To(HaveExactElements("Ann: add command #lunch (with a new secret)", "Ann: change command #lunch ()",
			"Ann: change command #lunch (with a new secret)", "Ann: delete command #lunch ()"))
	})

	It("that were switched off are on again when they are saved", func() {
		o := newOffice()
		_, err := o.SaveCommand(ctx, annActs, lunch, false)
		Expect(err).NotTo(HaveOccurred())
		_, err = o.store.DisableCommand(ctx, "lunch", store.Disabled{Reason: "It answered 410."})
		Expect(err).NotTo(HaveOccurred())
		Expect(o.Commands(ctx, annActs)).To(HaveExactElements(HaveField("Off", "It answered 410.")))
		_, err = o.SaveCommand(ctx, annActs, lunch, false)
		Expect(err).NotTo(HaveOccurred())
		Expect(o.Commands(ctx, annActs)).To(HaveExactElements(HaveField("Off", "")))
	})

	DescribeTable("are refused", func(c roomfile.Command, why admin.Because, field, text string) {
		o := newOffice()
		o.file.Commands = []roomfile.Command{{Name: "weather", Aliases: []string{"wx"}, URL: "https://w.example"}}
		_, err := o.SaveCommand(ctx, annActs, c, false)
		Expect(err).To(And(because(why, text), HaveField("Field", field)))
		Expect(kept(o)).To(BeEmpty())
		Expect(o.audited()).To(BeEmpty())
	},
		Entry(nil, roomfile.Command{Name: "weather", URL: "https://l.example"}, admin.Conflict, "", "room file declares #weather"),
		Entry(nil, roomfile.Command{Name: "wx", URL: "https://l.example"}, admin.Invalid, "name", "taken"),
		Entry(nil, roomfile.Command{Name: "stop", URL: "https://l.example"}, admin.Invalid, "name", "built-in"),
		Entry(nil, roomfile.Command{Name: "<b>", URL: "https://l.example"}, admin.Invalid, "name", "does not match"),
		Entry(nil, roomfile.Command{Name: "l", URL: "file:///etc/passwd"}, admin.Invalid, "url", "does not match"),
		Entry(nil, roomfile.Command{Name: "l", URL: "https://l.example", Timeout: "1h"}, admin.Invalid, "timeout", "10s"),
		Entry(nil, roomfile.Command{Name: "l", URL: "https://l.example", SecretRef: &roomfile.SecretRef{Name: "/etc"}}, admin.Invalid, "secretRef", "leave secretRef out"),
	)

	It("are tried: the service is asked, and nobody gets a text", func() {
		o, s := newOffice(), newService(`{"reply": "Soup, Bob", "broadcast": "Bob is hungry"}`)
		saved, err := o.SaveCommand(ctx, annActs, roomfile.Command{Name: "lunch", URL: s.URL}, false)
		Expect(err).NotTo(HaveOccurred())
		trial, err := o.TryCommand(ctx, annActs, "lunch", 2, "today")
		Expect(err).NotTo(HaveOccurred())
		Expect(trial.Status).To(Equal(200), trial.Err)
		Expect(trial.Curl).To(And(HavePrefix("curl "), ContainSubstring("ebhook-"), ContainSubstring(s.URL), Not(ContainSubstring(saved.Secret))))
		Expect(trial.Texts).To(ContainElements(
			And(HaveField("To", "sender"), HaveField("Body", ContainSubstring("Soup, Bob"))), And(HaveField("To", "room"), HaveField("Body", ContainSubstring("Bob is hungry")))))
		Expect(*s.body.Load()).To(And(ContainSubstring(`"Bob"`), ContainSubstring("today"), Not(ContainSubstring(string(bobPhone)))))
		Expect(o.waiting(bobPhone)).To(BeEmpty())
		Expect(o.Log(ctx, annActs, "", 0)).To(HaveField("Events", BeEmpty()))
		_, err = o.TryCommand(ctx, annActs, "dinner", 2, "")
		Expect(err).To(because(admin.NotFound, "#dinner"))
		_, err = o.TryCommand(ctx, annActs, "lunch", 99, "")
		Expect(err).To(because(admin.NotFound, "no member 99"))
		Expect(o.audited()).To(HaveLen(2))
	})

	It("show their last calls, of which none can be repeated that is not there", func() {
		o := newOffice()
		_, err := o.SaveCommand(ctx, annActs, lunch, false)
		Expect(err).NotTo(HaveOccurred())
		Expect(o.Calls(ctx, viewer, "lunch")).To(BeEmpty())
		_, err = o.Calls(ctx, viewer, "dinner")
		Expect(err).To(because(admin.NotFound, "#dinner"))
		_, err = o.Redeliver(ctx, annActs, "lunch", "none")
		Expect(err).To(because(admin.NotFound, "can't be repeated"))
	})
})

var _ = Describe("A call of a command", func() {
	It("is repeated through the API, and its answer arrives on the phone again", func(ctx context.Context) {
		p, s := newProgram(), newService(`{"reply": "Soup"}`)
		sim := sendingWith(ctx, p)
		var saved admin.Saved
		p.read(p.ask(http.MethodPut, "/commands/lunch", fmt.Sprintf(`{"command": {"url": %q}}`, s.URL)), &saved)
		Expect(saved.Secret).To(HavePrefix("whsec_"))
		p.commit(bobPhone, chat.Outcome{Calls: []chat.Call{{Command: "lunch", Text: "today"}}})
		phone := sim.Phone(string(bobPhone))
		Eventually(phone.Bodies).Should(HaveExactElements("Soup"))
		var list struct{ Calls []admin.Call }
		p.get("/commands/lunch/calls", &list)
		Expect(list.Calls).To(HaveExactElements(HaveField("Status", 200)))

		var trial admin.Trial
		p.post("/commands/lunch/calls/"+list.Calls[0].ID+"/redeliver", "", &trial)
		Expect(trial).To(And(HaveField("Status", 200), HaveField("Answer", ContainSubstring("Soup")), HaveField("Err", "")))
		Eventually(phone.Bodies).Should(HaveExactElements("Soup", "Soup"))
		p.post("/commands/lunch/try", `{"text": "today"}`, &trial)
		Expect(trial.Texts).To(HaveExactElements(HaveField("Body", ContainSubstring("Soup"))))
		Expect(p.ask(http.MethodDelete, "/commands/lunch", "").Code).To(Equal(http.StatusNoContent))
	})
})
