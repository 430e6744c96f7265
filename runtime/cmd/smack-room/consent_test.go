package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = Describe("The consent tool", func() {
	// export runs it and gives what it prints.
	export := func(p *place, flags ...string) string {
		GinkgoHelper()
		session := p.run(append([]string{"consent", "export", "--config", p.file}, flags...)...)
		Eventually(session).Should(gexec.Exit(0), string(session.Err.Contents()))
		return string(session.Out.Contents())
	}
	table := func(p *place, flags ...string) [][]string {
		GinkgoHelper()
		rows, err := csv.NewReader(strings.NewReader(export(p, flags...))).ReadAll()
		Expect(err).NotTo(HaveOccurred())
		return rows
	}
	list := func(p *place, flags ...string) (rows []consentRow) {
		GinkgoHelper()
		Expect(json.Unmarshal([]byte(export(p, append(flags, "-o", "json")...)), &rows)).To(Succeed())
		return rows
	}
	hows := func(rows []consentRow) (hows []string) {
		for _, r := range rows {
			hows = append(hows, r.How)
		}
		return hows
	}

	It("tells who agreed to what, as a table and as JSON", func(ctx context.Context) {
		p := newPlace()
		pod := p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, annNumber, "#invite "+bobNumber)
		Eventually(p.inbox(bobNumber)).Should(HaveLen(1), "an invitation that is under way would be refused by the STOP")
		p.text(ctx, bobNumber, "STOP")
		pod.Terminate()
		Eventually(pod).Should(gexec.Exit(0))

		rows := table(p)
		Expect(rows).To(HaveLen(4))
		Expect(rows[0]).To(Equal([]string{"time", "number", "how", "text", "shown", "invited by", "sid"}))
		Expect(rows[1][1:4]).To(Equal([]string{annNumber, "join", "#join Ann"}))
		Expect(rows[1][4]).To(HavePrefix("Welcome to The family, Ann!"))
		Expect(rows[2][1:6]).To(Equal([]string{bobNumber, "invitation", "",
			"{name} invites you to The family, a group chat by SMS. To join, text #join and a nickname. To refuse, ignore this or text STOP.", "1"}))
		Expect(rows[3][1:6]).To(Equal([]string{bobNumber, "opt-out", "STOP", "", ""}))
		for _, row := range rows[1:] {
			at, err := time.Parse(time.RFC3339, row[0])
			Expect(err).NotTo(HaveOccurred())
			Expect(at).To(BeTemporally("~", time.Now(), time.Minute))
			Expect(row[6]).To(HavePrefix("SM"))
		}

		Expect(hows(list(p))).To(Equal([]string{"join", "invitation", "opt-out"}))
		Expect(list(p)[1].InvitedBy).To(BeEquivalentTo(1))
		Expect(hows(list(p, "--number", bobNumber))).To(Equal([]string{"invitation", "opt-out"}))
		Expect(list(p, "--since", time.Now().AddDate(0, 0, 2).Format(time.DateOnly))).To(BeEmpty())
		Expect(list(p, "--since", time.Now().AddDate(0, 0, -2).Format(time.DateOnly))).To(HaveLen(3))
	})

	It("finds who has left by the number alone", func(ctx context.Context) {
		p := newPlace()
		p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, annNumber, "#leave")
		Eventually(func() []string { return hows(list(p)) }).Should(Equal([]string{"join", "forgotten"}))
		Expect(list(p)).To(HaveEach(HaveField("Number", MatchRegexp("^forgotten:[0-9a-f]{32}$"))))
		Expect(list(p, "--number", annNumber)).To(HaveEach(HaveField("Number", annNumber)))
		Expect(list(p, "--number", annNumber)).To(HaveLen(2))
		Expect(list(p, "--number", bobNumber)).To(BeEmpty())
	})

	It("lets no spreadsheet run what somebody texted", func(ctx context.Context) {
		p := newPlace()
		st := p.store(ctx)
		for i, text := range []string{"=HYPERLINK()", "+1", "-1", "@x", "\tx", "fine = fine"} {
			facts, err := st.Facts(ctx, bobNumber, chat.Need{})
			Expect(err).NotTo(HaveOccurred())
			_, err = st.Commit(ctx, store.Inbound{SID: string(rune('a' + i)), From: bobNumber}, facts,
				chat.Outcome{Changes: []chat.Change{chat.SetOptedOut{Number: bobNumber, OptedOut: true, Keyword: text}}})
			Expect(err).NotTo(HaveOccurred())
		}
		var texts []string
		for _, row := range table(p)[1:] {
			texts = append(texts, row[3])
		}
		Expect(texts).To(Equal([]string{"'=HYPERLINK()", "'+1", "'-1", "'@x", "'\tx", "fine = fine"}))
		Expect(list(p)[0].Text).To(Equal("=HYPERLINK()"))
		Expect(numberCell("+1|cmd")).To(Equal("'+1|cmd"))
	})

	It("says what is wrong with a date", func() {
		session := newPlace().run("consent", "export", "--since", "yesterday")
		Eventually(session).Should(gexec.Exit(exitUsage))
	})
})
