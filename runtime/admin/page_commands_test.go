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

	It("keep what was typed where a command can't be taken", func() {
		b := newWorld().browser().signIn()
		a := b.post("/add-command", "name", "join", "url", "https://weather.example/hook", "summary", "<b>mine</b>")
		Expect(a.Status).To(Or(Equal(http.StatusUnprocessableEntity), Equal(http.StatusConflict)))
		Expect(a.Body).To(And(ContainSubstring(`value="https://weather.example/hook"`), ContainSubstring("&lt;b&gt;mine&lt;/b&gt;"),
			ContainSubstring("Not done")))
	})
})
