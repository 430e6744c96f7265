package admin_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/chat"
)

var _ = Describe("Signing in by a code", func() {
	DescribeTable("lets an admin in, however called", func(who string) {
		w := newWorld()
		b := w.browser()
		Expect(b.post("/sign-in", "who", who).Header.Get("Location")).To(Equal("/sign-in/code"))
		Expect(w.codes(annNumber)).To(HaveLen(1))
		code := w.codes(annNumber)[0]
		Expect(b.post("/sign-in/code", "code", " "+code[:3]+" "+code[3:]).Header.Get("Location")).To(Equal("/"))
		Expect(b.in()).To(BeTrue())
		Expect(b.get("/").Body).To(ContainSubstring("Sign out"))
	},
		Entry("by nickname", "ann"), Entry("with an @", "@Ann"),
		Entry("by number", annNumber), Entry("by a number as people write it", "(415) 555-0101"))

	It("lets in only the browser that asked for the code, and only once", func() {
		w := newWorld()
		b, thief := w.browser(), w.browser()
		b.post("/sign-in", "who", "Ann")
		code := w.codes(annNumber)[0]
		thief.post("/sign-in", "who", "nobody")
		Expect(thief.post("/sign-in/code", "code", code).Status).To(Equal(http.StatusUnprocessableEntity))
		Expect(thief.in()).To(BeFalse())

		before := b.cookies()
		Expect(b.post("/sign-in/code", "code", code).Status).To(Equal(http.StatusSeeOther))
		again := w.browser()
		again.header.Set("Cookie", cookieHeader(before))
		Expect(again.post("/sign-in/code", "code", code).Status).To(Equal(http.StatusUnprocessableEntity))
	})

	It("tells a stranger nothing about who is an admin: the same page, the same cookies, the same time", func() {
		w := newWorld()
		ask := func(who string) (answer, time.Duration) {
			b, begun := w.browser(), time.Now()
			a := b.post("/sign-in", "who", who)
			took := time.Since(begun)
			for name, value := range b.cookies() {
				a.Body += fmt.Sprintf("%s %d", name, len(value))
			}
			a.Body += b.get("/sign-in/code").Body + b.post("/sign-in/code", "code", "000000").Body
			a.Header.Del("Date")
			a.Header.Del("Set-Cookie")
			return a, took
		}
		known, inTime := ask("Ann")
		Expect(w.codes(annNumber)).To(HaveLen(1))
		for _, who := range []string{"Bob", bobNumber, "nobody", "+14155550199", "<script>", strings.Repeat("x", 60)} {
			unknown, took := ask(who)
			for try := 0; try < 2 && took >= inTime+200*time.Millisecond; try++ { // a busy machine is slow, but not each time
				unknown, took = ask(who)
			}
			Expect(unknown).To(Equal(known), who)
			Expect(took).To(And(BeNumerically(">=", 50*time.Millisecond), BeNumerically("<", inTime+200*time.Millisecond)), who)
		}
		Expect(w.codes(bobNumber)).To(BeEmpty(), "who is no admin gets no code")
	})

	It("takes five tries, then not even the right code", func() {
		w := newWorld()
		b := w.browser()
		b.post("/sign-in", "who", "Ann")
		code := w.codes(annNumber)[0]
		for range 5 {
			Expect(b.post("/sign-in/code", "code", other(code)).Status).To(Equal(http.StatusUnprocessableEntity))
		}
		Expect(b.post("/sign-in/code", "code", code).Status).To(Equal(http.StatusUnprocessableEntity))
		Expect(b.in()).To(BeFalse())
	})

	It("takes the right code at the fifth try", func() {
		w := newWorld()
		b := w.browser()
		b.post("/sign-in", "who", "Ann")
		code := w.codes(annNumber)[0]
		for range 4 {
			b.post("/sign-in/code", "code", other(code))
		}
		Expect(b.post("/sign-in/code", "code", code).Status).To(Equal(http.StatusSeeOther))
	})

	It("takes no code that is too old", func(ctx context.Context) {
		w := newWorld()
		b := w.browser()
		b.post("/sign-in", "who", "Ann")
		keys := w.keys(ctx, ":signin:")
		Expect(keys).To(HaveLen(1))
		life, err := w.redis.PTTL(ctx, keys[0]).Result()
		Expect(err).NotTo(HaveOccurred())
		Expect(life).To(And(BeNumerically(">", 4*time.Minute), BeNumerically("<=", 5*time.Minute)))
		Expect(w.redis.PExpire(ctx, keys[0], time.Millisecond).Err()).To(Succeed())
		Eventually(func() int64 { return w.redis.Exists(ctx, keys[0]).Val() }).Should(BeZero())
		Expect(b.post("/sign-in/code", "code", w.codes(annNumber)[0]).Status).To(Equal(http.StatusUnprocessableEntity))
	})

	It("keeps codes, sessions and tokens in Redis only as hashes", func(ctx context.Context) {
		w := newWorld()
		b := w.browser().signIn()
		w.browser().signInBy(adminToken)
		w.browser().post("/sign-in", "who", "Ann")
		code := w.codes(annNumber)[1]
		found, err := server.Scan(ctx, w.prefix(), b.session(), code, adminToken)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(HaveExactElements("line:d"+annNumber+" holds "+code), "the text itself waits there to be sent")
		Expect(w.keys(ctx, ":session:")).To(HaveLen(2))
	})

	It("sends one admin three codes in a quarter of an hour, whoever asks", func() {
		w := newWorld()
		for range 5 {
			Expect(w.browser().post("/sign-in", "who", "Ann").Status).To(Equal(http.StatusSeeOther))
		}
		Expect(w.codes(annNumber)).To(HaveLen(3))
	})

	It("lets one client ask twenty times in a quarter of an hour", func() {
		w := newWorld()
		b := w.browser()
		for range 20 {
			Expect(b.post("/sign-in", "who", "nobody").Status).To(Equal(http.StatusSeeOther))
		}
		late := b.post("/sign-in", "who", "nobody")
		Expect(late.Status).To(Equal(http.StatusTooManyRequests))
		Expect(late.Body).To(ContainSubstring("quarter of an hour"))
		Expect(b.post("/sign-in", "who", "Ann").Body).To(Equal(late.Body), "the limit tells nothing of who exists")
	})

	It("asks who is nobody for something", func() {
		a := newWorld().browser().post("/sign-in", "who", "  ")
		Expect(a.Status).To(Equal(http.StatusUnprocessableEntity))
		Expect(a.Body).To(And(ContainSubstring(`href="#who"`), ContainSubstring("Type your nickname")))
	})

	It("writes into no log who asked, and no code", func() {
		w := newWorld()
		w.browser().signIn()
		Expect(w.log.String()).NotTo(Or(ContainSubstring(annNumber), ContainSubstring("Ann"), ContainSubstring(w.codes(annNumber)[0])))
	})
})

var _ = Describe("Signing in by a token", func() {
	It("lets in, with the role of the token", func() {
		w := newWorld()
		Expect(w.browser().signInBy(adminToken).get("/").Body).NotTo(ContainSubstring("read-only"))
		Expect(w.browser().signInBy(viewerToken).get("/").Body).To(ContainSubstring("read-only"))
	})

	It("takes a rotated token at once, and ends the sessions of the old one", func() {
		w := newWorld()
		b := w.browser().signInBy(adminToken)
		Expect(b.in()).To(BeTrue())
		w.token(admin.TokenFile, "another-token-of-the-room")
		Expect(b.in()).To(BeFalse())
		Expect(b.post("/sign-in/token", "token", adminToken).Status).To(Equal(http.StatusUnprocessableEntity))
		Expect(b.signInBy("another-token-of-the-room").in()).To(BeTrue())
	})

	DescribeTable("takes no token that is none", func(file, shown string) {
		w := newWorld()
		w.token(admin.TokenFile, file)
		Expect(os.Remove(filepath.Join(w.tokens, admin.ReadOnlyTokenFile))).To(Succeed())
		Expect(w.browser().post("/sign-in/token", "token", shown).Status).To(Equal(http.StatusUnprocessableEntity))
	},
		Entry("an empty file is no token", "", ""),
		Entry("one that is too short is none", "short", "short"),
		Entry("the beginning of one is none", adminToken, adminToken[:len(adminToken)-1]),
		Entry("one with more behind it is none", adminToken, adminToken+"x"))

	It("bounds wrong tokens by client; then the right one is refused, too", func() {
		w := newWorld()
		b := w.browser()
		for i := range 10 {
			Expect(b.post("/sign-in/token", "token", fmt.Sprint("wrong-token-number-", i)).Status).To(Equal(http.StatusUnprocessableEntity))
		}
		Expect(b.post("/sign-in/token", "token", adminToken).Status).To(Equal(http.StatusTooManyRequests))
		b.header.Set("Authorization", "Bearer "+adminToken)
		Expect(b.get("/api/v1/overview").Status).To(Equal(http.StatusTooManyRequests))
	})
})

var _ = Describe("A session", func() {
	It("begins under a new name: one that was planted opens nothing", func() {
		w := newWorld()
		victim := w.browser().signIn()
		name := ""
		for cookie := range victim.cookies() {
			if strings.Contains(cookie, "session") {
				name = cookie
			}
		}
		planted := w.browser()
		planted.header.Set("Cookie", name+"=planted")
		Expect(planted.in()).To(BeFalse())
		before := victim.session()
		victim.signIn()
		Expect(victim.session()).NotTo(Equal(before))
		thief := w.browser()
		thief.header.Set("Cookie", name+"="+before)
		Expect(thief.in()).To(BeFalse(), "the session before ends with the new one")
	})

	It("ends when somebody signs out, also for who has copied the cookie", func() {
		w := newWorld()
		b, copied := w.browser().signIn(), w.browser()
		copied.header.Set("Cookie", cookieHeader(b.cookies()))
		Expect(copied.in()).To(BeTrue())
		Expect(b.post("/sign-out").Header.Get("Location")).To(Equal("/sign-in"))
		Expect(b.session()).To(BeEmpty())
		Expect(copied.in()).To(BeFalse())
	})

	It("ends the moment that its member is no admin any more", func() {
		w := newWorld()
		w.join("+14155550103", "Cid", true)
		b := w.browser().signIn()
		ann := w.member(annNumber)
		w.commit(annNumber, chat.Need{}, func(chat.Facts) chat.Outcome {
			return chat.Outcome{Changes: []chat.Change{chat.SetAdmin{Member: ann.ID, Admin: false}}}
		})
		Expect(b.in()).To(BeFalse())
		w.commit(annNumber, chat.Need{}, func(chat.Facts) chat.Outcome {
			return chat.Outcome{Changes: []chat.Change{chat.SetAdmin{Member: ann.ID, Admin: true}}}
		})
		Expect(b.in()).To(BeFalse(), "it does not come back with the rights")
	})

	It("ends the moment that its member leaves", func() {
		w := newWorld()
		b := w.browser().signIn()
		ann := w.member(annNumber)
		w.commit(annNumber, chat.Need{}, func(chat.Facts) chat.Outcome {
			return chat.Outcome{Changes: []chat.Change{chat.Leave{Member: ann.ID, Number: annNumber}}}
		})
		Expect(b.in()).To(BeFalse())
	})

	It("ends after twelve hours, however busy", func() {
		w := newWorld()
		b := w.browser().signIn()
		w.later(12*time.Hour - time.Minute)
		Expect(b.in()).To(BeTrue())
		w.later(12*time.Hour + time.Minute)
		Expect(b.in()).To(BeFalse())
	})

	It("ends an hour after its last use; a page that looks for news is no use", func(ctx context.Context) {
		w := newWorld()
		b := w.browser().signIn()
		key := w.keys(ctx, ":session:")[0]
		Expect(w.redis.PTTL(ctx, key).Val()).To(BeNumerically("~", time.Hour, time.Minute))
		Expect(w.redis.PExpire(ctx, key, time.Minute).Err()).To(Succeed())
		b.header.Set("HX-Request", "true")
		Expect(b.get("/?poll").Status).To(Equal(http.StatusOK))
		Expect(w.redis.PTTL(ctx, key).Val()).To(BeNumerically("<=", time.Minute))
		b.header.Del("HX-Request")
		b.get("/settings")
		Expect(w.redis.PTTL(ctx, key).Val()).To(BeNumerically("~", time.Hour, time.Minute))
	})

	It("has a cookie that scripts, other sites and plain http don't see", func() {
		w := newWorld()
		b := w.browser()
		cookie := b.post("/sign-in/token", "token", adminToken).Header.Values("Set-Cookie")[0]
		Expect(cookie).To(And(HavePrefix("smack-session-"), ContainSubstring("HttpOnly"), ContainSubstring("SameSite=Strict"),
			ContainSubstring("Path=/"), ContainSubstring("Max-Age=43200"), Not(ContainSubstring("Domain"))))
		b.header.Set("X-Forwarded-Proto", "https")
		cookie = b.post("/sign-in/token", "token", adminToken).Header.Values("Set-Cookie")[0]
		Expect(cookie).To(And(HavePrefix("__Host-smack-session-"), ContainSubstring("Secure"), ContainSubstring("HttpOnly")))
	})
})

func cookieHeader(cookies map[string]string) string {
	var list []string
	for name, value := range cookies {
		list = append(list, name+"="+value)
	}
	return strings.Join(list, "; ")
}

// other is a code that is not this one.
func other(code string) string {
	if code[0] == '9' {
		return "0" + code[1:]
	}
	return "9" + code[1:]
}
