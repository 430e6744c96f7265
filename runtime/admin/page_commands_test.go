package admin_test

import (
	"net/http"
	"regexp"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The pages", func() {
	It("can all be looked at", func() {
		b := newWorld().browser().signIn()
		for _, path := range everyPage {
			Expect(b.get(path).Status).To(Equal(http.StatusOK), path)
		}
	})

	It("add a command, show its secret once, switch it off and delete it", func() {
		b := newWorld().browser().signIn()
		a := b.post("/add-command", "name", "#Weather", "url", "https://weather.example/hook", "summary", "tells the weather.",
			"format", "Smack", "allow", "Members", "answer", "Sender", "timeout", "3s", "enabled", "yes")
		Expect(a.Status).To(Equal(http.StatusOK), a.Body)
		secret := regexp.MustCompile(`<code id="secret">([^<]+)</code>`).FindStringSubmatch(a.Body)
		Expect(secret).To(HaveLen(2))
		for _, path := range []string{"/commands", "/commands/weather", "/commands/weather/edit"} {
			page := b.get(path)
			Expect(page.Status).To(Equal(http.StatusOK), path)
			Expect(page.Body).To(And(ContainSubstring("#weather"), Not(ContainSubstring(secret[1]))), path)
		}
		Expect(b.post("/commands/weather/switch", "on", "no").Header.Get("Location")).To(Equal("/commands/weather"))
		Expect(b.get("/commands").Body).To(ContainSubstring(`<span class="badge warn">off</span>`))
		Expect(b.post("/commands/weather/delete").Header.Get("Location")).To(Equal("/commands"))
		Expect(b.get("/commands").Body).To(ContainSubstring("#weather is deleted"))
		Expect(b.get("/commands/weather").Status).To(Equal(http.StatusNotFound))
	})

	It("show what #help will say of a command, in how many segments, before anything is saved", func() {
		b := newWorld().browser().signIn()
		form := []string{"name", "weather", "url", "https://weather.example/hook", "summary", "tells the <b>weather</b>.", "usage", "<city>",
			"timeout", "3s", "preview", "yes"}
		a := b.post("/add-command", form...)
		Expect(a.Status).To(Equal(http.StatusOK), a.Body)
		Expect(a.Body).To(And(MatchRegexp(`#help will say, in 1 segment:`), ContainSubstring("#weather &lt;city&gt;"),
			ContainSubstring("tells the &lt;b&gt;weather&lt;/b&gt;"), ContainSubstring(`value="https://weather.example/hook"`)))
		Expect(b.get("/commands/weather").Status).To(Equal(http.StatusNotFound), "nothing is saved")

		By("a command that can't be taken")
		form[1] = "join"
		a = b.post("/add-command", form...)
		Expect(a.Status).To(Or(Equal(http.StatusUnprocessableEntity), Equal(http.StatusConflict)))
		Expect(a.Body).To(And(ContainSubstring("built-in"), Not(ContainSubstring("#help will say"))))

		By("a change of one that is kept, and off")
		form[1] = "weather"
		Expect(b.post("/add-command", form[:len(form)-2]...).Status).To(Equal(http.StatusOK))
		form[5] = "tells the rain."
		Expect(b.post("/commands/weather/edit", form...).Body).To(ContainSubstring("tells the rain."))
		Expect(b.get("/commands/weather").Body).NotTo(ContainSubstring("tells the rain."))
	})

	It("keep what was typed where a command can't be taken", func() {
		b := newWorld().browser().signIn()
		a := b.post("/add-command", "name", "join", "url", "https://weather.example/hook", "summary", "<b>mine</b>")
		Expect(a.Status).To(Or(Equal(http.StatusUnprocessableEntity), Equal(http.StatusConflict)))
		Expect(a.Body).To(And(ContainSubstring(`value="https://weather.example/hook"`), ContainSubstring("&lt;b&gt;mine&lt;/b&gt;"),
			ContainSubstring("Not done")))
	})
})
